"""Giving entries their indices, and signing what they make: off the path of every answer.

Each entry is hashed again from the bytes that are stored before anything is signed. The head
moves by compare-and-swap: of two that sign one log, one stops.
"""

import secrets
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from officer_directory.errors import DirectoryError
from officer_directory.ledger import reading
from officer_directory.ledger.batch import Batch, packed
from officer_directory.ledger.checkpoint import Checkpoint, is_signed, open_note, sign
from officer_directory.ledger.keys import Held
from officer_directory.ledger.note import NoteError
from officer_directory.ledger.reading import Stored
from officer_directory.ledger.tiles import completed, subtrees
from officer_directory.ledger.tree import Frontier, complete_ranges, leaf_hash

MOST_TOGETHER: Final = 4_096
LEAST_OF_PRESS: Final = 16


class BrokenLogError(DirectoryError):
    """What is stored is not what was signed, or not what was entered: nothing is signed on it."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where a log stands: its tree, and the number up to which entries are in it."""

    log: str
    frontier: Frontier
    upto: int = 0
    at: int | None = None  # when it was signed


def padded(count: int) -> int:
    """How many entries a batch of the press has that has so many of its own."""
    size = LEAST_OF_PRESS
    while size < count:
        size *= 2
    return min(size, MOST_TOGETHER)


def open_head(connection: Connection, log: str, held: Held) -> Head:
    """The head of a log, worked out from what is stored and held against what was signed.

    Raises:
        BrokenLogError: they are not the same, or other keys signed it.
    """
    newest = reading.head(connection, log)
    if newest is None:
        return Head(log, Frontier())
    try:
        signed = open_note(newest.note)
    except NoteError:
        raise BrokenLogError(f"The {log} log's newest checkpoint is none.") from None
    if not any(is_signed(signed, keys) for keys in held.generations(log)):
        raise BrokenLogError(f"The {log} log was signed by other keys than these.")
    tree = subtrees(lambda level, begin, end: reading.hashes(connection, log, level, begin, end))
    try:
        frontier = Frontier(newest.size, [tree(*of) for of in complete_ranges(newest.size)])
    except LookupError as error:
        raise BrokenLogError(f"The {log} log has lost hashes of its tree.") from error
    tip = Checkpoint(held.origin(log), newest.size, frontier.root())
    if tip != signed.checkpoint:
        raise BrokenLogError(f"The {log} log is not what was signed at {newest.size} entries.")
    return Head(log, frontier, newest.upto, newest.at)


def seal(head: Head, rows: list[Stored], held: Held, at: int) -> tuple[Batch, Head]:
    """The batch of the next entries, signed, and the head after it.

    Those of the press are put in a random order: their place tells nothing.

    Raises:
        BrokenLogError: an entry is not what was entered; its index is named.
    """
    upto = max(row.number for row in rows)
    if head.log == "press":
        rows = list(rows)
        secrets.SystemRandom().shuffle(rows)
    for place, row in enumerate(rows):
        if leaf_hash(row.entry) != row.hash:
            index = head.frontier.size + place
            raise BrokenLogError(
                f"The {head.log} log has at index {index} (number {row.number}) an entry that is"
                " not what was entered."
            )
    frontier, hashes = head.frontier.copy(), [row.hash for row in rows]
    nodes = completed(frontier, hashes)
    tip = Checkpoint(held.origin(head.log), frontier.size, frontier.root())
    batch = Batch(
        head.log,
        head.frontier.size,
        frontier.size,
        upto,
        at,
        packed([row.number for row in rows]),
        b"".join(hashes),
        sign(tip, held.pair, at),
        tuple(nodes),
    )
    return batch, Head(head.log, frontier, upto, at)
