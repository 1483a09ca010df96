"""Issuing, rotating and giving up keys, and what else is written down of them, as commands.

Taking a key away from its holder needs more than this part knows: see `protections`.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from officer_directory.commands import Answer, Desk, command
from officer_directory.errors import NoSuchRecordError
from officer_directory.identity import keys, revoking
from officer_directory.identity.holders import Holder
from officer_directory.identity.key_format import parse
from officer_directory.key_files import open_keys


@command("keys.issue")
def issue_key(
    desk: Desk,
    *,
    tier: str,
    label: str,
    agency_ids: list[str],
    days: int = keys.GOOD_FOR_DAYS,
    organisation: str | None = None,
    contact: str | None = None,
    purpose: str | None = None,
) -> Answer:
    """Issue a key: `key` is the only time it is seen; `shown` is what may be listed of it."""
    pepper, now = open_keys(desk.settings.data).pepper, desk.database.now()
    with desk.database.transaction() as connection:
        issued = keys.issue(
            connection,
            pepper,
            tier,
            label,
            agency_ids=agency_ids,
            now=now,
            days=days,
            holder=Holder(organisation, contact, purpose),
        )
        return {"key": issued, "shown": _shown(connection, issued, now)}


@command("keys.rotate")
def rotate_key(desk: Desk, *, key_id: str, overlap_days: int = keys.OVERLAP_DAYS) -> Answer:
    """Issue a successor; the old key stays good for the days of overlap at most."""
    pepper, now = open_keys(desk.settings.data).pepper, desk.database.now()
    with desk.database.transaction() as connection:
        issued = keys.rotate(connection, pepper, key_id, now=now, overlap_days=overlap_days)
        return {"key": issued, "shown": _shown(connection, issued, now)}


@command("keys.list", overtakes=lambda _: True)
def list_keys(desk: Desk, *, of: list[str]) -> Answer:
    """What may be listed of every key; or of some, with those they were rotated from and to."""
    now = desk.database.now()
    with desk.database.reading() as connection:
        found = keys.family(connection, of) if of else keys.listed(connection)
        return {"keys": [keys.shown(row, now) for row in found]}


@command("keys.give_up", overtakes=lambda _: True)
def give_key_up(desk: Desk, *, key_id: str) -> Answer:
    """End a key because its holder says so."""
    now = desk.database.now()
    with desk.database.transaction() as connection:
        revoking.give_up(connection, key_id, now=now)
    return {"closed": True}


@command("keys.used")
def note_use(desk: Desk, *, key_id: str, day: str) -> Answer:
    """Write down the day on which a key was used."""
    with desk.database.transaction() as connection:
        keys.note_use(connection, key_id, day)
    return {}


@command("keys.exposed")
def note_exposure(desk: Desk, *, key_id: str) -> Answer:
    """Have a holder told that the key came in an address, where logs keep it."""
    now = desk.database.now()
    day = datetime.fromtimestamp(now, UTC).date().isoformat()
    with desk.database.transaction() as connection:
        key = keys.require(connection, key_id)
        words = (
            f"The key {key.key_id} ({key.label}) was sent in an address on {day}. Addresses are"
            " kept in logs: give it up and use a new one, in a header."
        )
        revoking.notify(connection, key_id, words, now=now)
    return {}


@command("keys.told")
def note_told(desk: Desk, *, notice: str) -> Answer:
    """Write down that a holder was sent a notice."""
    now = desk.database.now()
    with desk.database.transaction() as connection:
        if not revoking.mark_sent(connection, notice, now=now):
            raise NoSuchRecordError("There is no such notice to send; `keys notices` lists them.")
    return {}


def _shown(connection: Connection, key: str, now: int) -> dict[str, Any]:
    form = parse(key)
    assert form is not None
    return keys.shown(keys.require(connection, form.key_id), now)
