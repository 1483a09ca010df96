"""Taking a key away: a reason, a second person, and a notice that says where to appeal."""

from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, insert, select, update

from officer_directory.identity.key_states import in_force
from officer_directory.identity.keys import require
from officer_directory.store.identity import api_key, key_notice

HOLDER = "the holder"


def revoke(connection: Connection, key_id: str, *, by: str, reason: str, now: int) -> bool:
    """Revoke a key, at once; whether it was good until now.

    Raises:
        NoSuchRecordError: there is none with this id.
    """
    found = require(connection, key_id, lock=True)
    if not in_force(found, now):
        return False
    _set(
        connection,
        key_id,
        revoked_at=now,
        revoked_by=by,
        revocation_reason=reason,
        revocation_confirmed_by=None,
    )
    return True


def give_up(connection: Connection, key_id: str, *, now: int) -> None:
    """End a key because whoever holds it says so: nobody else has to agree."""
    if revoke(connection, key_id, by=HOLDER, reason="Given up by its holder.", now=now):
        _set(connection, key_id, revocation_confirmed_by=HOLDER)


def confirm(connection: Connection, key_id: str, *, by: str) -> None:
    """A second person agrees: the revocation no longer lapses."""
    _set(connection, key_id, revocation_confirmed_by=by)


def notify(connection: Connection, key_id: str, words: str, *, now: int) -> None:
    """Have the holder told; the same words are told once until someone has sent them."""
    waiting = select(key_notice.c.id).where(
        key_notice.c.key_id == key_id, key_notice.c.words == words, key_notice.c.sent_at.is_(None)
    )
    if connection.execute(waiting).first() is None:
        row = {"id": str(uuid4()), "key_id": key_id, "words": words, "made_at": now}
        connection.execute(insert(key_notice), row)


def unsent_notices(connection: Connection) -> list[Row[Any]]:
    """Notices that nobody has sent yet, oldest first, each with whom to send it to."""
    n = key_notice
    asked = select(
        *(n.c.id, n.c.key_id, n.c.words, n.c.made_at, api_key.c.label, api_key.c.contact)
    )
    asked = asked.join(api_key, api_key.c.key_id == n.c.key_id).where(n.c.sent_at.is_(None))
    return list(connection.execute(asked.order_by(n.c.made_at, n.c.id)))


def mark_sent(connection: Connection, notice_id: str, *, now: int) -> bool:
    """Write down that a notice was sent; whether there was such a notice to send."""
    one = update(key_notice).where(key_notice.c.id == notice_id, key_notice.c.sent_at.is_(None))
    return connection.execute(one.values(sent_at=now)).rowcount == 1


def _set(connection: Connection, key_id: str, **values: Any) -> None:
    connection.execute(update(api_key).where(api_key.c.key_id == key_id).values(**values))
