"""Writing one officer: stated by number, corrected, given another number, retired.

What is not named stays as it is known. An officer who comes back keeps the id, and the
earlier time of service stays as an employment.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select

from officer_directory.disclosure.locks import lock_subjects
from officer_directory.errors import FieldsRefusedError, RefusedByRuleError
from officer_directory.intake.facts import OfficerFact
from officer_directory.intake.hr.facts import place
from officer_directory.intake.hr.single import NOWHERE, Hand, Shows, finish
from officer_directory.intake.hr.stated import OFFICER, PLACED, Stated, in_order, read
from officer_directory.intake.upsert.absent import retired
from officer_directory.intake.upsert.carry import badge_of
from officer_directory.intake.upsert.kinds import EMPLOYMENTS, recorded_of, write_kind
from officer_directory.intake.upsert.namesakes import Name
from officer_directory.intake.upsert.officers import (
    NAMES,
    TOLD,
    blank_says,
    is_renamed,
    new_officer,
    write_names,
)
from officer_directory.intake.upsert.rows import insert_all, keyed, new_id, update_all
from officer_directory.intake.upsert.writing import Writing
from officer_directory.store.folding import fold
from officer_directory.store.records import officer, officer_name

_TAKEN = "Another officer of this agency has this number."


def put_officer(hand: Hand, uid: str, agency: str | None, stated: Mapping[str, Any]) -> Shows:
    """State an officer by public number: found and changed, or added.

    An assignment that is stated with it is written in the same transaction, so that nobody
    is public before the unit that protects them is known.
    """
    values = read(stated, {**OFFICER, **PLACED})
    placed = _placed(values)
    number = read({"uid": uid}, OFFICER)["uid"]
    if number is None or fold(values.pop("uid", number) or "") != fold(number):
        raise FieldsRefusedError({"uid": "is another number than the address has"})
    of = hand.agency(agency)
    lock_subjects(hand.connection)
    if (found := _by_uid(hand, of.id, number)) is not None:
        row, writing = hand.officer(found)
        hand.require("officer", found)
        _change(hand, writing, row, values, is_back=True)
    else:
        hand.require("officer", None)
        writing = hand.begin(of)
        _add(hand, writing, number, values)
    officer_id = found or writing.officers[fold(number)]
    ended, classes = place(writing, officer_id, placed) if placed else ([], {})
    finish(hand, writing, ended, classes)
    return Shows("officer", officer_id, is_new=found is None)


def _placed(values: Stated) -> Stated:
    """Take out of the values what is of an assignment."""
    placed = {name: values.pop(name) for name in PLACED if name in values}
    if placed and placed.get("unit") is None:
        name = "unit" if "unit" in placed else next(iter(placed))
        raise FieldsRefusedError({name: "is of an assignment: name its unit in `unit`"})
    return placed


def patch_officer(hand: Hand, officer_id: str, stated: Mapping[str, Any]) -> Shows:
    """Correct an officer (RFC 7396); a number that is named is the officer's from now on."""
    values = read(stated, OFFICER)
    row, writing = hand.officer(officer_id)
    hand.require("officer", officer_id)
    _change(hand, writing, row, values, is_back=values.get("status") == "active")
    finish(hand, writing)
    return Shows("officer", officer_id)


def retire_officer(hand: Hand, officer_id: str) -> Shows:
    """Show an officer as separated; nothing is erased, and whoever is protected stays so."""
    row, writing = hand.officer(officer_id)
    hand.require("officer", officer_id)
    if row.retired_at is None:
        update_all(hand.connection, officer, [retired(writing, officer_id)])
        writing.touched_officers.add(officer_id)
    finish(hand, writing)
    return Shows("officer", officer_id)


def _by_uid(hand: Hand, agency_id: str, uid: str) -> str | None:
    o = officer.c
    found = select(o.id).where(o.agency_id == agency_id, o.uid_key == fold(uid))
    return hand.connection.scalar(found)


def _add(hand: Hand, writing: Writing, uid: str, values: Stated) -> None:
    if values.get("last_name") is None:
        raise FieldsRefusedError({"last_name": "is needed for a new officer"})
    in_order(values, "hire_date", "separation_date")
    row = new_officer(writing, OfficerFact(NOWHERE, uid, **values))
    insert_all(hand.connection, officer, [row])
    write_names(writing, [row], [])
    writing.added_officers.add(row["id"])
    writing.touched_officers.add(row["id"])
    _remember_namesakes(hand, writing, row)


