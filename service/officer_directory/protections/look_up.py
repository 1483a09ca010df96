"""The records a command names: an agency by its name, its officers, units and incidents.

For those who run the directory; an answer to a requester never comes from here.
"""

from typing import Any

from sqlalchemy import Connection, Row, Table, select

from officer_directory.errors import NoSuchRecordError
from officer_directory.protections import proposals
from officer_directory.protections.proposals import Proposal
from officer_directory.store.folding import fold
from officer_directory.store.records import agency, incident, officer, unit

Found = Row[Any]


def find_agency(connection: Connection, name: str) -> Found:
    """The agency of this name; case, accents and spaces do not matter."""
    rows = connection.execute(select(agency).where(agency.c.name_key == fold(name))).all()
    return _only(rows, "No agency has this name; `agencies list` shows those there are.")


def find_officer(connection: Connection, agency_id: str, uid: str) -> Found:
    """The officer of an agency with this public number."""
    return _of_agency(connection, officer, agency_id, "uid_key", uid, "officer", "uid")


def find_unit(connection: Connection, agency_id: str, name: str) -> Found:
    """The unit of an agency with this name."""
    return _of_agency(connection, unit, agency_id, "name_key", name, "unit", "name")


def find_incident(connection: Connection, agency_id: str, number: str) -> Found:
    """The incident of an agency with this report number, or this id."""
    known = select(incident).where(incident.c.agency_id == agency_id, incident.c.id == number)
    if by_id := connection.execute(known).first():
        return by_id
    return _of_agency(connection, incident, agency_id, "number_key", number, "incident", "number")


def zone_of_officer(connection: Connection, officer_id: str) -> str:
    """The IANA zone of an officer's agency."""
    zones = select(agency.c.zone).join(officer, officer.c.agency_id == agency.c.id)
    found = connection.scalar(zones.where(officer.c.id == officer_id))
    if found is None:
        raise NoSuchRecordError("There is no such officer.")
    return str(found)


def subject_in_words(connection: Connection, one: Proposal) -> str:
    """What a proposal is about, by name where it has one; else its id."""
    match one.kind:
        case proposals.OPEN_AGENCY:
            return str(one.detail["agency"])
        case proposals.REVOKE_PERSON | proposals.RESTORE_PERSON:
            return str(one.detail["name"])
        case proposals.REVOKE_CLIENT:
            return f"{one.detail['client_id']} ({one.detail['label']})"
        case proposals.MARK_UNIT:
            joined = unit.join(agency, agency.c.id == unit.c.agency_id)
            named = select(unit.c.name, agency.c.name).select_from(joined)
            row = connection.execute(named.where(unit.c.id == one.subject)).first()
            return one.subject if row is None else f"{row[0]}, {row[1]}: {one.detail['mark']}"
        case _:
            return one.subject


def _of_agency(
    connection: Connection, table: Table, agency_id: str, key: str, value: str, noun: str, by: str
) -> Found:
    rows = connection.execute(
        select(table).where(table.c.agency_id == agency_id, table.c[key] == fold(value))
    ).all()
    if len(rows) > 1:
        raise NoSuchRecordError(f"More than one {noun} of this agency has this {by}: use its id.")
    return _only(rows, f"No {noun} of this agency has this {by}.")


def _only(rows: Any, message: str) -> Found:
    if not rows:
        raise NoSuchRecordError(message)
    return rows[0]  # type: ignore[no-any-return]
