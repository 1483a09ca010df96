"""A connection for the views of inside tiers: it reads the record store and cannot write."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from officer_directory.errors import NotAnsweredError
from officer_directory.settings import Settings
from officer_directory.store.reaching import REACHING
from officer_directory.store.reader import postgres_deadline, sqlite_deadline


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
        connection = sqlite3.connect(
            f"{file.absolute().as_uri()}?mode=ro",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=512,
        )
    except sqlite3.OperationalError as error:
        raise NotAnsweredError("The database cannot be opened; run `db upgrade`.") from error
    connection.execute("PRAGMA query_only = ON")
    return connection


def _open_postgres(url: Any) -> psycopg.Connection[Any]:
    conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        connection = psycopg.connect(
            conninfo,
            autocommit=True,
            options="-c default_transaction_read_only=on -c TimeZone=UTC -c jit=off",
            application_name="officer-directory-inside",
            **REACHING,
        )
    except psycopg.OperationalError as error:
        raise NotAnsweredError("The database cannot be reached.") from error
    connection.prepare_threshold = 1
    connection.prepared_max = 512
    return connection
