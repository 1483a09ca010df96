"""The ledger's own connection: entries are durable when `add` returns.

On SQLite the ledger is a file of its own with `synchronous=FULL`; on PostgreSQL a table,
with `synchronous_commit=on` whatever the server's default is. One thread uses a store.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import psycopg
from sqlalchemy import make_url

from officer_directory.settings import Settings
from officer_directory.store.reaching import REACHING

Failures = (sqlite3.Error, psycopg.Error)
_WAIT_SECONDS = 2
_POSTGRES_OPTIONS = (
    "-c synchronous_commit=on"
    f" -c statement_timeout={_WAIT_SECONDS}s -c lock_timeout={_WAIT_SECONDS}s"
)
_INSERT = "INSERT INTO ledger_entry (log, entry) VALUES "
_INSERT_ALL = (
    "INSERT INTO ledger_entry (log, entry)"
    " SELECT log, entry FROM unnest(%s::text[], %s::bytea[]) AS given (log, entry)"
    " RETURNING number"
)

_LAST = "SELECT coalesce(max(number), 0) FROM ledger_entry"
_SINCE = "SELECT 1 FROM ledger_entry WHERE number > {0} AND log = {0} AND entry = {0} LIMIT 1"

Entry = tuple[str, bytes]
"""Log and bytes."""
Entries = Sequence[Entry]


class Store(Protocol):
    def add(self, entries: Entries) -> list[int]:
        """Write the entries in one transaction, durably; their numbers, in order."""
        ...

    def last(self) -> int:
        """The number of the last entry; 0 where there is none."""
        ...

    def has(self, entry: Entry, after: int) -> bool:
        """Whether there is this very entry with a higher number."""
        ...

    def close(self) -> None: ...


def open_store(settings: Settings) -> Store:
    url = make_url(settings.ledger_url)
    if settings.is_sqlite:
        return _SqliteStore(Path(url.database or "").absolute())
    return _PostgresStore(url.set(drivername="postgresql").render_as_string(hide_password=False))


class _SqliteStore:
    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(
            f"{file.as_uri()}?mode=rw",
            uri=True,
            timeout=_WAIT_SECONDS,
            isolation_level=None,
            check_same_thread=False,  # opened and closed by others, used by one thread
        )
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")

    def add(self, entries: Entries) -> list[int]:
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        try:
            # One statement: between two, this thread would wait for the interpreter.
            marks = ", ".join(["(?, ?)"] * len(entries))
            last = run(_INSERT + marks, [part for entry in entries for part in entry]).lastrowid
            run("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                run("ROLLBACK")
            raise
        assert last is not None
        return list(range(last - len(entries) + 1, last + 1))

    def last(self) -> int:
        return int(self._connection.execute(_LAST).fetchone()[0])

    def has(self, entry: Entry, after: int) -> bool:
        found = self._connection.execute(_SINCE.format("?"), (after, *entry))
        return found.fetchone() is not None

    def close(self) -> None:
        self._connection.close()


class _PostgresStore:
    def __init__(self, conninfo: str) -> None:
        self._connection: psycopg.Connection[Any] = psycopg.connect(
            conninfo,
            autocommit=True,  # one statement is one transaction
            options=_POSTGRES_OPTIONS,
            application_name="officer-directory-ledger",
            **REACHING,
        )
        self._connection.prepare_threshold = 1

    def add(self, entries: Entries) -> list[int]:
        logs, contents = zip(*entries, strict=True)
        found = self._connection.execute(_INSERT_ALL, (list(logs), list(contents)))
        return sorted(number for (number,) in found)

    def last(self) -> int:
        row = self._connection.execute(_LAST).fetchone()
        return int(row[0]) if row else 0

    def has(self, entry: Entry, after: int) -> bool:
        found = self._connection.execute(_SINCE.format("%s"), (after, *entry))
        return found.fetchone() is not None

    def close(self) -> None:
        self._connection.close()
