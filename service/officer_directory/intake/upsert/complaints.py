"""Complaints: one row per allegation, kept also when the officer named is not recorded.

The number by which the file names such an officer is kept with the source, so that the
allegation finds its officer when a later roster brings that number.
"""

from collections import defaultdict
from dataclasses import fields
from typing import Any

from sqlalchemy import select

from officer_directory.intake.facts import ComplaintFact
from officer_directory.intake.upsert.matching import Values, match, merged
from officer_directory.intake.upsert.officers import officer_id
from officer_directory.intake.upsert.rows import Row, insert_all, keyed, new_id, update_all
from officer_directory.intake.upsert.writing import Writing
from officer_directory.store import records
from officer_directory.store.folding import fold

_TOLD = tuple(f.name for f in fields(ComplaintFact) if f.name not in ("place", "uid"))
_PASSES = (
    ("officer_id", *_TOLD),
    _TOLD,
    ("allegation_key", "finding_key", "disposition_key"),
    ("allegation_key",),
    ("number_key",),
)
_REFERENCE = " of officer "

Group = tuple[str | None, str | None]


def upsert_complaints(writing: Writing) -> None:
    if not writing.facts.complaints:
        return
    stated, recorded = _stated(writing), _recorded(writing)
    added: list[Row] = []
    changed: list[Row] = []
    counts = writing.report.of("complaints")
    for group, told in stated.items():
        passes = _PASSES if group[0] is not None else _PASSES[:-2]
        found, _ = match(told, recorded.get(group, []), passes)
        for values, row in zip(told, found, strict=True):
            if row is None:
                added.append(_new(values))
                counts.example(f"new: {values['number'] or 'without a number'}")
            elif change := _change(values, row):
                changed.append(change)
                _touch(writing, row)
                counts.example(f"{values['number'] or 'without a number'}: changed")
            else:
                counts.unchanged += 1
    _write(writing, added, changed)


def _stated(writing: Writing) -> dict[Group, list[Row]]:
    by_group: dict[Group, list[Row]] = defaultdict(list)
    unlinked = 0
    for fact in writing.each(writing.facts.complaints):
        owner = None if fact.uid is None else officer_id(writing, fact.uid)
        values: dict[str, Any] = {name: getattr(fact, name) for name in _TOLD}
        row = keyed(records.complaint, values)
        row["officer_id"] = owner
        unlinked += owner is None
        row["source"] = _source(writing, None if owner else fact.uid)
        reference = fold(fact.uid) if fact.uid and owner is None else None
        by_group[row["number_key"], owner or reference].append(row)
    if unlinked:
        writing.report.notes.append(
            f"{unlinked} complaints name no officer who is recorded here; they are kept without."
        )
    return by_group


def _source(writing: Writing, uid: str | None) -> str:
    return f"{writing.facts.source}{_REFERENCE}{uid}" if uid else writing.facts.source


def _recorded(writing: Writing) -> dict[Group, list[Values]]:
    table = records.complaint
    rows = writing.connection.execute(
        select(table).where(table.c.agency_id == writing.agency.id).order_by(table.c.id)
    )
    by_group: dict[Group, list[Values]] = defaultdict(list)
    for row in writing.each(rows):
        owner = row.officer_id
        if owner is None and _REFERENCE in row.source:
            reference = fold(row.source.rpartition(_REFERENCE)[2])
            owner = writing.officers.get(reference, reference)
        by_group[row.number_key, owner].append(dict(row._mapping))
    return by_group


def _new(values: Row) -> Row:
    return {**values, "id": new_id(), "reviewed_by": None, "reviewed_at": None}


def _change(stated: Row, recorded: Values) -> Row | None:
    becomes = merged(stated, recorded, ("officer_id", *_TOLD), ())
    if all(becomes[name] == recorded[name] for name in becomes):
        return None
    row = keyed(records.complaint, becomes) | {"id": recorded["id"], "source": stated["source"]}
    same_text = becomes["narrative"] == recorded["narrative"]
    row["reviewed_by"] = recorded["reviewed_by"] if same_text else None
    row["reviewed_at"] = recorded["reviewed_at"] if same_text else None
    return row


def _touch(writing: Writing, recorded: Values) -> None:
    if recorded["officer_id"] is not None:
        writing.touched_officers.add(recorded["officer_id"])


def _write(writing: Writing, added: list[Row], changed: list[Row]) -> None:
    counts = writing.report.of("complaints")
    counts.added, counts.changed = len(added), len(changed)
    recorded = {"recorded_at": writing.now, "recorded_by": writing.by}
    agency = {"agency_id": writing.agency.id}
    rows = [row | recorded | agency for row in added]
    insert_all(writing.connection, records.complaint, rows)
    update_all(writing.connection, records.complaint, [row | recorded for row in changed])
    writing.touched_complaints.update(row["id"] for row in (*added, *changed))
    writing.touched_officers.update(
        row["officer_id"] for row in (*added, *changed) if row["officer_id"] is not None
    )
