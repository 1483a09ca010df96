"""A full audit of a stored log: every byte of it is what was entered, and what was signed.

What is wrong is said with the index of the entry, in the log's order.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from officer_directory.ledger import reading
from officer_directory.ledger.batch import Batch, each
from officer_directory.ledger.checkpoint import Checkpoint, is_signed, open_note
from officer_directory.ledger.commitment import Opening, opens, summary_opens
from officer_directory.ledger.keys import Held
from officer_directory.ledger.note import NoteError
from officer_directory.ledger.tiles import completed
from officer_directory.ledger.tree import Frontier, leaf_hash
from officer_directory.store.ledger import ENTRIES, ledger_node

_MOST_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Audited:
    """What an audit found: how many entries, how many of them have no index yet."""

    log: str
    size: int
    waiting: int
    wrong: tuple[str, ...]


def audit(
    connection: Connection, log: str, held: Held, progress: Callable[[int], None] = lambda _: None
) -> Audited:
    """Hold everything that is stored of a log against everything else."""
    frontier, upto, wrong, nodes = Frontier(), 0, [], []
    for batch in reading.batches(connection, log):
        if batch.first != frontier.size:
            wrong.append(f"index {frontier.size}: entries up to {batch.first} are missing")
            return Audited(log, frontier.size, 0, tuple(wrong))
        wrong += _entries(connection, batch)
        nodes += completed(frontier, each(batch.hashes))
        wrong += _signed(batch, frontier, held)
        upto = max(upto, batch.upto)
        progress(frontier.size)
    wrong += _nodes(connection, log, nodes)
    table = ENTRIES[log]
    count = select(func.count()).select_from(table)
    covered = int(connection.scalar(count.where(table.c.number <= upto)) or 0)
    if covered != frontier.size:
        wrong.append(f"index {frontier.size}: {covered - frontier.size:+d} entries have no index")
    waiting = _waiting(connection, log, upto, frontier.size, wrong)
    return Audited(log, frontier.size, waiting, tuple(wrong))


def _entries(connection: Connection, batch: Batch) -> Iterator[str]:
    hashes = each(batch.hashes)
    found = list(reading.entries_of(connection, batch))
    if len(hashes) != batch.size - batch.first or len(found) != len(hashes):
        yield f"index {batch.first}: a batch is not of as many entries as it says"
        return
    for (index, row), hashed in zip(found, hashes, strict=True):
        if row is None:
            yield f"index {index}: the entry is gone"
        elif leaf_hash(bytes(row.entry)) != hashed:
            yield f"index {index}: the entry is not what was signed"
        elif bytes(row.hash) != hashed:
            yield f"index {index}: the entry's hash is not what was signed"
        else:
            yield from _openings(index, row)


def _openings(index: int, row: Any) -> Iterator[str]:
    """What is kept of an entry opens it; what was erased is not there, and is no fault."""
    entry = bytes(row.entry)
    for name, holds in (("opening", opens), ("summary", summary_opens)):
        kept = getattr(row, name, None)
        if kept is not None and not holds(entry, Opening.from_kept(bytes(kept))):
            yield f"index {index}: its {name} is not what was committed to"


def _signed(batch: Batch, frontier: Frontier, held: Held) -> Iterator[str]:
    tip = Checkpoint(held.origin(batch.log), frontier.size, frontier.root())
    try:
        signed = open_note(batch.note)
    except NoteError as error:
        yield f"index {batch.first}: the checkpoint at {batch.size} cannot be read: {error}"
        return
    if signed.checkpoint != tip or frontier.size != batch.size or signed.at != batch.at:
        yield f"index {batch.first}: the checkpoint at {batch.size} is of other entries"
    elif not any(is_signed(signed, keys) for keys in held.generations(batch.log)):
        yield f"index {batch.first}: the checkpoint at {batch.size} is not signed by our keys"


def _nodes(
    connection: Connection, log: str, expected: list[tuple[int, int, bytes]]
) -> Iterator[str]:
    n = ledger_node.c
    query = select(n.level, n.position, n.hash).where(n.log == log)
    stored = {(level, place): bytes(hashed) for level, place, hashed in connection.execute(query)}
    wanted = {(level, place): hashed for level, place, hashed in expected}
    for level, place in sorted(stored.keys() | wanted.keys()):
        if stored.get((level, place)) != wanted.get((level, place)):
            yield f"index {place * 256**level}: a stored hash of the tree is not what was signed"


def _waiting(connection: Connection, log: str, upto: int, size: int, wrong: list[str]) -> int:
    """Those that no checkpoint covers yet are at least what was entered."""
    waiting, last, table = 0, upto, ENTRIES[log]
    query = select(table).order_by(table.c.number).limit(_MOST_AT_ONCE)
    while rows := connection.execute(query.where(table.c.number > last)).all():
        for row in rows:
            index = size + waiting
            if leaf_hash(bytes(row.entry)) != bytes(row.hash):
                wrong.append(f"index {index}: the entry is not what was entered")
            else:
                wrong += _openings(index, row)
            waiting += 1
        last = rows[-1].number
    return waiting
