"""Officers of the agency: found by uid, added with their names' words, or changed.

What a file leaves blank stays as it is known. An officer who is back in the file is no
longer retired.
"""

from dataclasses import fields
from typing import Any

from sqlalchemy import delete, select

from officer_directory.disclosure import spelling
from officer_directory.disclosure.locks import chunks
from officer_directory.intake.facts import OfficerFact
from officer_directory.intake.formats.people import UNNUMBERED, stand_in
from officer_directory.intake.upsert.matching import merged
from officer_directory.intake.upsert.rows import Row, insert_all, keyed, new_id, update_all
from officer_directory.intake.upsert.writing import Writing
from officer_directory.store import records
from officer_directory.store.folding import fold

TOLD = tuple(f.name for f in fields(OfficerFact) if f.name not in ("place", "uid"))
NAMES = ("first_name", "middle_name", "last_name")
_LEAVING = ("status_detail", "separation_date", "separation_reason")
_UNNUMBERED_UID = "unnumbered-"


def remember_officers(writing: Writing) -> None:
    """Learn who is recorded: uids, and stand-ins of those without a number."""
    o = records.officer.c
    known = [
        o.id,
        o.uid,
        o.uid_key,
        *(o[n] for n in (*NAMES, "suffix", "hire_date", "birth_year")),
    ]
    for row in writing.connection.execute(
        select(*known).where(o.agency_id == writing.agency.id).order_by(o.id)
    ):
        writing.officers[row.uid_key] = row.id
        writing.uids[row.id] = row.uid
        if row.uid_key.startswith(_UNNUMBERED_UID):
            writing.stand_ins.setdefault(stand_in(row), row.id)


def officer_id(writing: Writing, uid: str) -> str | None:
    """The officer whom a fact's uid names, if recorded."""
    if uid.startswith(UNNUMBERED):
        return writing.stand_ins.get(uid)
    return writing.officers.get(fold(uid))


def upsert_officers(writing: Writing) -> None:
    recorded = _recorded(writing)
    added: list[Row] = []
    changed: list[Row] = []
    counts = writing.report.of("officers")
    for fact in writing.each(writing.facts.officers):
        found = officer_id(writing, fact.uid)
        if found is None:
            added.append(new_officer(writing, fact))
            counts.example(f"new: {_said(fact)}")
        elif change := _change(fact, recorded[found]):
            changed.append(change | writing.provenance())
            counts.example(_difference(recorded[found], change))
        else:
            counts.unchanged += 1
    counts.added, counts.changed = len(added), len(changed)
    _note_nameless(writing, added)
    insert_all(writing.connection, records.officer, added)
    update_all(writing.connection, records.officer, changed)
    renamed = [r for r in changed if any(r[n] != recorded[r["id"]][n] for n in NAMES)]
    write_names(writing, added, renamed)
    writing.added_officers.update(row["id"] for row in added)
    writing.renamed_officers.update(r["id"] for r in changed if is_renamed(recorded[r["id"]], r))
    writing.touched_officers.update(row["id"] for row in (*added, *changed))


def is_renamed(recorded: Row, becomes: Row) -> bool:
    """Whether an officer is known by something else now: a name, or badge and first day."""
    return any(becomes[n] != recorded[n] for n in (*NAMES, "badge_number", "hire_date"))


def _note_nameless(writing: Writing, added: list[Row]) -> None:
    """A total at the end of a file would come in as an officer too: a person looks."""
    if nameless := [row["uid"] for row in added if row["last_name"] is None]:
        told = f"new officers without a last name: {len(nameless)}, such as `{nameless[0]}`"
        writing.report.notes.append(f"{told}. Are they officers?")


def _recorded(writing: Writing) -> dict[str, Row]:
    o = records.officer.c
    rows = writing.connection.execute(
        select(o.id, o.uid, o.retired_at, *(o[name] for name in TOLD)).where(writing.concerned())
    )
    return {row.id: dict(row._mapping) for row in writing.each(rows)}


def new_officer(writing: Writing, fact: OfficerFact) -> Row:
    """The row of an officer nobody knew, a person of their own; known to the import from now."""
    unnumbered = fact.uid.startswith(UNNUMBERED)
    identifier = new_id()
    uid = f"{_UNNUMBERED_UID}{new_id()}" if unnumbered else fact.uid
    row = keyed(records.officer, {"uid": uid} | {name: getattr(fact, name) for name in TOLD})
    row |= {"id": identifier, "agency_id": writing.agency.id, "person_id": new_id()}
    row |= {"photo_id": None, "retired_at": None, **writing.provenance()}
    writing.officers[row["uid_key"]] = identifier
    writing.uids[identifier] = uid
    if unnumbered:
        writing.stand_ins[fact.uid] = identifier
    return row


def _change(fact: OfficerFact, recorded: Row) -> Row | None:
    """The whole row as it becomes, or None where it stays as it is."""
    stated: dict[str, Any] = {name: getattr(fact, name) for name in TOLD}
    becomes = merged(stated, recorded, TOLD, blank_says(fact.status, recorded))
    becomes["retired_at"] = None
    if recorded["retired_at"] is not None and fact.status is None:
        becomes["status"] = None
    if all(becomes[name] == recorded[name] for name in becomes):
        return None
    return keyed(records.officer, becomes) | {"id": recorded["id"]}


def blank_says(status: str | None, recorded: Row) -> tuple[str, ...]:
    """Where a blank is no gap: what was said of another status, and the end of who is active."""
    if status is not None and status != recorded["status"]:
        return _LEAVING
    return ("separation_date",) if status == "active" else ()


def write_names(writing: Writing, added: list[Row], renamed: list[Row]) -> None:
    """The words by which these officers are searched, once more for those renamed."""
    connection, names = writing.connection, records.officer_name
    for chunk in chunks(row["id"] for row in renamed):
        connection.execute(delete(names).where(names.c.officer_id.in_(chunk)))
    words = [
        {"token": token, "officer_id": row["id"]}
        for row in writing.each((*added, *renamed))
        for token in spelling.words_of(row)
    ]
    insert_all(connection, names, words)
    spelling.remember_in(connection, records.spelling, {word["token"] for word in words})


def _said(fact: OfficerFact) -> str:
    number = "without a number" if fact.uid.startswith(UNNUMBERED) else fact.uid
    return f"{number} {fact.last_name or ''}, {fact.first_name or ''}"


def _difference(recorded: Row, change: Row) -> str:
    name = next(n for n in (*TOLD, "retired_at") if change[n] != recorded[n])
    if name == "retired_at":
        return f"{recorded['uid']}: back in the file"
    return f"{recorded['uid']}: {name}: {recorded[name]} → {change[name]}"
