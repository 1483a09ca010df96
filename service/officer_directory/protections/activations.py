"""Putting a policy in force: at once when it only narrows, by two people when it widens.

A policy that widens is archived and proposed. Once a second person has approved it, the
next generation of the publication is built under it and swapped in; if that is
interrupted, activating the same proposal again begins it anew.
"""

from pathlib import Path

from sqlalchemy import Connection

from officer_directory.commands import Answer, Desk, command
from officer_directory.disclosure import activation, archive, policy
from officer_directory.disclosure.locks import lock_publication
from officer_directory.disclosure.policy import Snapshot
from officer_directory.disclosure.policy_diff import changes, widens
from officer_directory.errors import RefusedByRuleError
from officer_directory.protections import proposals
from officer_directory.protections.persons import named
from officer_directory.protections.proposals import Proposal


@command("policy.propose")
def propose(desk: Desk, *, folder: str, by: str) -> Answer:
    """Archive a folder of bundles; propose it if it widens, else say that it may go ahead."""
    loaded = policy.load(Path(folder))
    now = desk.database.now()
    if loaded.hash == desk.snapshot.hash:
        raise RefusedByRuleError("This policy is in force already; nothing to activate.")
    _refuse_dropped(desk.snapshot, loaded)
    wider = [str(change) for change in changes(desk.snapshot, loaded) if change.widens]
    with desk.database.transaction() as connection:
        lock_publication(connection)
        archive.pack(connection, Path(folder), loaded, now)
        if not wider or _approved(connection, loaded.hash, desk.snapshot.hash):
            return {"proposal": None, "hash": loaded.hash, "widens": wider}
        proposed = proposals.propose(
            connection,
            proposals.ACTIVATE_POLICY,
            loaded.hash,
            {"replaces": desk.snapshot.hash},
            reason=f"widens {len(wider)} fields: {'; '.join(wider)}"[:1_000],
            by=by,
            now=now,
        )
    return {"proposal": proposed, "hash": loaded.hash, "widens": wider}


@command("policy.activate", apart=True)
def activate(desk: Desk, *, policy_hash: str, by: str) -> Answer:
    """Build the publication under an archived policy and put it in force.

    Raises:
        RefusedByRuleError: it widens, and no second person has approved it.
    """
    in_force = desk.snapshot
    with desk.database.reading() as connection:
        wanted = archive.unpack(connection, policy_hash)
        if widens(in_force, wanted) and not _approved(connection, policy_hash, in_force.hash):
            raise RefusedByRuleError("This policy widens: a second person approves it first.")
    activation.activate(desk.database, policy_hash, in_force.hash, named(by), desk.progress)
    return {"policy": policy_hash}


def _refuse_dropped(before: Snapshot, after: Snapshot) -> None:
    dropped = sorted(before.bundles.keys() - after.bundles.keys())
    if dropped:
        raise RefusedByRuleError(
            f"The folder has no bundle {', '.join(dropped)}, which agencies may be bound to."
        )


def _approved(connection: Connection, policy_hash: str, in_force: str) -> bool:
    """Whether a second person agreed to this change, since the policy in force came into it."""
    since = activation.in_force_since(connection)
    return any(
        one.detail.get("replaces") == in_force and (one.approved_at or 0) >= since
        for one in proposals.approved(connection, proposals.ACTIVATE_POLICY, policy_hash)
    )


def void_activation(connection: Connection, one: Proposal) -> str | None:
    """Void once another policy is in force than the one it was to replace."""
    now_in_force = activation.in_force(connection)
    if now_in_force is None or now_in_force.hash != one.detail.get("replaces"):
        return "another policy is in force by now"
    return None
