"""Connections that write, and plain ones that read: SQLite and PostgreSQL alike.

SQLite has exactly one writing connection in a process, which is also the only one that
checkpoints; its transactions begin immediate, so that nobody upgrades a lock half-way.
Which process may open it for writing is decided by `store.one_writer`.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from copy import copy
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from officer_directory.errors import NotAnsweredError
from officer_directory.settings import Settings
from officer_directory.store.giving_way import PostgresTurns, SqliteTurns
from officer_directory.store.reaching import REACHING, read_only_sqlite
from officer_directory.store.sharing import Shared

_WAIT_SECONDS = 60
_WRITER_CACHE_KIB = 65_536  # an import's pages stay here until it commits
_POSTGRES_OPTIONS = (
    f"-c lock_timeout={_WAIT_SECONDS}s -c synchronous_commit=on -c TimeZone=UTC"
    " -c idle_in_transaction_session_timeout=10min"
)
_NO_ANSWER = (OperationalError, PoolTimeout, sqlite3.OperationalError, psycopg.OperationalError)
_KEPT_OF_LEDGER = 2
_shared = Shared()
_CLOCK = text("SELECT floor(extract(epoch FROM clock_timestamp()))::bigint")

Begun = AbstractContextManager[Connection]


class Database:
    """One database: `transaction()` to write, `reading()` to read; thread-safe."""

    def __init__(self, settings: Settings, url: str | None = None, shared: bool = False) -> None:
        self.address = url or settings.database_url
        self.url = make_url(self.address)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._is_shared = shared and not self.is_sqlite
        if self.is_sqlite:
            settings.prepare_data()
            file = Path(self.url.database or "").absolute()
            self.engine = _sqlite_writer(file)
            self._readers = _sqlite_readers(file)
            self._turns: SqliteTurns | PostgresTurns = SqliteTurns()
        else:
            server = self.url.set(drivername="postgresql")
            self.engine = self._readers = (
                _shared.take(self.address, partial(_postgresql, server, _KEPT_OF_LEDGER))
                if self._is_shared
                else _postgresql(server, settings.at_once)
            )
            self._turns = PostgresTurns(self.engine)
        self._begin: Callable[[Engine], Begun] = Engine.begin

    @classmethod
    def of_ledger(cls, settings: Settings) -> "Database":
        """The ledger's database: its own file beside SQLite, else the same one.

        Several parts of a process read it, each now and then: on PostgreSQL by one engine.
        """
        return cls(settings, settings.ledger_url, shared=True)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One write transaction, committed at the end and rolled back on any error."""
        with answered(), self._begin(self.engine) as connection:
            yield connection

    def giving_way(self) -> "Database":
        """The same database; its transactions are rolled back when someone urgent waits.

        They then raise GivenWayError, and are to begin again after `wait_for_urgent`.
        """
        made = copy(self)
        made._begin = self._turns.giving_way
        return made

    @contextmanager
    def urgent(self) -> Iterator["Database"]:
        """The same database; its transactions wait for nothing that gives way, else 5 s at most."""
        made = copy(self)
        made._begin = self._turns.hurrying
        with answered(), self._turns.urgent():
            yield made

    def wait_for_urgent(self) -> None:
        with answered():
            self._turns.wait()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent snapshot that cannot be written to."""
        with answered(), self._readers.connect() as connection:
            if not self.is_sqlite:
                connection = connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            with connection.begin():
                yield connection

    def now(self) -> int:
        """The database's clock, in whole epoch seconds."""
        if self.is_sqlite:  # the same clock as this process
            return int(time.time())
        with answered(), self.engine.connect() as connection:
            return int(connection.scalar(_CLOCK) or 0)

    def close(self) -> None:
        if self._is_shared:
            self._is_shared = False
            _shared.give_back(self.address)
            return
        self._readers.dispose()
        self.engine.dispose()


@contextmanager
def answered() -> Iterator[None]:
    """Raises NotAnsweredError where the database is full, locked or gone; nothing was written."""
    try:
        yield
    except _NO_ANSWER as error:
        raise NotAnsweredError(
            "The database does not answer just now; nothing was changed. Try again shortly."
        ) from error


def _sqlite_writer(file: Path) -> Engine:
    _make_sure_of(file)

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            file, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA cache_size = -{_WRITER_CACHE_KIB}")
        return connection

    return _sqlite_engine(file, connect, "BEGIN IMMEDIATE", pool_size=1)


def _make_sure_of(file: Path) -> None:
    """Its owner's alone: WAL and shared memory files take the mode of the database."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)
    except OSError as error:
        raise NotAnsweredError(f"{file} cannot be written: {error.strerror}.") from error


def _sqlite_readers(file: Path) -> Engine:
    def connect() -> sqlite3.Connection:
        return read_only_sqlite(file, timeout=_WAIT_SECONDS)

    return _sqlite_engine(file, connect, "BEGIN", pool_size=8)


def _sqlite_engine(file: Path, connect: Any, begin: str, pool_size: int) -> Engine:
    engine = create_engine(
        f"sqlite:///{file}",
        creator=connect,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=_WAIT_SECONDS,
        hide_parameters=True,  # a log line never holds a fact
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgresql(url: Any, kept: int) -> Engine:
    """An engine that keeps so many connections, and has a few more when they are wanted."""
    return create_engine(
        url,
        pool_size=kept,
        max_overflow=8,
        pool_timeout=_WAIT_SECONDS,
        pool_pre_ping=True,
        hide_parameters=True,  # a log line never holds a fact
        connect_args={
            **REACHING,
            "options": _POSTGRES_OPTIONS,
            "application_name": "officer-directory",
        },
    )
