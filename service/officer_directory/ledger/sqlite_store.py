"""The ledger in a file of its own, with `synchronous=FULL`."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url

from officer_directory.ledger.batch import Batch
from officer_directory.ledger.entry import LOGS, Row
from officer_directory.ledger.rollup import Standing, Step
from officer_directory.ledger.storing import (
    BATCH,
    BEGIN_COUNTING,
    COSIGNED,
    FORGET,
    FORGET_COUNTS,
    KINDS,
    KNOW,
    LAST,
    NODE,
    SINCE,
    STAND,
    WAIT_SECONDS,
    Cosigned,
    HeadMovedError,
    NotDurableError,
    nodes_of,
    values_of,
)
from officer_directory.settings import Settings

_INSERT = (
    "INSERT INTO ledger_taking"
    " (log, entry, hash, summary, opening, sealed, names, day, subject, officers,"
    " stored, until, ending) VALUES "
)
_MARKS = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_COUNT = (
    "INSERT INTO ledger_exposure (generation, name, day, kind, disclosures)"
    " VALUES (?, ?, ?, ?, ?) ON CONFLICT (generation, name, day, kind)"
    " DO UPDATE SET disclosures = disclosures + excluded.disclosures"
)
_NONE = (None, None, None)
_FULL = 2


class SqliteStore:
    def __init__(self, settings: Settings) -> None:
        file = Path(make_url(settings.ledger_url).database or "").absolute()
        self._connection = sqlite3.connect(
            f"{file.as_uri()}?mode=rw",
            uri=True,
            timeout=WAIT_SECONDS,
            isolation_level=None,
            check_same_thread=False,  # opened and closed by others, used by one thread
        )
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        if self._connection.execute("PRAGMA synchronous").fetchone()[0] < _FULL:
            self._connection.close()
            raise NotDurableError("The ledger's file is not written through to the disk.")

    def add(self, rows: Sequence[Row]) -> None:
        # One statement, and so one transaction: between two, this thread would wait for the
        # interpreter.
        values: list[object] = []
        for row in rows:
            values += (row.log, row.entry, row.hash, row.summary, row.opening, row.sealed)
            values += (row.names, *(row.seen or _NONE), *(row.ending or _NONE))
        self._connection.execute(_INSERT + ", ".join([_MARKS] * len(rows)), values)

    def seal(self, batch: Batch) -> None:
        with self._transaction() as run:
            if run.execute(BATCH.format("?"), values_of(batch)).rowcount != 1:
                raise HeadMovedError
            run.executemany(NODE.format("?"), nodes_of(batch))

    def cosigned(self, row: Cosigned) -> None:
        self._connection.execute(COSIGNED.format("?"), row)

    def last(self) -> dict[str, int]:
        run = self._connection.execute
        return {log: int(run(LAST.format(log)).fetchone()[0]) for log in LOGS}

    def has(self, row: Row, after: int) -> bool:
        found = self._connection.execute(SINCE.format(row.log, "?"), (after, row.hash))
        return found.fetchone() is not None

    def forget_seen(self, before: str) -> None:
        for forget in FORGET:
            self._connection.execute(forget.format("?"), (before,))

    def roll(self, step: Step) -> None:
        with self._transaction() as run:
            if step.serves:
                self._stand(step.generation, step.after, Standing(step.generation, step.upto))
            said = sorted({count.kind for count in step.counts})
            run.executemany(KNOW.format("?"), [(kind,) for kind in said])
            ids = {kind: run.execute(KINDS + "= ?", (kind,)).fetchone()[0] for kind in said}
            rows = [(step.generation, *c[:2], ids[c.kind], n) for c, n in step.counts.items()]
            run.executemany(_COUNT, rows)

    def serve(self, before: int, made: Standing) -> None:
        self._stand(before, made.upto, made)

    def _stand(self, generation: int, upto: int, made: Standing) -> None:
        self._connection.execute(BEGIN_COUNTING)
        values = (made.generation, made.upto, generation, upto)
        if self._connection.execute(STAND.format("?"), values).rowcount != 1:
            raise HeadMovedError

    def forget_counts(self, keep: int, most: int) -> int:
        return self._connection.execute(FORGET_COUNTS.format("?"), (keep, most)).rowcount

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
