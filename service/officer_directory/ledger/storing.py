"""What the ledger's writing connection does, on either engine, and the statements of both.

One thread uses a store; each call is one transaction, and durable when it returns.
"""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple, Protocol

import psycopg

from officer_directory.errors import NotAnsweredError
from officer_directory.ledger.batch import Batch
from officer_directory.ledger.entry import Row
from officer_directory.ledger.rollup import Standing, Step

Failures = (sqlite3.Error, psycopg.Error)
WAIT_SECONDS = 2


class HeadMovedError(Exception):
    """Another signer has given those indices to other entries."""


class NotDurableError(NotAnsweredError):
    """The database would say that something is written before it is on the disk."""


class Cosigned(NamedTuple):
    """The line by which a witness signed a log at a size."""

    log: str
    witness: str
    size: int
    line: str
    at: int  # epoch seconds


class Store(Protocol):
    def add(self, rows: Sequence[Row]) -> None:
        """Write entries in one transaction, durably."""
        ...

    def seal(self, batch: Batch) -> None:
        """Write a batch where its log's head is still the one it goes on from.

        Raises:
            HeadMovedError: it is not.
        """
        ...

    def cosigned(self, row: Cosigned) -> None:
        """Keep what a witness signed, once."""
        ...

    def last(self) -> dict[str, int]:
        """The number of the last entry of each log; 0 where there is none."""
        ...

    def has(self, row: Row, after: int) -> bool:
        """Whether there is this very entry with a higher number."""
        ...

    def forget_seen(self, before: str) -> None:
        """Forget whom anyone saw on the days before one, and endings that were kept until then."""
        ...

    def roll(self, step: Step) -> None:
        """Add counts of the next entries to a roll-up.

        Raises:
            HeadMovedError: it does not stand where they begin.
        """
        ...

    def serve(self, before: int, made: Standing) -> None:
        """Have a roll-up that was made anew asked from now on.

        Raises:
            HeadMovedError: another generation is asked than `before`, or it counts further.
        """
        ...

    def forget_counts(self, keep: int, most: int) -> int:
        """Drop counts of other generations than one, at most so many; how many there were."""
        ...

    def close(self) -> None: ...


LAST = "SELECT coalesce(max(number), 0) FROM ledger_{0}"
SINCE = "SELECT 1 FROM ledger_{0} WHERE number > {1} AND hash = {1} LIMIT 1"
BATCH = (
    "INSERT INTO ledger_batch (log, first, size, upto, at, numbers, hashes, note)"
    " SELECT {0}, {0}, {0}, {0}, {0}, {0}, {0}, {0}"
    " WHERE {0} = coalesce((SELECT max(size) FROM ledger_batch WHERE log = {0}), 0)"
)
NODE = "INSERT INTO ledger_node (log, level, position, hash) VALUES ({0}, {0}, {0}, {0})"
COSIGNED = (
    "INSERT INTO ledger_cosignature (log, witness, size, line, at)"
    " VALUES ({0}, {0}, {0}, {0}, {0}) ON CONFLICT DO NOTHING"
)
FORGET = (
    "DELETE FROM ledger_seen WHERE day < {0}",
    "DELETE FROM ledger_ending WHERE until <= {0}",
)

KNOW = "INSERT INTO ledger_exposure_kind (said) VALUES ({0}) ON CONFLICT DO NOTHING"
KINDS = "SELECT id, said FROM ledger_exposure_kind WHERE said "
BEGIN_COUNTING = (
    "INSERT INTO ledger_rollup (one, generation, upto) VALUES (1, 1, 0) ON CONFLICT DO NOTHING"
)
STAND = (
    "UPDATE ledger_rollup SET generation = {0}, upto = {0} WHERE generation = {0} AND upto = {0}"
)
FORGET_COUNTS = (
    "DELETE FROM ledger_exposure WHERE (generation, name, day, kind) IN (SELECT generation, name,"
    " day, kind FROM ledger_exposure WHERE generation <> {0} LIMIT {0})"
)


def values_of(batch: Batch) -> tuple[object, ...]:
    """What `BATCH` is given: the row, then the head that it goes on from."""
    row = (batch.log, batch.first, batch.size, batch.upto, batch.at)
    return (*row, batch.numbers, batch.hashes, batch.note, batch.first, batch.log)


def nodes_of(batch: Batch) -> list[tuple[object, ...]]:
    return [(batch.log, *node) for node in batch.nodes]
