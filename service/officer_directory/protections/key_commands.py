"""Taking API keys away, as named commands."""

from officer_directory.commands import Answer, Desk, command
from officer_directory.errors import RefusedByRuleError
from officer_directory.identity import keys
from officer_directory.identity.key_states import in_force
from officer_directory.protections import key_revocations, proposals
from officer_directory.protections.approve import approve


@command("keys.revoke", overtakes=lambda _: True)
def revoke_key(desk: Desk, *, key_id: str, by: str, reason: str) -> Answer:
    """Revoke a key: `closed` from now on, or once someone has approved the `proposal`.

    `still_good` are those it was rotated from and to: whoever has one of them may ask on.
    """
    now = desk.database.now()
    with desk.database.transaction() as connection:
        closed, proposed = key_revocations.revoke(
            connection, key_id, by=by, reason=reason, appeals=desk.settings.appeals, now=now
        )
        kin = [one for one in keys.family(connection, [key_id]) if one.key_id != key_id]
        good = [one.key_id for one in kin if in_force(one, now)]
    return {"closed": closed, "proposal": proposed, "still_good": good}


@command("keys.confirm_revocation", overtakes=lambda _: True)
def confirm_revocation(desk: Desk, *, key_id: str, by: str) -> Answer:
    """A second person agrees to the revocation that waits."""
    now = desk.database.now()
    with desk.database.transaction() as connection:
        waiting = proposals.waiting_for(connection, proposals.REVOKE_KEY, key_id, now)
        if not waiting:
            raise RefusedByRuleError("No revocation of this key waits for a second person.")
        approve(connection, desk.snapshot, waiting[-1].id, by=by, now=now)
    return {"closed": True}
