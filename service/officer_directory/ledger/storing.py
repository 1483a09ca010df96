"""What the ledger's writing connection does, on either engine, and the statements of both.

One thread uses a store; each call is one transaction, and durable when it returns.
"""

import sqlite3
from collections.abc import Sequence
from typing import Protocol

import psycopg

from officer_directory.errors import NotAnsweredError
from officer_directory.ledger.batch import Batch
from officer_directory.ledger.entry import Row

Failures = (sqlite3.Error, psycopg.Error)
WAIT_SECONDS = 2


class HeadMovedError(Exception):
    """Another signer has given those indices to other entries."""


class NotDurableError(NotAnsweredError):
    """The database would say that something is written before it is on the disk."""


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

    def last(self) -> dict[str, int]:
        """The number of the last entry of each log; 0 where there is none."""
        ...

    def has(self, row: Row, after: int) -> bool:
        """Whether there is this very entry with a higher number."""
        ...

    def forget_seen(self, before: str) -> None:
        """Forget whom anyone saw on the days before one, and endings that were kept until then."""
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
FORGET = (
    "DELETE FROM ledger_seen WHERE day < {0}",
    "DELETE FROM ledger_ending WHERE until <= {0}",
)


def values_of(batch: Batch) -> tuple[object, ...]:
    """What `BATCH` is given: the row, then the head that it goes on from."""
    row = (batch.log, batch.first, batch.size, batch.upto, batch.at)
    return (*row, batch.numbers, batch.hashes, batch.note, batch.first, batch.log)


def nodes_of(batch: Batch) -> list[tuple[object, ...]]:
    return [(batch.log, *node) for node in batch.nodes]
