"""The outside reader: a connection that can read the publication's views and nothing else.

On SQLite the connection is read-only and an authorizer lets it touch a base table only
from inside one of the named views. A common table expression may borrow a view's name, so
text with the word WITH is refused. On PostgreSQL the connection has the role
`officer_directory_reader`, granted the views of the schema `publication` alone.

A reader is one connection: one thread at a time.
"""

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, make_url

from officer_directory.errors import NotAnsweredError, TooBroadError
from officer_directory.settings import Settings
from officer_directory.store.published import published
from officer_directory.store.reaching import read_only_postgres, read_only_sqlite
from officer_directory.tiers import OUTSIDE

POSTGRES_ROLE = "officer_directory_reader"
POSTGRES_SCHEMA = "publication"
SIDE_VIEWS = ("name", "spelling", "involvement")
VIEWS = frozenset(
    {"publication_now"}
    | {f"{tier}_{part}" for tier in OUTSIDE for part in (*published[tier], *SIDE_VIEWS)}
)

_FUNCTIONS = {"abs", "coalesce", "count", "ifnull", "iif", "instr", "length", "like", "lower"} | {
    "max",
    "min",
    "nullif",
    "strftime",
    "substr",
    "sum",
    "total",
}
_WITH = re.compile(r"\bwith\b", re.IGNORECASE)
_STATEMENTS = 512  # kept prepared for each connection
_CACHE_KIB = 6_144  # of each connection: the upper pages of the indexes of a large roster
_STEPS_BETWEEN_LOOKS = 2_000  # of SQLite's virtual machine: some tens of microseconds


class _Cursor(sqlite3.Cursor):
    """A cursor that prepares no common table expression."""

    connection: "_Connection"

    def execute(self, sql: str, parameters: Any = ()) -> "_Cursor":
        if sql not in self.connection.read_through:
            if _WITH.search(sql):
                raise sqlite3.DatabaseError("not authorized: WITH")
            self.connection.remember(sql)
        super().execute(sql, parameters)
        return self

    def executemany(self, *_: Any) -> "_Cursor":
        raise sqlite3.DatabaseError("not authorized: executemany")

    def executescript(self, *_: Any) -> "_Cursor":
        raise sqlite3.DatabaseError("not authorized: executescript")


class _Connection(sqlite3.Connection):
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.read_through: set[str] = set()

    def remember(self, sql: str) -> None:
        if len(self.read_through) >= _STATEMENTS:
            self.read_through.clear()
        self.read_through.add(sql)

    def cursor(self, _factory: Any = None) -> Any:
        return super().cursor(_Cursor)

    def execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
        cursor: sqlite3.Cursor = self.cursor().execute(sql, parameters)
        return cursor


class OutsideReader:
    """One connection of an outside tier; `cursor()` gives the driver's own cursor."""

    def __init__(self, settings: Settings) -> None:
        self.is_sqlite = settings.is_sqlite
        url = make_url(settings.database_url)
        self._sqlite = _open_sqlite(Path(url.database or "")) if self.is_sqlite else None
        self._postgres = None if self.is_sqlite else _open_postgres(url)

    def cursor(self) -> Any:
        if self._sqlite is not None:
            return self._sqlite.cursor()
        assert self._postgres is not None
        return self._postgres.cursor(binary=True)

    @contextmanager
    def at_most(self, seconds: float) -> Iterator[None]:
        """Stop whatever is asked within, `fetch` included, when the time is over.

        Raises:
            TooBroadError: the time was over.
        """
        if self._sqlite is not None:
            with sqlite_deadline(self._sqlite, seconds):
                yield
        else:
            assert self._postgres is not None
            with postgres_deadline(self._postgres, seconds):
                yield

    def close(self) -> None:
        for connection in (self._sqlite, self._postgres):
            if connection is not None:
                connection.close()


def _may(
    action: int, first: str | None, second: str | None, _db: str | None, via: str | None
) -> int:
    """SQLite's authorizer: `via` is the innermost view that the access comes from."""
    if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_TRANSACTION):
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_READ and (first in VIEWS or via in VIEWS):
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in _FUNCTIONS:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _open_sqlite(file: Path) -> _Connection:
    try:
        connection = read_only_sqlite(file, factory=_Connection, cached_statements=_STATEMENTS)
    except sqlite3.OperationalError as error:
        raise NotAnsweredError("The database cannot be opened; run `db upgrade`.") from error
    assert isinstance(connection, _Connection)
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.set_authorizer(_may)
    return connection


def _open_postgres(url: URL) -> psycopg.Connection[Any]:
    options = f"-c role={POSTGRES_ROLE} -c search_path={POSTGRES_SCHEMA} -c TimeZone=UTC -c jit=off"
    try:
        connection = read_only_postgres(url, "outside", options)
    except psycopg.OperationalError as error:
        raise NotAnsweredError("The database cannot be reached.") from error
    connection.prepared_max = _STATEMENTS
    return connection


@contextmanager
def sqlite_deadline(connection: sqlite3.Connection, seconds: float) -> Iterator[None]:
    end = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS_BETWEEN_LOOKS)
    try:
        yield
    except sqlite3.OperationalError as error:
        if time.monotonic() > end:
            raise TooBroadError("This takes too long to answer at once; stream it.") from error
        raise
    finally:
        connection.set_progress_handler(None, 0)


@contextmanager
def postgres_deadline(connection: psycopg.Connection[Any], seconds: float) -> Iterator[None]:
    connection.execute(
        "SELECT set_config('statement_timeout', %s, false)", [f"{seconds * 1000:.0f}"]
    )
    try:
        yield
    except psycopg.errors.QueryCanceled as error:
        raise TooBroadError("This takes too long to answer at once; stream it.") from error
    finally:
        if not connection.closed:
            connection.execute("SELECT set_config('statement_timeout', '0', false)")
