"""Revoking an API key, which is no licence that one person could take away.

A key of the public or the press is closed at once and good again after a day, unless a
second person has confirmed it. An oversight key is closed only when a second person
agrees, so that nobody cuts oversight off alone. Any other is closed at once. The holder
is told each time, with the reason and where to appeal.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row

from officer_directory.disclosure.policy import Snapshot
from officer_directory.disclosure.publication import Progress
from officer_directory.errors import RefusedByRuleError
from officer_directory.identity import revoking
from officer_directory.identity.key_states import DAY, has_lapsed, in_force
from officer_directory.identity.keys import require
from officer_directory.protections import proposals
from officer_directory.protections.persons import named, stated
from officer_directory.protections.proposals import Proposal
from officer_directory.protections.revoking_clients import sentence
from officer_directory.tiers import OUTSIDE, Tier


def revoke(
    connection: Connection, key_id: str, *, by: str, reason: str, appeals: str, now: int
) -> tuple[bool, str | None]:
    """Revoke a key or propose it: whether it is closed, and the proposal that waits.

    Raises:
        NoSuchRecordError: there is no such key.
        RefusedByRuleError: it is no longer good, or the reason or the person is unsaid.
    """
    by, reason = named(by), stated(reason)
    found = require(connection, key_id, lock=True)
    if not in_force(found, now):
        raise RefusedByRuleError("This key is no longer good: there is nothing to revoke.")
    tier = Tier(found.tier)
    closed = tier is not Tier.OVERSIGHT
    if closed:
        revoking.revoke(connection, key_id, by=by, reason=reason, now=now)
    _tell(connection, found, _words(tier, by, reason, now), appeals, now)
    if tier not in OUTSIDE and closed:
        return closed, None
    detail = {"revoked_at": now if closed else found.revoked_at, "appeals": appeals}
    proposed = proposals.propose(
        connection, proposals.REVOKE_KEY, key_id, detail, reason=reason, by=by, now=now
    )
    return closed, proposed


def lock_key(connection: Connection, one: Proposal) -> None:
    require(connection, one.subject, lock=True)


def void_revocation(connection: Connection, one: Proposal, now: int) -> str | None:
    """Why the revocation can no longer be confirmed; None while it can."""
    key = require(connection, one.subject)
    if key.revoked_at != one.detail["revoked_at"] or key.revocation_confirmed_by is not None:
        return "the key was revoked or given up otherwise since"
    if has_lapsed(key, now):
        return "no second person agreed within a day, so the key is good again"
    return None


def apply_revocation(
    connection: Connection, _: Snapshot, one: Proposal, now: int, _progress: Progress | None
) -> None:
    """Close the key for good, and tell its holder."""
    key = require(connection, one.subject)
    second = proposals.read(connection, one.id).approved_by or ""
    revoking.revoke(connection, one.subject, by=one.proposed_by, reason=one.reason, now=now)
    revoking.confirm(connection, one.subject, by=second)
    words = f"{second} agreed on {_day(now)}: it stays revoked. Reason: {sentence(one.reason)}"
    _tell(connection, key, words, one.detail["appeals"], now)


def _words(tier: Tier, by: str, reason: str, now: int) -> str:
    if tier is Tier.OVERSIGHT:
        return (
            f"{by} proposed on {_day(now)} to revoke it; a second person decides. Reason:"
            f" {sentence(reason)}"
        )
    said = f"{by} revoked it on {_day(now)}. Reason: {sentence(reason)}"
    if tier not in OUTSIDE:
        return said
    until = datetime.fromtimestamp(now + DAY, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return f"{said} Unless a second person confirms this by {until}, the key is good again."


def _tell(connection: Connection, key: Row[Any], words: str, appeals: str, now: int) -> None:
    whole = f"About the key {key.key_id} ({key.label}): {words} To appeal, write to {appeals}."
    revoking.notify(connection, key.key_id, whole, now=now)


def _day(now: int) -> str:
    return datetime.fromtimestamp(now, UTC).date().isoformat()
