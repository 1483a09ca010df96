"""Ending a protection early, and letting an ended assignment stop protecting.

Both widen, so both are proposed and approved; nothing is deleted, an end is set.
"""

from typing import Any

from sqlalchemy import Connection, Row, select, update

from officer_directory.disclosure.local_days import local_end
from officer_directory.disclosure.locks import lock_publication, lock_subjects
from officer_directory.disclosure.policy import Snapshot
from officer_directory.disclosure.publication import Progress, refresh
from officer_directory.errors import NoSuchRecordError, RefusedByRuleError
from officer_directory.protections import proposals
from officer_directory.protections.look_up import zone_of_officer
from officer_directory.protections.proposals import Proposal
from officer_directory.store.columns import FOREVER
from officer_directory.store.records import assignment, incident_order, protection


def propose_lift(
    connection: Connection, protection_id: str, *, reason: str, by: str, now: int
) -> str:
    """Propose to end a protection, or an order over an incident, before its time.

    Returns the proposal's id.

    Raises:
        NoSuchRecordError: there is no protection with this id.
        RefusedByRuleError: it has ended by itself.
    """
    found = _protection(connection, protection_id)
    if found is None:
        raise NoSuchRecordError("There is no protection with this id.")
    if found.ends_at <= now:
        raise RefusedByRuleError("This protection has ended already.")
    return proposals.propose(
        connection,
        proposals.LIFT_PROTECTION,
        protection_id,
        {"ends_at": found.ends_at},
        reason=reason,
        by=by,
        now=now,
    )


def void_lift(connection: Connection, one: Proposal, now: int) -> str | None:
    """Why a proposed lift no longer applies; None while it does."""
    found = _protection(connection, one.subject)
    if found is None:
        return "the protection is gone"
    if found.ends_at <= now:
        return "the protection has ended already"
    changed = found.ends_at != one.detail.get("ends_at", found.ends_at)
    return "the protection was changed since" if changed else None


def apply_lift(
    connection: Connection,
    snapshot: Snapshot,
    one: Proposal,
    now: int,
    progress: Progress | None,
) -> None:
    """End the protection now; one that has not started never will."""
    found = _protection(connection, one.subject)
    table = incident_order if found is not None and _over_incident(found) else protection
    ended = update(table).where(table.c.id == one.subject)
    connection.execute(ended.values(ends_at=max(now, found.starts_at if found else now)))
    if found is not None and _over_incident(found):
        refresh(connection, snapshot, incident_ids=[found.incident_id], progress=progress)
    elif found is not None:
        _refresh_person(connection, snapshot, found.officer_id, progress)


def lock_lift(connection: Connection, one: Proposal) -> None:
    """Lock what the lift is about, before it is read again."""
    found = _protection(connection, one.subject)
    if found is not None and _over_incident(found):
        lock_publication(connection)
    elif found is not None:
        lock_subjects(connection, [found.officer_id])


def lock_assignment(connection: Connection, one: Proposal) -> None:
    if (found := _assignment(connection, one.subject)) is not None:
        lock_subjects(connection, [found.officer_id])


def void_assignment_end(connection: Connection, one: Proposal) -> str | None:
    """Why an ended assignment is not to stop protecting; None while it is."""
    found = _assignment(connection, one.subject)
    if found is None:
        return "the assignment is gone"
    if found.protects_until != FOREVER:
        return "the assignment has stopped protecting already"
    proposed = one.detail.get("end_date", found.end_date)
    return None if found.end_date == proposed else "the end of the assignment was changed since"


def apply_assignment_end(
    connection: Connection,
    snapshot: Snapshot,
    one: Proposal,
    now: int,
    progress: Progress | None,
) -> None:
    """Let the assignment protect until its end, or until now where that is past."""
    found = _assignment(connection, one.subject)
    if found is None:
        return
    zone = zone_of_officer(connection, found.officer_id)
    until = max(now, local_end(found.end_date, zone)) if found.end_date else now
    ended = update(assignment).where(assignment.c.id == found.id)
    connection.execute(ended.values(protects_until=until))
    _refresh_person(connection, snapshot, found.officer_id, progress)


def _refresh_person(
    connection: Connection, snapshot: Snapshot, officer_id: str, progress: Progress | None
) -> None:
    officers, _ = lock_subjects(connection, [officer_id])
    refresh(connection, snapshot, officer_ids=officers, progress=progress)


def _protection(connection: Connection, protection_id: str) -> Row[Any] | None:
    for table in (protection, incident_order):
        if found := connection.execute(select(table).where(table.c.id == protection_id)).first():
            return found
    return None


def _over_incident(found: Row[Any]) -> bool:
    return "incident_id" in found._mapping


def _assignment(connection: Connection, assignment_id: str) -> Row[Any] | None:
    one = select(assignment).where(assignment.c.id == assignment_id)
    return connection.execute(one).first()
