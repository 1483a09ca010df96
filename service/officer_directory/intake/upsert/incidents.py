"""Incidents and who was involved: found by the source's reference, by number, or by content."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from sqlalchemy import and_, delete, or_, select

from officer_directory.disclosure.locks import chunks
from officer_directory.intake.facts import IncidentFact
from officer_directory.intake.upsert.matching import Values, merged
from officer_directory.intake.upsert.officers import officer_id
from officer_directory.intake.upsert.rows import Row, insert_all, keyed, new_id, update_all
from officer_directory.intake.upsert.writing import Writing
from officer_directory.store import records

_TOLD = tuple(
    f.name for f in fields(IncidentFact) if f.name not in ("place", "reference", "officer_uids")
)
_REFERENCE = " incident "


def upsert_incidents(writing: Writing) -> None:
    """Write incidents; involvements are added, and taken away only by a whole list."""
    if not writing.facts.incidents:
        return
    known = _Known(writing)
    added: list[Row] = []
    changed: list[Row] = []
    named: dict[str, set[str]] = {}
    counts = writing.report.of("incidents")
    for fact in writing.each(writing.facts.incidents):
        stated = _stated(writing, fact)
        row = known.take(fact, stated)
        if row is None:
            added.append({**stated, "id": new_id(), "reviewed_by": None, "reviewed_at": None})
            counts.example(f"new: {fact.number or fact.date or 'without a number'}")
        elif change := _change(stated, row):
            changed.append(change)
            counts.example(f"{fact.number or fact.date or 'without a number'}: changed")
        else:
            counts.unchanged += 1
        owner = added[-1]["id"] if row is None else row["id"]
        found = (officer_id(writing, uid) for uid in fact.officer_uids)
        named[owner] = {one for one in found if one is not None}
    _write(writing, added, changed)
    _involve(writing, named)


class _Known:
    """The recorded incidents, each of which one stated incident can be."""

    def __init__(self, writing: Writing) -> None:
        table = records.incident
        self._by: dict[tuple[Any, ...], list[Values]] = defaultdict(list)
        self._taken: set[str] = set()
        rows = writing.connection.execute(
            select(table).where(table.c.agency_id == writing.agency.id).order_by(table.c.id)
        )
        for row in writing.each(rows):
            _, found, reference = row.source.rpartition(_REFERENCE)
            for key in _keys(reference if found else None, dict(row._mapping)):
                self._by[key].append(dict(row._mapping))

    def take(self, fact: IncidentFact, stated: Row) -> Values | None:
        for key in _keys(fact.reference, stated):
            for row in self._by.get(key, ()):
                if row["id"] not in self._taken:
                    self._taken.add(row["id"])
                    return row
        return None


def _keys(reference: str | None, values: Values) -> Iterator[tuple[Any, ...]]:
    content = tuple(values[name] for name in _TOLD)
    if reference is not None:
        yield "reference", reference
    yield "content", content
    if values["number_key"] is not None:
        yield "number", values["number_key"]


def _stated(writing: Writing, fact: IncidentFact) -> Row:
    row = keyed(records.incident, {name: getattr(fact, name) for name in _TOLD})
    reference = f"{_REFERENCE}{fact.reference}" if fact.reference else ""
    return row | {"source": writing.facts.source + reference}


def _change(stated: Row, recorded: Values) -> Row | None:
    becomes = merged(stated, recorded, _TOLD, ())
    if all(becomes[name] == recorded[name] for name in _TOLD):
        return None
    row = keyed(records.incident, becomes) | {"id": recorded["id"], "source": stated["source"]}
    same_text = becomes["narrative"] == recorded["narrative"]
    row["reviewed_by"] = recorded["reviewed_by"] if same_text else None
    row["reviewed_at"] = recorded["reviewed_at"] if same_text else None
    return row


def _write(writing: Writing, added: list[Row], changed: list[Row]) -> None:
    counts = writing.report.of("incidents")
    counts.added, counts.changed = len(added), len(changed)
    recorded = {"recorded_at": writing.now, "recorded_by": writing.by}
    agency = {"agency_id": writing.agency.id}
    insert_all(writing.connection, records.incident, [r | recorded | agency for r in added])
    update_all(writing.connection, records.incident, [r | recorded for r in changed])
    writing.touched_incidents.update(row["id"] for row in (*added, *changed))


def _involve(writing: Writing, named: dict[str, set[str]]) -> None:
    table = records.involvement
    before: dict[str, set[str]] = defaultdict(set)
    for chunk in chunks(sorted(named)):
        pairs = select(table.c.incident_id, table.c.officer_id)
        for incident, officer in writing.connection.execute(
            pairs.where(table.c.incident_id.in_(chunk))
        ):
            before[incident].add(officer)
    added = [(i, o) for i, officers in named.items() for o in sorted(officers - before[i])]
    gone = [(i, o) for i, officers in named.items() for o in sorted(before[i] - officers)]
    gone = gone if writing.full else []
    recorded = writing.provenance()
    insert_all(
        writing.connection,
        table,
        [{"incident_id": i, "officer_id": o, **recorded} for i, o in added],
    )
    for pairs_gone in (gone[n : n + 200] for n in range(0, len(gone), 200)):
        these = (and_(table.c.incident_id == i, table.c.officer_id == o) for i, o in pairs_gone)
        writing.connection.execute(delete(table).where(or_(*these)))
    counts = writing.report.of("involvements")
    counts.added, counts.changed = len(added), len(gone)
    counts.unchanged = sum(map(len, named.values())) - len(added)
    for incident, officer in (*added, *gone):
        writing.touched_incidents.add(incident)
        writing.touched_officers.add(officer)
