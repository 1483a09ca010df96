"""A second person approves a proposal: locked, read again, checked again, then done.

Each kind of proposal says what it locks, when it has become void, and what approving it
does; all of it happens in the caller's transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from officer_directory.disclosure.locks import lock_publication
from officer_directory.disclosure.policy import Snapshot
from officer_directory.disclosure.publication import Progress
from officer_directory.errors import RefusedByRuleError
from officer_directory.protections import (
    activations,
    agencies,
    erasures,
    key_refusals,
    key_revocations,
    legal_holds,
    lifting,
    proposals,
    revoking_clients,
    unit_marks,
)
from officer_directory.protections.persons import named
from officer_directory.protections.proposals import Proposal, VoidProposalError

Apply = Callable[[Connection, Snapshot, Proposal, int, Progress | None], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """How proposals of one kind are locked, checked and carried out."""

    lock: Callable[[Connection, Proposal], None]
    void: Callable[[Connection, Proposal, int], str | None]
    apply: Apply


def _everything(connection: Connection, _: Proposal) -> None:
    lock_publication(connection)


def _nothing(_: Connection, __: Proposal) -> None:
    """What is published does not depend on it."""


KINDS: dict[str, Kind] = {
    proposals.OPEN_AGENCY: Kind(
        _everything,
        lambda connection, one, _: agencies.void_opening(connection, one),
        agencies.apply_opening,
    ),
    proposals.MARK_UNIT: Kind(
        _everything,
        lambda connection, one, _: unit_marks.void_mark(connection, one),
        unit_marks.apply_mark,
    ),
    proposals.ACTIVATE_POLICY: Kind(
        _everything,
        lambda connection, one, _: activations.void_activation(connection, one),
        lambda *_: None,  # `policy.activate` builds it, outside of this transaction
    ),
    proposals.LIFT_PROTECTION: Kind(lifting.lock_lift, lifting.void_lift, lifting.apply_lift),
    proposals.END_ASSIGNMENT_PROTECTION: Kind(
        lifting.lock_assignment,
        lambda connection, one, _: lifting.void_assignment_end(connection, one),
        lifting.apply_assignment_end,
    ),
    proposals.REVOKE_CLIENT: Kind(
        _nothing,
        lambda connection, one, _: revoking_clients.void_client(connection, one),
        revoking_clients.apply_client,
    ),
    proposals.REVOKE_PERSON: Kind(
        _nothing,
        lambda connection, one, _: revoking_clients.void_person(connection, one),
        revoking_clients.apply_person,
    ),
    proposals.RESTORE_PERSON: Kind(
        _nothing,
        lambda connection, one, _: revoking_clients.void_restoring(connection, one),
        revoking_clients.apply_restoring,
    ),
    proposals.REVOKE_KEY: Kind(
        key_revocations.lock_key,
        key_revocations.void_revocation,
        key_revocations.apply_revocation,
    ),
    proposals.ERASE_OFFICER: Kind(
        _nothing,
        lambda connection, one, _: erasures.void_erasure(connection, one),
        lambda *_: None,  # `ledger.erase_approved` does it, in steps
    ),
    proposals.REPAIR_LEDGER: Kind(
        _nothing,
        lambda *_: None,  # `ledger.repair_approved` does it, and looks whether it still applies
        lambda *_: None,
    ),
    proposals.LIFT_LEGAL_HOLD: Kind(
        _nothing,
        lambda connection, one, _: legal_holds.void_lift(connection, one),
        legal_holds.apply_lift,
    ),
    proposals.REFUSE_APPLICATION: Kind(
        key_refusals.lock_application,
        key_refusals.void_refusal,
        key_refusals.apply_refusal,
    ),
}


def approve(
    connection: Connection,
    snapshot: Snapshot,
    proposal_id: str,
    *,
    by: str,
    now: int,
    progress: Progress | None = None,
) -> Proposal:
    """Approve a proposal and carry it out.

    Raises:
        NoSuchRecordError: there is no such proposal.
        SecondPersonNeededError: the approver proposed it.
        VoidProposalError: what it was about has changed, or it is too old.
        RefusedByRuleError: it was approved before.
    """
    approver = named(by)
    one = proposals.read(connection, proposal_id)
    proposals.require_approvable(one, approver, now)
    kind = _kind(one)
    kind.lock(connection, one)
    one = proposals.read(connection, proposal_id, lock=True)
    proposals.require_approvable(one, approver, now)
    if reason := kind.void(connection, one, now):
        raise VoidProposalError(f"The proposal is void: {reason}. Propose again what is wanted.")
    proposals.settle(connection, one, approver, now)
    kind.apply(connection, snapshot, one, now, progress)
    return one


def void_reason(connection: Connection, one: Proposal, now: int) -> str | None:
    """Why a waiting proposal can no longer be approved; None while it can."""
    if one.expired(now):
        return "it is older than 30 days"
    kind = KINDS.get(one.kind)
    return kind.void(connection, one, now) if kind else None


def _kind(one: Proposal) -> Kind:
    if one.kind not in KINDS:
        raise RefusedByRuleError(f"A proposal of kind {one.kind} is not approved here.")
    return KINDS[one.kind]
