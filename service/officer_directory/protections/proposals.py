"""What would widen is proposed by one person and approved by another.

A proposal is approved once, by a second person, within 30 days (one that an import made
has a day when it is due instead, and waits until someone decides). It is bound to what it
was made about: if that has changed since, it is void, and says so.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, Select, insert, select, update

from officer_directory.errors import NoSuchRecordError, RefusedByRuleError
from officer_directory.protections.persons import named, require_second_person, stated
from officer_directory.store.records import proposal

OPEN_AGENCY = "open_agency"
MARK_UNIT = "mark_unit"
LIFT_PROTECTION = "lift_protection"
END_ASSIGNMENT_PROTECTION = "end_assignment_protection"
ACTIVATE_POLICY = "activate_policy"
REVOKE_CLIENT = "revoke_client"
REVOKE_PERSON = "revoke_person"
RESTORE_PERSON = "restore_person"
REVOKE_KEY = "revoke_key"
REFUSE_APPLICATION = "refuse_application"
ERASE_OFFICER = "erase_officer"
LIFT_LEGAL_HOLD = "lift_legal_hold"
REPAIR_LEDGER = "repair_ledger"

EXPIRES_AFTER = 30 * 24 * 60 * 60


class VoidProposalError(RefusedByRuleError):
    """What was proposed no longer applies; propose again what is still wanted."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that waits for a second person; instants are epoch seconds."""

    id: str
    kind: str
    subject: str
    detail: Mapping[str, Any]
    reason: str
    proposed_by: str
    proposed_at: int
    due_at: int | None
    approved_by: str | None
    approved_at: int | None

    def expired(self, now: int) -> bool:
        return self.due_at is None and now >= self.proposed_at + EXPIRES_AFTER


def propose(
    connection: Connection,
    kind: str,
    subject: str,
    detail: Mapping[str, Any],
    *,
    reason: str,
    by: str,
    now: int,
    due_at: int | None = None,
) -> str:
    """Write down what is proposed and return its id; proposing it again is the same one."""
    row = {
        "kind": kind,
        "subject": subject,
        "detail": json.dumps(detail, sort_keys=True),
        "reason": stated(reason),
        "proposed_by": named(by),
        "due_at": due_at,
    }
    for waiting in waiting_for(connection, kind, subject, now):
        if (waiting.detail, waiting.proposed_by) == (dict(detail), row["proposed_by"]):
            return waiting.id
    row |= {"id": str(uuid4()), "proposed_at": now}
    connection.execute(insert(proposal), row)
    return str(row["id"])


def waiting_for(connection: Connection, kind: str, subject: str, now: int) -> list[Proposal]:
    """Proposals of this kind about this subject that can still be approved."""
    about = _waiting().where(proposal.c.kind == kind, proposal.c.subject == subject)
    found = map(_proposal, connection.execute(about))
    return [one for one in found if not one.expired(now)]


def approved(connection: Connection, kind: str, subject: str) -> list[Proposal]:
    """Proposals of this kind about this subject that a second person approved."""
    settled = select(proposal).where(
        proposal.c.kind == kind,
        proposal.c.subject == subject,
        proposal.c.approved_at.is_not(None),
    )
    return [_proposal(row) for row in connection.execute(settled)]


def all_waiting(connection: Connection) -> list[Proposal]:
    """Every proposal not approved yet, oldest first; some may be void by now."""
    return [_proposal(row) for row in connection.execute(_waiting())]


def read(connection: Connection, proposal_id: str, *, lock: bool = False) -> Proposal:
    """One proposal; locked for this transaction if asked.

    Raises:
        NoSuchRecordError: there is none with this id.
    """
    one = select(proposal).where(proposal.c.id == proposal_id)
    row = connection.execute(one.with_for_update() if lock else one).first()
    if row is None:
        raise NoSuchRecordError("There is no proposal with this id; `proposals` lists them.")
    return _proposal(row)


def require_approvable(one: Proposal, approver: str, now: int) -> None:
    """Raises RefusedByRuleError unless this person may approve it now: a pure check."""
    if one.approved_at is not None:
        raise RefusedByRuleError("This proposal was approved already; an approval is used once.")
    require_second_person(one.proposed_by, approver)
    if one.expired(now):
        raise VoidProposalError("This proposal is older than 30 days: propose it again.")


def settle(connection: Connection, one: Proposal, approver: str, now: int) -> None:
    """Write down who approved it, once.

    Raises:
        RefusedByRuleError: someone approved it in the meantime.
    """
    once = update(proposal).where(proposal.c.id == one.id, proposal.c.approved_at.is_(None))
    if connection.execute(once.values(approved_by=approver, approved_at=now)).rowcount != 1:
        raise RefusedByRuleError("This proposal was approved already; an approval is used once.")


def _waiting() -> Select[Any]:
    waiting = select(proposal).where(proposal.c.approved_at.is_(None))
    return waiting.order_by(proposal.c.proposed_at, proposal.c.id)


def _proposal(row: Row[Any]) -> Proposal:
    return Proposal(**{**row._mapping, "detail": json.loads(row.detail)})
