"""Issuing, rotating and revoking keys, as named commands."""

from officer_directory.commands import Answer, Desk, command
from officer_directory.identity import keys
from officer_directory.key_files import open_keys


@command("keys.issue")
def issue_key(
    desk: Desk, *, tier: str, label: str, agency_ids: list[str], days: int = keys.GOOD_FOR_DAYS
) -> Answer:
    """Issue a key: `key` is the only time it is seen."""
    pepper, now = open_keys(desk.settings.data).pepper, desk.database.now()
    with desk.database.transaction() as connection:
        issued = keys.issue(
            connection, pepper, tier, label, agency_ids=agency_ids, now=now, days=days
        )
    return {"key": issued}


@command("keys.rotate")
def rotate_key(desk: Desk, *, key_id: str, overlap_days: int = keys.OVERLAP_DAYS) -> Answer:
    """Issue a successor; the old key stays good for the days of overlap at most."""
    pepper, now = open_keys(desk.settings.data).pepper, desk.database.now()
    with desk.database.transaction() as connection:
        issued = keys.rotate(connection, pepper, key_id, now=now, overlap_days=overlap_days)
    return {"key": issued}


@command("keys.revoke", overtakes=lambda _: True)
def revoke_key(desk: Desk, *, key_id: str) -> Answer:
    now = desk.database.now()
    with desk.database.transaction() as connection:
        keys.revoke(connection, key_id, now=now)
    return {}
