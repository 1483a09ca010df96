"""Assignments: added, changed, and, where a file no longer tells them, given an end.

Nothing here lowers a class. An assignment that has ended keeps protecting until two people
agree that it need not; where its unit is marked, that is proposed.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from officer_directory.disclosure.classes import Ground, class_intervals
from officer_directory.disclosure.local_days import local_day
from officer_directory.intake.upsert.matching import Values, match, merged
from officer_directory.intake.upsert.officers import officer_id
from officer_directory.intake.upsert.rows import Row, insert_all, keyed, new_id, update_all
from officer_directory.intake.upsert.spans import changed_span, first_span
from officer_directory.intake.upsert.units import upsert_units
from officer_directory.intake.upsert.writing import Writing
from officer_directory.store import records
from officer_directory.store.folding import fold

TOLD = ("unit_id", "title", "badge_number", "start_date", "end_date")
_PASSES = (TOLD, ("unit_id", "title_key", "start_date"), ("unit_id", "start_date"))
_STILL = ("unit_id", "still")
_DAY = timedelta(days=1)

Classes = dict[str, list[Ground]]


@dataclass(frozen=True, slots=True)
class Ended:
    """An assignment that a file says has ended, and whose unit protects."""

    id: str
    officer_id: str
    end_date: str


def upsert_assignments(writing: Writing) -> tuple[list[Ended], Classes]:
    """Write the assignments.

    Returns those whose protection a person may end, and the classes, as they were before,
    of the officers of whom a recorded assignment was changed.
    """
    if not writing.facts.assignments:
        return [], {}
    units = upsert_units(writing)
    marks = dict(units.values())
    stated, recorded = _stated(writing, units), recorded_assignments(writing)
    added: list[Row] = []
    changed: list[Row] = []
    passes = (*_PASSES, _STILL) if _whole(writing) else _PASSES
    owners = [officer_id(writing, fact.uid) for fact in writing.facts.officers]
    for owner in writing.each(dict.fromkeys((*stated, *(o for o in owners if o)))):
        told = stated.get(owner, [])
        found, left = match(told, recorded.get(owner, []), passes)
        for values, row in zip(told, found, strict=True):
            _compare(writing, owner, values, row, added, changed)
        if _whole(writing):
            changed += _left(writing, told, left)
    before = {row["id"]: row for rows in recorded.values() for row in rows}
    return write_assignments(writing, added, changed, before, marks)


def write_assignments(
    writing: Writing,
    added: list[Row],
    changed: list[Row],
    before: Mapping[str, Values],
    marks: Mapping[str, str | None],
) -> tuple[list[Ended], Classes]:
    """Write rows of assignments; `before` is by id, `marks` by unit. Returns as above."""
    concerned = sorted({before[row["id"]]["officer_id"] for row in changed})
    classes = class_intervals(writing.connection, concerned, writing.now)
    _write(writing, added, changed)
    ended = [
        Ended(row["id"], before[row["id"]]["officer_id"], row["end_date"])
        for row in changed
        if row["end_date"] not in (None, before[row["id"]]["end_date"])
        and marks.get(row["unit_id"]) in ("sensitive", "undercover")
    ]
    return ended, classes


def _whole(writing: Writing) -> bool:
    """Whether what the file does not tell is no longer so."""
    return writing.full or writing.facts.current_unit_only


def _stated(writing: Writing, units: dict[str, tuple[str, str | None]]) -> dict[str, list[Row]]:
    by_officer: dict[str, list[Row]] = defaultdict(list)
    for fact in writing.each(writing.facts.assignments):
        owner = officer_id(writing, fact.uid)
        if owner is None:
            continue
        values = {
            "unit_id": units[fold(fact.unit)][0] if fact.unit else None,
            "title": fact.title,
            "badge_number": fact.badge_number,
            "start_date": fact.start_date,
            "end_date": fact.end_date,
        }
        row = keyed(records.assignment, values)
        by_officer[owner].append(row | {"still": fact.end_date is None})
    return by_officer


def recorded_assignments(writing: Writing) -> dict[str, list[Values]]:
    """The recorded assignments, by officer; `still` where one has no end."""
    table, owner = records.assignment, records.officer
    rows = writing.connection.execute(
        select(table, table.c.end_date.is_(None).label("still"))
        .join(owner, owner.c.id == table.c.officer_id)
        .where(writing.concerned())
        .order_by(table.c.id)
    )
    by_officer: dict[str, list[Values]] = defaultdict(list)
    for row in writing.each(rows):
        by_officer[row.officer_id].append({**row._mapping, "still": bool(row.still)})
    return by_officer


def _compare(
    writing: Writing,
    owner: str,
    stated: Values,
    recorded: Values | None,
    added: list[Row],
    changed: list[Row],
) -> None:
    counts = writing.report.of("assignments")
    zone, now, uid = writing.agency.zone, writing.now, writing.uids[owner]
    if recorded is None:
        span = first_span(stated["start_date"], stated["end_date"], zone, now)
        row = {name: stated[name] for name in stated if name != "still"}
        added.append(row | protects(span) | {"id": new_id(), "officer_id": owner})
        counts.example(f"new: {uid}: {stated['title'] or ''} {stated['start_date'] or ''}")
        return
    becomes = merged(stated, recorded, TOLD, ("end_date",))
    if all(becomes[name] == recorded[name] for name in TOLD):
        counts.unchanged += 1
        return
    span = (recorded["protects_from"], recorded["protects_until"])
    span = changed_span(span, becomes["start_date"], becomes["end_date"], zone, now)
    changed.append(keyed(records.assignment, becomes) | protects(span) | {"id": recorded["id"]})
    writing.touched_officers.add(owner)
    name = next(n for n in TOLD if becomes[n] != recorded[n])
    counts.example(f"{uid}: {name}: {recorded[name]} → {becomes[name]}")


def _left(writing: Writing, told: list[Row], left: list[Values]) -> list[Row]:
    """Assignments that the file no longer tells: they have ended, by the day it says so."""
    ended = []
    for row in left:
        if row["end_date"] is not None:
            continue
        end = _day_left(row["start_date"], told, local_day(writing.now, writing.agency.zone))
        becomes = {name: row[name] for name in TOLD} | {"end_date": end}
        span = protects((row["protects_from"], row["protects_until"]))
        ended.append(keyed(records.assignment, becomes) | span | {"id": row["id"]})
        writing.touched_officers.add(row["officer_id"])
        uid = writing.uids[row["officer_id"]]
        writing.report.of("assignments").example(f"{uid}: ended {end}: no longer in the file")
    return ended


def _day_left(start: str | None, told: list[Row], today: date) -> str:
    """The day before the next assignment begins, where that is known; else today."""
    next_starts = [row["start_date"] for row in told if row["start_date"] is not None]
    later = [day for day in next_starts if day > (start or "")]
    if not later:
        return max(today.isoformat(), start or "")
    return (date.fromisoformat(min(later)) - _DAY).isoformat()


def protects(span: tuple[int, int]) -> dict[str, Any]:
    return {"protects_from": span[0], "protects_until": span[1]}


def _write(writing: Writing, added: list[Row], changed: list[Row]) -> None:
    counts = writing.report.of("assignments")
    counts.added, counts.changed = len(added), len(changed)
    writing.touched_officers.update(row["officer_id"] for row in added)
    recorded = writing.provenance()
    insert_all(writing.connection, records.assignment, [row | recorded for row in added])
    update_all(writing.connection, records.assignment, [row | recorded for row in changed])
