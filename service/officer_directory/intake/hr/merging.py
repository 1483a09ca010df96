"""Two records of one agency that are one person: one stays, with the history of both.

Every fact of the duplicate becomes the other's, its protections too; both persons are one
from then on, in every agency, so that the class is the strictest that either had. The
duplicate's id is no such record afterwards.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Table, delete, select, update

from officer_directory.disclosure.classes import class_intervals
from officer_directory.disclosure.locks import lock_subjects
from officer_directory.errors import FieldsRefusedError, NoSuchRecordError
from officer_directory.intake.hr.officers import remember_service
from officer_directory.intake.hr.photographs import inherit_photo
from officer_directory.intake.hr.single import NOT_SHOWN, Hand, Shows, finish
from officer_directory.intake.upsert.assignments import Classes
from officer_directory.intake.upsert.kinds import DOCUMENTS, EMPLOYMENTS, RANKS, SALARIES
from officer_directory.intake.upsert.officers import NAMES, TOLD, write_names
from officer_directory.intake.upsert.rows import keyed, update_all
from officer_directory.intake.upsert.writing import Writing
from officer_directory.store import records
from officer_directory.store.columns import metadata

_TOGETHER = (*NAMES, "suffix"), ("hire_date", "separation_date"), ("status", "status_detail")
"""Fields that mean something only as they were told together."""


def merge_officers(hand: Hand, officer_id: str, duplicate_id: str) -> Shows:
    """Make a duplicate's history that of the officer who stays."""
    if officer_id == duplicate_id:
        raise FieldsRefusedError({"duplicate": "is the officer who is to stay"})
    kept, writing = hand.officer(officer_id, duplicate_id)
    hand.require("officer", officer_id)
    o = records.officer
    duplicate = hand.connection.execute(
        select(o).where(o.c.id == duplicate_id, o.c.agency_id == kept.agency_id)
    ).first()
    if duplicate is None:
        raise NoSuchRecordError(NOT_SHOWN)
    before = _one_person(hand, kept.person_id, duplicate.person_id, officer_id, duplicate_id)
    recorded = dict(kept._mapping), dict(duplicate._mapping)
    _remember(writing, *recorded)
    inherit_photo(writing, *recorded)
    _move(hand, duplicate_id, officer_id)
    _fill_in(writing, *recorded)
    writing.touched_officers |= {officer_id, duplicate_id}
    finish(hand, writing, before=before)
    return Shows("officer", officer_id)


def _one_person(hand: Hand, person: str, other: str, officer_id: str, duplicate_id: str) -> Classes:
    """Make two persons one; the classes before, of everyone of whom they are told."""
    o = records.officer.c
    kin = list(hand.connection.scalars(select(o.id).where(o.person_id.in_((person, other)))))
    lock_subjects(hand.connection, kin)
    before = class_intervals(hand.connection, sorted(kin), hand.now)
    before[officer_id] = before[officer_id] + before.pop(duplicate_id)
    one = update(records.officer).where(o.person_id == other).values(person_id=person)
    hand.connection.execute(one)
    return before


def _remember(writing: Writing, kept: Mapping[str, Any], duplicate: Mapping[str, Any]) -> None:
    """Keep what the duplicate's own fields told and the other's do not."""
    if duplicate["hire_date"] not in (None, kept["hire_date"]):
        remember_service(writing, duplicate)
    ranked = ("rank", "badge_number")
    if any(duplicate[name] not in (None, kept[name]) for name in ranked):
        told = {name: duplicate[name] for name in ranked} | {"start_date": duplicate["hire_date"]}
        row = keyed(RANKS.table, told) | {"id": duplicate["id"], "officer_id": duplicate["id"]}
        writing.connection.execute(RANKS.table.insert(), row | writing.provenance())


def _move(hand: Hand, source: str, target: str) -> None:
    """Every row that is the duplicate's becomes the other's; what both have is there once."""
    connection = hand.connection
    connection.execute(
        delete(records.officer_name).where(records.officer_name.c.officer_id == source)
    )
    involved = records.involvement.c
    both = select(involved.incident_id).where(involved.officer_id == target)
    connection.execute(
        delete(records.involvement).where(
            involved.officer_id == source, involved.incident_id.in_(both.scalar_subquery())
        )
    )
    for kind in (EMPLOYMENTS, RANKS, SALARIES, DOCUMENTS):
        _drop_repeats(hand, kind.table, kind.told, source, target)
    for table, column in _owned():
        connection.execute(update(table).where(table.c[column] == source).values({column: target}))
    connection.execute(delete(records.officer).where(records.officer.c.id == source))


def _owned() -> Iterator[tuple[Table, str]]:
    """Every table whose rows are an officer's, and the column that says whose."""
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column is records.officer.c.id:
                yield table, key.parent.name


def _drop_repeats(
    hand: Hand, table: Table, told: tuple[str, ...], source: str, target: str
) -> None:
    rows = hand.connection.execute(select(table).where(table.c.officer_id.in_((source, target))))
    seen = {source: {}, target: {}}  # type: dict[str, dict[tuple[Any, ...], str]]
    for row in rows:
        seen[row.officer_id][tuple(row._mapping[name] for name in told)] = row.id
    repeated = [row_id for key, row_id in seen[source].items() if key in seen[target]]
    hand.connection.execute(delete(table).where(table.c.id.in_(repeated)))


def _fill_in(writing: Writing, kept: Mapping[str, Any], duplicate: Mapping[str, Any]) -> None:
    """What is not known of the one who stays, the duplicate may know."""
    together = {name: group for group in _TOGETHER for name in group}
    becomes = {}
    for name in TOLD:
        group = together.get(name, (name,))
        unknown = all(kept[one] is None for one in group)
        becomes[name] = duplicate[name] if unknown else kept[name]
    row = keyed(records.officer, becomes) | {"id": kept["id"]}
    update_all(writing.connection, records.officer, [row | writing.provenance()])
    if any(becomes[name] != kept[name] for name in NAMES):
        write_names(writing, [], [row])


__all__ = ["merge_officers"]
