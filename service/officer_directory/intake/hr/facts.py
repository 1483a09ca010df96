"""Writing one fact that belongs to an officer: an assignment, employment, rank or salary.

A fact is stated by what it is known by (unit and start, employer and start, rank and date,
year), or corrected by its id. What is not named stays as it is known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from officer_directory.errors import FieldsRefusedError, NoSuchRecordError, RefusedByRuleError
from officer_directory.intake.facts import AssignmentFact
from officer_directory.intake.hr.single import NOT_SHOWN, NOWHERE, Hand, Shows, finish
from officer_directory.intake.hr.stated import FACTS, Stated, in_order, read
from officer_directory.intake.upsert.assignments import (
    TOLD,
    Classes,
    Ended,
    protects,
    recorded_assignments,
    write_assignments,
)
from officer_directory.intake.upsert.kinds import (
    EMPLOYMENTS,
    RANKS,
    SALARIES,
    Kind,
    recorded_of,
    write_kind,
)
from officer_directory.intake.upsert.matching import Values
from officer_directory.intake.upsert.rows import Row, keyed, new_id
from officer_directory.intake.upsert.spans import changed_span, first_span
from officer_directory.intake.upsert.units import upsert_units
from officer_directory.intake.upsert.writing import Writing
from officer_directory.store import records
from officer_directory.store.folding import fold

_KINDS: Mapping[str, Kind] = {"employment": EMPLOYMENTS, "rank": RANKS, "salary": SALARIES}
_SEVERAL = "Several recorded facts are known by this: correct the one you mean by its id."


@dataclass(slots=True)
class _Fact:
    """The fact that is written: its recorded row, if there is one, and what it becomes."""

    resource: str
    owner: str
    recorded: Values | None
    becomes: dict[str, Any]
    marks: Mapping[str, str | None]
    stated: Stated = field(default_factory=dict)
    new: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        self.becomes = {name: self.becomes.get(name) for name in _told(self.resource)}

    @property
    def id(self) -> str:
        return self.new if self.recorded is None else str(self.recorded["id"])

    @property
    def is_changed(self) -> bool:
        was = self.recorded
        return was is None or any(was[name] != value for name, value in self.becomes.items())

    @property
    def row(self) -> Row:
        owner = {"officer_id": self.owner} if self.recorded is None else {}
        return {**self.becomes, "id": self.id, **owner}


def put_fact(
    hand: Hand, resource: str, officer_id: str, key: Mapping[str, Any], stated: Mapping[str, Any]
) -> Shows:
    """State a fact by what it is known by: found and changed, or added."""
    words = FACTS[resource]
    known_by = read(key, words.key)
    if words.needed is not None and known_by.get(words.needed) is None:
        raise FieldsRefusedError({words.needed: "is needed in the address"})
    values = read(stated, words.more)
    _, writing = hand.officer(officer_id)
    fact = _stated(writing, resource, officer_id, known_by, values)
    _require(hand, resource, officer_id, fact.recorded)
    return _write(hand, writing, fact)


def place(writing: Writing, officer_id: str, values: Stated) -> tuple[list[Ended], Classes]:
    """State an assignment, within the write of its officer; returns what `finish` takes.

    Without a first day it is the one to this unit that has not ended, if there is one.
    """
    known_by = {name: values[name] for name in FACTS["assignment"].key if name in values}
    more = {name: value for name, value in values.items() if name not in known_by}
    fact = _stated(writing, "assignment", officer_id, known_by, more)
    there = _recorded(writing, "assignment", officer_id)
    is_there = any(row["unit_id"] == fact.becomes["unit_id"] and row["still"] for row in there)
    if not fact.is_changed or ("start_date" not in values and is_there):
        return [], {}
    return _write_assignment(writing, fact)


def _stated(
    writing: Writing, resource: str, officer_id: str, known_by: Stated, values: Stated
) -> "_Fact":
    """The fact that is known by this, and what it becomes with these values."""
    words = FACTS[resource]
    columns, marks = _columns(writing, resource, {**dict.fromkeys(words.key), **known_by, **values})
    asked = {name: columns[name] for name in _key_columns(resource, known_by)}
    found = _known(_recorded(writing, resource, officer_id), asked, columns)
    if found is not None:
        given = {name: columns[name] for name in values if name in columns}
        columns = {name: found[name] for name in _told(resource)} | given
    in_order(columns, *(words.span or ("", "")))
    return _Fact(resource, officer_id, found, columns, marks, {**known_by, **values})


def patch_fact(
    hand: Hand, resource: str, officer_id: str, fact_id: str, stated: Mapping[str, Any]
) -> Shows:
    """Correct a recorded fact (RFC 7396)."""
    words = FACTS[resource]
    values = read(stated, words.all)
    if words.needed in values and values[words.needed] is None:
        raise FieldsRefusedError({words.needed: "cannot be taken away"})
    _, writing = hand.officer(officer_id)
    recorded = _recorded(writing, resource, officer_id)
    found = next((row for row in recorded if row["id"] == fact_id), None)
    if found is None:
        raise NoSuchRecordError(NOT_SHOWN)
    _require(hand, resource, officer_id, found)
    columns, marks = _columns(writing, resource, values)
    columns = {name: found[name] for name in _told(resource)} | columns
    in_order(columns, *(words.span or ("", "")))
    return _write(hand, writing, _Fact(resource, officer_id, found, columns, marks))


def _require(hand: Hand, resource: str, officer_id: str, found: Values | None) -> None:
    if resource == "rank":  # has no view of its own: its conditions are about the officer
        hand.require("officer", officer_id)
    else:
        hand.require(resource, None if found is None else found["id"])


def _told(resource: str) -> tuple[str, ...]:
    return TOLD if resource == "assignment" else _KINDS[resource].told


def _recorded(writing: Writing, resource: str, officer_id: str) -> list[Values]:
    if resource == "assignment":
        return recorded_assignments(writing).get(officer_id, [])
    return recorded_of(writing, _KINDS[resource]).get(officer_id, [])


def _key_columns(resource: str, known_by: Stated) -> list[str]:
    """The columns by which a fact is looked for; a kind of year that is not named is any."""
    names = [n for n in FACTS[resource].key if n != "is_fiscal_year" or n in known_by]
    return ["unit_id" if name == "unit" else name for name in names]


def _columns(
    writing: Writing, resource: str, values: Stated
) -> tuple[dict[str, Any], Mapping[str, str | None]]:
    """The values by column; a unit by its id, made without a mark where it is new."""
    if resource != "assignment":
        return dict(values), {}
    columns = {n: v for n, v in values.items() if n not in ("unit", "bureau")}
    bureau = values.get("bureau")
    if bureau is not None and values.get("unit") is None:
        raise FieldsRefusedError({"bureau": "is the unit's: name the unit too"})
    fact = AssignmentFact(NOWHERE, "", unit=values.get("unit"), bureau=bureau)
    writing.facts.assignments = [fact]
    units = upsert_units(writing)
    if writing.report.notes:
        raise FieldsRefusedError({"bureau": "is another than the unit is in"})
    if "unit" in values:
        columns["unit_id"] = None if fact.unit is None else units[fold(fact.unit)][0]
    return columns, dict(units.values())


def _known(
    recorded: list[Values], asked: Mapping[str, Any], columns: Mapping[str, Any]
) -> Values | None:
    """The one recorded fact that is known by this; of several, the one of the same rank."""

    def same(row: Values, names: Mapping[str, Any]) -> bool:
        return all(_folded(row[name]) == _folded(value) for name, value in names.items())

    found = [row for row in recorded if same(row, asked)]
    for telling in ("rank", "title"):
        if len(found) > 1 and columns.get(telling) is not None:
            found = [row for row in found if same(row, {telling: columns[telling]})]
    if len(found) > 1:
        raise RefusedByRuleError(_SEVERAL)
    return found[0] if found else None


def _folded(value: Any) -> Any:
    return fold(value) if isinstance(value, str) else value


def _write(hand: Hand, writing: Writing, fact: _Fact) -> Shows:
    was = fact.recorded
    ended: list[Ended] = []
    classes: Classes = {}
    if not fact.is_changed:
        pass
    elif fact.resource == "assignment":
        ended, classes = _write_assignment(writing, fact)
    else:
        kind = _KINDS[fact.resource]
        rows = [keyed(kind.table, fact.row)]
        write_kind(writing, kind, [] if was else rows, rows if was else [])
        writing.touched_officers.add(fact.owner)
    finish(hand, writing, ended, classes)
    return _shows(fact)


def _write_assignment(writing: Writing, fact: _Fact) -> tuple[list[Ended], Classes]:
    """Its span may grow and never shrinks; where its unit protects, an end is proposed."""
    row = fact.row
    start, end, zone = row["start_date"], row["end_date"], writing.agency.zone
    was = fact.recorded
    if was is None:
        span = first_span(start, end, zone, writing.now)
    else:
        span = (was["protects_from"], was["protects_until"])
        span = changed_span(span, start, end, zone, writing.now)
    rows = [keyed(records.assignment, row) | protects(span)]
    before = {} if was is None else {was["id"]: was}
    added, changed = (rows, []) if was is None else ([], rows)
    writing.touched_officers.add(fact.owner)
    return write_assignments(writing, added, changed, before, fact.marks)


def _shows(fact: _Fact) -> Shows:
    is_new = fact.recorded is None
    if fact.resource == "rank":
        return Shows("officer", fact.owner, is_new, recorded=fact.stated)
    return Shows(fact.resource, fact.id, is_new)
