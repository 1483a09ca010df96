"""A connection for the views of inside tiers: it reads the record store and cannot write."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, make_url

from officer_directory.errors import NotAnsweredError
from officer_directory.settings import Settings
from officer_directory.store.reaching import read_only_postgres, read_only_sqlite
from officer_directory.store.reader import postgres_deadline, sqlite_deadline

_STATEMENTS = 512  # kept prepared


class InsideReader:
    """One read-only connection: one thread at a time."""

    def __init__(self, settings: Settings) -> None:
        self.is_sqlite = settings.is_sqlite
        url = make_url(settings.database_url)
        self._connection: Any = (
            _open_sqlite(Path(url.database or "")) if self.is_sqlite else _open_postgres(url)
        )

    def cursor(self) -> Any:
        return self._connection.cursor()

    @contextmanager
    def at_most(self, seconds: float) -> Iterator[None]:
        """Stop whatever is asked within when the time is over, with TooBroadError."""
        deadline = sqlite_deadline if self.is_sqlite else postgres_deadline
        with deadline(self._connection, seconds):
            yield

    def close(self) -> None:
        self._connection.close()


def _open_sqlite(file: Path) -> sqlite3.Connection:
    try:
        return read_only_sqlite(file, cached_statements=_STATEMENTS)
    except sqlite3.OperationalError as error:
        raise NotAnsweredError("The database cannot be opened; run `db upgrade`.") from error


def _open_postgres(url: URL) -> psycopg.Connection[Any]:
    try:
        connection = read_only_postgres(url, "inside", "-c TimeZone=UTC -c jit=off")
    except psycopg.OperationalError as error:
        raise NotAnsweredError("The database cannot be reached.") from error
    connection.prepared_max = _STATEMENTS
    return connection
