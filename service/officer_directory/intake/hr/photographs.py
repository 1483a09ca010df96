"""Writing whose photo is whose: received, taken, taken away, and at last forgotten.

A photo's row is there before its first object and gone after its last, so that none is
left that nobody knows of. In between it is nobody's (`officer_id` is null) until it is an
officer's, and again when it is replaced: in that transaction its salt goes, and with it
whoever could open its objects.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from officer_directory.commands import Answer, Desk
from officer_directory.errors import NoSuchRecordError, RefusedByRuleError
from officer_directory.intake.hr.single import NOT_SHOWN, SOURCE, Hand, Shows, finish
from officer_directory.intake.upsert.rows import update_all
from officer_directory.intake.upsert.writing import Writing
from officer_directory.store import records
from officer_directory.store.records import officer, photo

RECEIVING_SECONDS: Final = 3_600
"""After this long, what nobody took was left by a process that was killed."""
_GONE: Final = "The photo was not taken in time; nothing was changed. Send it again."
_P = photo.c


def receive(desk: Desk, row: Mapping[str, Any], by: str) -> Answer:
    """Have a photo known before anything of it is kept; it is nobody's yet."""
    told = {"officer_id": None, "source": SOURCE, "recorded_by": by}
    with desk.database.transaction() as connection:
        connection.execute(insert(photo), {**row, **told, "recorded_at": desk.database.now()})
    return {}


def put_photo(hand: Hand, officer_id: str, received: str) -> Shows:
    """Make a photo that was received an officer's; the same file again changes nothing."""
    row, writing = hand.officer(officer_id)
    hand.require("officer", officer_id)
    new = hand.connection.execute(select(photo).where(_P.id == received)).first()
    if new is None or new.salt is None or new.officer_id is not None:
        raise RefusedByRuleError(_GONE)
    if not _is_same(hand.connection, row.photo_id, new):
        _drop(hand.connection, officer_id)
        mine = {"officer_id": officer_id, **writing.provenance()}
        hand.connection.execute(update(photo).where(_P.id == received).values(mine))
        _point(writing, officer_id, received)
    finish(hand, writing)
    return Shows("officer", officer_id)


def delete_photo(hand: Hand, officer_id: str) -> Shows:
    """Take an officer's photo away, if there is one; nobody can open it from then on."""
    row, writing = hand.officer(officer_id)
    hand.require("officer", officer_id)
    if row.photo_id is not None:
        _drop(hand.connection, officer_id)
        _point(writing, officer_id, None)
    finish(hand, writing)
    return Shows("officer", officer_id)


def inherit_photo(writing: Writing, kept: Mapping[str, Any], duplicate: Mapping[str, Any]) -> None:
    """Of two records that become one: the photo of the one that stays, else the other's."""
    if kept["photo_id"] is not None or duplicate["photo_id"] is None:
        _drop(writing.connection, duplicate["id"])
        return
    mine = update(photo).where(_P.officer_id == duplicate["id"]).values(officer_id=kept["id"])
    writing.connection.execute(mine)
    _point(writing, kept["id"], duplicate["photo_id"])


def taken_before(connection: Connection, officer_id: str, digest: str, key_id: str) -> bool:
    """Whether the officer's photo was made of this very file, and can be opened."""
    same = (_P.officer_id == officer_id, _P.digest == digest, _P.key_id == key_id)
    return connection.scalar(select(_P.id).where(*same)) is not None


def nobodys(connection: Connection, now: int, only: str | None) -> list[str]:
    """The photos whose objects are to be removed: taken away, or received and never taken."""
    left = and_(_P.officer_id.is_(None), or_(_P.salt.is_(None), _is_late(now)))
    if only is not None:
        left = or_(left, and_(_P.officer_id.is_(None), _P.id == only))
    return list(connection.scalars(select(_P.id).where(left)))


def close(desk: Desk, photos: list[str]) -> list[str]:
    """Let nobody take these any more, before their objects are removed; those not taken yet."""
    with desk.database.transaction() as connection:
        mine = _P.id.in_(photos), _P.officer_id.is_(None)
        connection.execute(update(photo).where(*mine).values(salt=None))
        return list(connection.scalars(select(_P.id).where(*mine)))


def forget(desk: Desk, photos: list[str]) -> None:
    """Forget photos of which no object is left."""
    with desk.database.transaction() as connection:
        mine = _P.id.in_(photos), _P.officer_id.is_(None), _P.salt.is_(None)
        connection.execute(delete(photo).where(*mine))


def replace_of_source(
    connection: Connection, source: str, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Have these be all the photos that a source gave: each row names its officer.

    For what a program makes by itself. What was there is nobody's, as after a replacement.
    """
    of = select(_P.officer_id).where(_P.source == source, _P.officer_id.is_not(None))
    connection.execute(update(officer).where(officer.c.id.in_(of)).values(photo_id=None))
    gone = update(photo).where(_P.source == source).values(officer_id=None, salt=None)
    connection.execute(gone)
    for row in rows:
        told = {**row, "source": source, "recorded_by": source}
        connection.execute(insert(photo), told)
        mine = update(officer).where(officer.c.id == row["officer_id"])
        connection.execute(mine.values(photo_id=row["id"]))


def are_there(connection: Connection) -> bool:
    """Whether any photo could be opened with the key that they were sealed with."""
    return connection.scalar(select(_P.id).where(_P.salt.is_not(None)).limit(1)) is not None


def officer_numbered(connection: Connection, agency_id: str, uid_key: str) -> str:
    """The officer of an agency who has this folded number.

    Raises:
        NoSuchRecordError: there is none.
    """
    of_uid = officer.c.agency_id == agency_id, officer.c.uid_key == uid_key
    found = connection.scalar(select(officer.c.id).where(*of_uid))
    if found is None:
        raise NoSuchRecordError(NOT_SHOWN)
    return str(found)


def _is_late(now: int) -> Any:
    return _P.recorded_at < now - RECEIVING_SECONDS


def _is_same(connection: Connection, recorded: str | None, new: Any) -> bool:
    was = connection.execute(select(_P.digest, _P.key_id).where(_P.id == recorded)).first()
    return was is not None and tuple(was) == (new.digest, new.key_id)


def _drop(connection: Connection, officer_id: str) -> None:
    nobodys_now = update(photo).where(_P.officer_id == officer_id)
    connection.execute(nobodys_now.values(officer_id=None, salt=None))


def _point(writing: Writing, officer_id: str, photo_id: str | None) -> None:
    row = {"id": officer_id, "photo_id": photo_id, **writing.provenance()}
    update_all(writing.connection, records.officer, [row])
    writing.touched_officers.add(officer_id)
