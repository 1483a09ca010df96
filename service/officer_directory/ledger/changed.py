"""What the publication log proves of one officer's record: that it was public.

Proven is what has held since an officer last entered a publication. What was before is not
told again to anyone: a time in which nobody might know of them would show as a gap.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, Row, select

from officer_directory.ledger.canonical import canonical
from officer_directory.ledger.changing import Change, leaf
from officer_directory.ledger.commitment import VERSION
from officer_directory.ledger.note import encoded
from officer_directory.store.changes import change_entry, publication_change

_c, _e = publication_change.c, change_entry.c


@dataclass(frozen=True, slots=True)
class Told:
    """A change as it was told: the leaf of one officer, its path, and the entry."""

    leaf: bytes
    index: int
    path: tuple[bytes, ...]
    entry: bytes

    def written(self, proof: str) -> bytes:
        """A publication proof, in the one way it is written; `proof` is that of the entry."""
        told = {"leaf": self.leaf.decode(), "index": self.index, "entry": self.entry.decode()}
        path = [encoded(one) for one in self.path]
        return canonical({**told, "path": path, "proof": proof, "v": VERSION})


class NotToldError(LookupError):
    """There is such a change, and the log has not been told of it yet."""


def change_before(
    connection: Connection, publication: str, officer: str, until: int, now: int
) -> Told | None:
    """The last change of an officer's record before a second, by which it is public.

    None where the officer is not in that publication now, or has left it since then.

    Raises:
        NotToldError: it is not entered yet.
    """
    query = select(publication_change).where(_c.officer == officer, _c.publication == publication)
    ordered = query.where(_c.since <= now).order_by(_c.since, _c.number)
    rows = connection.execute(ordered).all()
    before = [row for row in rows if row.since < until]
    after = rows[len(before) :]
    if not before or any(row.digest is None for row in (before[-1], *after)):
        return None
    return _told(connection, before[-1])


def _told(connection: Connection, row: Row[tuple[object, ...]]) -> Told:
    if row.entry is None:
        raise NotToldError
    rows = connection.execute(select(publication_change).where(_c.entry == row.entry)).all()
    leaves = [leaf(one.officer, one.digest, one.salt) for one in rows]
    mine = leaf(row.officer, row.digest, row.salt)
    index, path = Change.of(row.publication, row.since, leaves).path(mine)
    entry = connection.execute(select(_e.entry).where(_e.number == row.entry)).scalar_one()
    return Told(mine, index, tuple(path), bytes(entry))
