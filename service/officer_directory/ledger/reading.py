"""What the ledger has stored, read for those who sign, prove, export and verify."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select, text

from officer_directory.ledger.batch import Batch, each, unpacked
from officer_directory.ledger.tree import HASH_BYTES
from officer_directory.store.columns import FOREVER
from officer_directory.store.ledger import ENTRIES, ledger_batch, ledger_node, ledger_pseudonym

_AT_ONCE = 1_000
_BATCHES_AT_ONCE = 20
_b = ledger_batch.c
_HEAD = (_b.log, _b.first, _b.size, _b.upto, _b.at, _b.note)


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry as it is stored."""

    number: int
    entry: bytes
    hash: bytes


def head(connection: Connection, log: str) -> Batch | None:
    """The newest batch of a log, without what is in it."""
    query = select(*_HEAD).where(_b.log == log).order_by(_b.first.desc()).limit(1)
    return _head(connection.execute(query).first())


def ending_at(connection: Connection, log: str, size: int) -> Batch | None:
    """The batch after which a log had that size, without what is in it."""
    return _head(connection.execute(select(*_HEAD).where(_b.log == log, _b.size == size)).first())


def _head(row: Any) -> Batch | None:
    if row is None:
        return None
    return Batch(row.log, row.first, row.size, row.upto, row.at, b"", b"", row.note)


def latest(connection: Connection) -> int:
    """When a checkpoint was signed last, in epoch seconds; 0 where none was."""
    return int(connection.scalar(select(func.max(_b.at))) or 0)


def settled(connection: Connection, log: str) -> int:
    """The highest number below which no entry is still to come.

    On PostgreSQL numbers are given before they are committed: this waits for those.
    """
    table = ENTRIES[log]
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"LOCK TABLE {table.name} IN SHARE MODE"))
    return int(connection.scalar(select(func.coalesce(func.max(table.c.number), 0))) or 0)


def unsealed(connection: Connection, log: str, after: int, upto: int, most: int) -> list[Stored]:
    """Entries that have no index yet, in the order they came."""
    table = ENTRIES[log]
    columns = (table.c.number, table.c.entry, table.c.hash)
    query = select(*columns).where(table.c.number > after, table.c.number <= upto)
    rows = connection.execute(query.order_by(table.c.number).limit(most))
    return [Stored(n, bytes(entry), bytes(hashed)) for n, entry, hashed in rows]


def names_of(connection: Connection, month: str, tokens: list[str]) -> list[tuple[str, str]]:
    """Tokens of officers, each with a name that the officer has in a month."""
    p = ledger_pseudonym.c
    found: list[tuple[str, str]] = []
    for begin in range(0, len(tokens), _AT_ONCE):
        some = tokens[begin : begin + _AT_ONCE]
        query = select(p.officer, p.name).where(p.officer.in_(some), p.month == month)
        found += [(row.officer, row.name) for row in connection.execute(query)]
    return found


def is_empty(connection: Connection, log: str) -> bool:
    return connection.execute(select(ENTRIES[log].c.number).limit(1)).first() is None


def hashes(connection: Connection, log: str, level: int, begin: int, end: int) -> list[bytes]:
    """Stored hashes of a level, from a position up to another."""
    if level:
        n = ledger_node.c
        query = select(n.hash).where(n.log == log, n.level == level)
        query = query.where(n.position >= begin, n.position < end).order_by(n.position)
        return [bytes(one) for one in connection.scalars(query)]
    query = select(_b.first, _b.hashes).where(_b.log == log, _b.first < end)
    parts: list[list[bytes]] = []
    for first, content in connection.execute(query.order_by(_b.first.desc())):
        low, high = max(begin - first, 0), min(end - first, len(content) // HASH_BYTES)
        parts.append(each(bytes(content)[low * HASH_BYTES : high * HASH_BYTES]))
        if first <= begin:
            break
    return [one for part in reversed(parts) for one in part]


def batches(
    connection: Connection, log: str, since: int = 0, until: int = FOREVER
) -> Iterator[Batch]:
    """Every batch of a log that was signed in a time, oldest first."""
    query = select(ledger_batch).where(_b.log == log, _b.at >= since, _b.at <= until)
    query, last = query.order_by(_b.first).limit(_BATCHES_AT_ONCE), -1
    while rows := connection.execute(query.where(_b.first > last)).all():
        last = rows[-1].first
        for row in rows:
            numbers, hashed = bytes(row.numbers), bytes(row.hashes)
            yield Batch(row.log, row.first, row.size, row.upto, row.at, numbers, hashed, row.note)


def entries(connection: Connection, log: str, begin: int, end: int) -> list[bytes]:
    """The entries from an index up to another, of a log that has them all."""
    query = select(_b.first, _b.numbers).where(_b.log == log, _b.first < end, _b.size > begin)
    numbers: list[int] = []
    for first, packed in connection.execute(query.order_by(_b.first)):
        numbers += unpacked(bytes(packed))[max(begin - first, 0) : end - first]
    table = ENTRIES[log]
    rows = connection.execute(
        select(table.c.number, table.c.entry).where(table.c.number.in_(numbers))
    )
    found = {number: bytes(entry) for number, entry in rows}
    return [found[number] for number in numbers]


def entries_of(connection: Connection, batch: Batch) -> Iterator[tuple[int, Any]]:
    """Index and row of each entry of a batch, in the order of the tree; None where it is gone."""
    table, numbers = ENTRIES[batch.log], unpacked(batch.numbers)
    for begin in range(0, len(numbers), _AT_ONCE):
        some = numbers[begin : begin + _AT_ONCE]
        rows = connection.execute(select(table).where(table.c.number.in_(some)))
        found = {row.number: row for row in rows}
        for place, number in enumerate(some):
            yield batch.first + begin + place, found.get(number)