def _remember_namesakes(hand: Hand, writing: Writing, row: Mapping[str, Any]) -> None:
    """Who of the agency may have the name, or has the badge and first day, of someone new."""
    o, n = officer.c, officer_name.c
    name, badge = Name.of(row), badge_of(row)
    near: list[ColumnElement[bool]] = [
        o.id.in_(select(n.officer_id).where(n.token.in_(sorted(name.tokens))))
    ]
    if badge is not None:
        near.append(and_(o.badge_number_key == badge[0], o.hire_date == badge[1]))
    told = (o.id, o.uid, o.badge_number_key, o.hire_date, *(o[part] for part in NAMES))
    of_agency = select(*told).where(o.agency_id == writing.agency.id, or_(*near))
    for found in hand.connection.execute(of_agency):
        one = dict(found._mapping)
        if name.may_be(Name.of(one)) or (badge is not None and badge == badge_of(one)):
            writing.uids[one["id"]] = one["uid"]


def _change(hand: Hand, writing: Writing, row: Row[Any], stated: Stated, is_back: bool) -> None:
    recorded = dict(row._mapping)
    if "last_name" in stated and stated["last_name"] is None and recorded["last_name"] is not None:
        raise FieldsRefusedError({"last_name": "is known, and can be corrected but not removed"})
    becomes = {name: recorded[name] for name in TOLD} | {"uid": recorded["uid"]}
    becomes |= dict.fromkeys(blank_says(stated.get("status"), recorded)) | stated
    if is_back and row.retired_at is not None and "status" not in stated:
        becomes["status"] = None
    in_order(becomes, "hire_date", "separation_date")
    _renumber(hand, row, becomes["uid"])
    becomes = keyed(officer, becomes) | {
        "id": row.id,
        "retired_at": None if is_back else row.retired_at,
    }
    if any(becomes[name] != recorded[name] for name in becomes):
        if _is_hired_again(recorded, becomes):
            remember_service(writing, recorded)
        update_all(hand.connection, officer, [becomes | writing.provenance()])
        if any(becomes[name] != recorded[name] for name in NAMES):
            write_names(writing, [], [becomes])
        if is_renamed(recorded, becomes):
            writing.renamed_officers.add(row.id)
            _remember_namesakes(hand, writing, becomes)
        writing.touched_officers.add(row.id)


def _renumber(hand: Hand, row: Row[Any], uid: str | None) -> None:
    if uid is None:
        raise FieldsRefusedError({"uid": "cannot be taken away"})
    if _by_uid(hand, row.agency_id, uid) not in (None, row.id):
        raise RefusedByRuleError(_TAKEN)


def _is_hired_again(recorded: Mapping[str, Any], becomes: Mapping[str, Any]) -> bool:
    was_gone = recorded["status"] == "separated" or recorded["separation_date"]
    is_back = becomes["status"] != "separated"
    return bool(was_gone) and is_back and becomes["hire_date"] != recorded["hire_date"]


def remember_service(writing: Writing, recorded: Mapping[str, Any]) -> None:
    """Keep a time of service that the officer's own fields no longer tell, as an employment."""
    told = {
        "employer": writing.agency.name,
        "rank": recorded["rank"],
        "start_date": recorded["hire_date"],
        "end_date": recorded["separation_date"],
        "status": recorded["status"],
        "status_detail": recorded["status_detail"],
        "separation_reason": recorded["separation_reason"],
    }
    owner = recorded["id"]
    known = recorded_of(writing, EMPLOYMENTS).get(owner, [])
    same = next((one for one in known if _is_of(one, told)), None)
    if same is None:
        row = keyed(EMPLOYMENTS.table, told) | {"id": new_id(), "officer_id": owner}
        write_kind(writing, EMPLOYMENTS, [row], [])
    elif same["end_date"] is None:
        row = keyed(EMPLOYMENTS.table, told) | {"id": same["id"]}
        write_kind(writing, EMPLOYMENTS, [], [row])


def _is_of(employment: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    same_employer = fold(employment["employer"] or "") == fold(told["employer"])
    return same_employer and employment["start_date"] == told["start_date"]


__all__ = ["patch_officer", "put_officer", "remember_service", "retire_officer"]
