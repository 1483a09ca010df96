"""Erasing an officer from the ledger: proposed by one person, approved by another, then done.

What was approved is one generation of the officer's key, so that it can be begun again where it
was interrupted, and reaches nobody's later look-ups.
"""

from typing import Any

from sqlalchemy import Connection, select

from officer_directory.errors import RefusedByRuleError
from officer_directory.ledger.erasure_keys import ErasureKeys
from officer_directory.ledger.naming import Named
from officer_directory.protections import legal_holds, proposals
from officer_directory.protections.proposals import Proposal
from officer_directory.store.records import assignment, officer

HELD = "a legal hold is on this officer, or on the agency"


def propose(
    connection: Connection, keys: ErasureKeys, officer_id: str, *, reason: str, by: str, now: int
) -> str:
    """Propose to erase an officer from the ledger; the proposal's id.

    Raises:
        RefusedByRuleError: a legal hold is on them.
    """
    if legal_holds.is_held(connection, officer_id):
        raise RefusedByRuleError(f"Nothing is erased: {HELD}.")
    kind, detail = proposals.ERASE_OFFICER, {"generation": keys.generation(officer_id)}
    return proposals.propose(connection, kind, officer_id, detail, reason=reason, by=by, now=now)


def void_erasure(connection: Connection, one: Proposal) -> str | None:
    """Why an erasure can no longer be approved; None while it can."""
    if legal_holds.is_held(connection, one.subject):
        return HELD
    gone = connection.execute(select(officer.c.id).where(officer.c.id == one.subject)).first()
    return None if gone else "the officer's record is gone"


def require_approved(connection: Connection, proposal_id: str) -> tuple[Proposal, int]:
    """An erasure that two people agreed to, and when; also one that was interrupted.

    Raises:
        NoSuchRecordError: there is no such proposal.
        RefusedByRuleError: it is none, nobody has approved it, or a legal hold came since.
    """
    one = proposals.read(connection, proposal_id)
    if one.kind != proposals.ERASE_OFFICER or one.approved_at is None:
        raise RefusedByRuleError("No erasure that a second person approved has this id.")
    if reason := void_erasure(connection, one):
        raise RefusedByRuleError(f"Nothing is erased: {reason}.")
    return one, one.approved_at


def named(connection: Connection, officer_id: str) -> Named:
    """As what an entry may name an officer: ids, numbers, last name."""
    one: Any = connection.execute(select(officer).where(officer.c.id == officer_id)).one()
    badges = select(assignment.c.badge_number).where(assignment.c.officer_id == officer_id)
    return Named.of(officer_id, [one.uid, one.hr_id, *connection.scalars(badges)], [one.last_name])
