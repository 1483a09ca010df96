"""What people do to agencies, units and protections, as named commands.

Each is one transaction, with the policy pinned from beginning to end. The answer says what
was done: an id where something was recorded or proposed.
"""

from officer_directory.commands import Answer, Desk, command
from officer_directory.disclosure.publication import Progress
from officer_directory.protections import agencies, lifting, unit_marks
from officer_directory.protections.approve import approve
from officer_directory.protections.drafts import interval
from officer_directory.protections.look_up import (
    find_agency,
    find_incident,
    find_unit,
)
from officer_directory.protections.protect import order_incident


@command("agencies.add")
def add_agency(desk: Desk, *, name: str, state: str, by: str) -> Answer:
    now = desk.database.now()
    with desk.database.transaction() as connection:
        added = agencies.add_agency(connection, desk.snapshot, name, state, by=by, now=now)
    return {"agency": added}


@command("agencies.open")
def open_agency(desk: Desk, *, agency: str, by: str) -> Answer:
    """Propose to open an agency; names the units whose officers would stay held out.

    `in_no_unit` is how many officers would be listed because no unit is known of them.
    """
    now = desk.database.now()
    with desk.database.transaction() as connection:
        found = find_agency(connection, agency)
        proposed = agencies.propose_opening(connection, found.id, by=by, now=now)
        unplaced = sum(number for _, number in unit_marks.in_no_unit(connection, found.id))
        unmarked = unit_marks.unmarked(connection, found.id)
    return {"proposal": proposed, "unmarked": unmarked, "in_no_unit": unplaced}


@command("units.mark")
def mark_unit(
    desk: Desk, *, agency: str, name: str, protection_class: str, justification: str, by: str
) -> Answer:
    """Mark a unit; `proposal` is the id of a proposal where a second person is needed."""
    now = desk.database.now()
    with desk.database.transaction() as connection:
        found = find_unit(connection, find_agency(connection, agency).id, name)
        proposed = unit_marks.mark_unit(
            connection,
            desk.snapshot,
            found.id,
            protection_class,
            justification=justification,
            by=by,
            now=now,
            progress=_counting(desk, "officers of the unit"),
        )
    return {"proposal": proposed, "unit": found.name}


@command("protections.order")
def add_incident_order(
    desk: Desk,
    *,
    agency: str,
    incident: str,
    justification: str,
    by: str,
    starts: str | None = None,
    ends: str | None = None,
) -> Answer:
    """A court order over the identities in an incident."""
    now = desk.database.now()
    with desk.database.transaction() as connection:
        found = find_agency(connection, agency)
        covered = find_incident(connection, found.id, incident)
        starts_at, ends_at = interval(now, found.zone, starts, ends)
        added = order_incident(
            connection,
            desk.snapshot,
            covered.id,
            justification=justification,
            author=by,
            starts_at=starts_at,
            ends_at=ends_at,
            now=now,
            by=by,
        )
    return {"order": added, "starts_at": starts_at, "ends_at": ends_at}


@command("protections.lift")
def lift_protection(desk: Desk, *, protection: str, justification: str, by: str) -> Answer:
    """Propose to end a protection, or an order over an incident, before its time."""
    now = desk.database.now()
    with desk.database.transaction() as connection:
        proposed = lifting.propose_lift(
            connection, protection, reason=justification, by=by, now=now
        )
    return {"proposal": proposed}


@command("approve")
def approve_proposal(desk: Desk, *, proposal: str, by: str) -> Answer:
    """Approve what another person proposed, and carry it out."""
    progress = _counting(desk, "officers")
    now = desk.database.now()
    with desk.database.transaction() as connection:
        one = approve(connection, desk.snapshot, proposal, by=by, now=now, progress=progress)
    return {"kind": one.kind, "subject": one.subject, "detail": dict(one.detail)}


def _counting(desk: Desk, what: str) -> Progress:
    def progress(done: int, total: int) -> None:
        desk.progress(done, total, what)

    return progress
