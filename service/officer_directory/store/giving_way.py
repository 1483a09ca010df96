"""Long writing gives way to what may not wait: an emergency hold.

An urgent writer says so for as long as it takes (`urgent`). A transaction that gives way
looks for one while it runs, with every statement and wherever long work calls `look`: when
there is one it is rolled back, whole, and GivenWayError says that its command is to begin
again once nobody urgent is left.

On SQLite both are in one process and share its one writing connection. On PostgreSQL they
may be in different ones: who is urgent shares an advisory lock, which the others try.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, Transaction, event, text
from sqlalchemy.exc import OperationalError

_URGENT = 0x0FF1CE_D2
_STEPS_BETWEEN_LOOKS = 10_000  # of SQLite's virtual machine: below a millisecond
_SECONDS_BETWEEN_LOOKS = 0.1
_HURRY_MS = 5_000
_BUSY_MS = 50  # between looks, while another program has SQLite's file
_HURRY = text(f"SET LOCAL lock_timeout = {_HURRY_MS}")
_SHARE = text("SELECT pg_advisory_lock_shared(:key)")
_LEAVE = text("SELECT pg_advisory_unlock_shared(:key)")
_WAIT = text("SELECT pg_advisory_lock(:key), pg_advisory_unlock(:key)")
_SOMEONE = text(
    "SELECT CASE WHEN pg_try_advisory_lock(:key) THEN NOT pg_advisory_unlock(:key) ELSE true END"
)
_KEY = {"key": _URGENT}
_LOOKS = "looks for someone urgent"


class GivenWayError(Exception):
    """A transaction was rolled back for an urgent writer: begin it again."""


def look(connection: Connection) -> None:
    """Look whether someone urgent waits, in the midst of long work without a statement.

    Raises:
        GivenWayError: someone does, and this transaction gives way.
    """
    looks: Callable[[], None] | None = connection.info.get(_LOOKS)
    if looks is not None:
        looks()


class SqliteTurns:
    """Who writes next over the one writing connection of this process."""

    def __init__(self) -> None:
        self._urgent = 0
        self._committing: sqlite3.Connection | None = None
        self._changed = threading.Condition()

    @contextmanager
    def urgent(self) -> Iterator[None]:
        """Be urgent within the block."""
        with self._changed:
            self._urgent += 1
            if self._committing is not None:
                self._committing.interrupt()  # a checkpoint, which a later commit goes on with
        try:
            yield
        finally:
            with self._changed:
                self._urgent -= 1
                self._changed.notify_all()

    def wait(self) -> None:
        """Until nobody is urgent."""
        with self._changed:
            self._changed.wait_for(lambda: not self._urgent)

    @contextmanager
    def giving_way(self, engine: Engine) -> Iterator[Connection]:
        """One transaction; raises GivenWayError, and writes nothing, when someone is urgent."""
        with engine.connect() as connection, _interrupted():
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            try:
                with self._begun(connection, driver):
                    with self._looking(connection, driver):
                        yield connection
                    self._commit(driver)
            finally:  # before the connection is anyone else's
                self._commit(None)

    @contextmanager
    def hurrying(self, engine: Engine) -> Iterator[Connection]:
        """One transaction of who is urgent; another process that has the file is not awaited."""
        with engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            with _waiting(driver, _HURRY_MS), connection.begin():
                yield connection

    def _begun(self, connection: Connection, driver: sqlite3.Connection) -> Transaction:
        """Begin; whoever waits for another program that has the file looks meanwhile."""
        with _waiting(driver, _BUSY_MS) as patience:
            end = time.monotonic() + patience
            while True:
                self._look()
                try:
                    return connection.begin()
                except OperationalError as error:
                    if _code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                        raise

    @contextmanager
    def _looking(self, connection: Connection, driver: sqlite3.Connection) -> Iterator[None]:
        driver.set_progress_handler(lambda: self._urgent, _STEPS_BETWEEN_LOOKS)
        connection.info[_LOOKS] = self._look
        try:
            yield
            self._look()
        finally:  # a rollback is not to be interrupted
            driver.set_progress_handler(None, 0)
            del connection.info[_LOOKS]

    def _look(self) -> None:
        if self._urgent:
            raise GivenWayError

    def _commit(self, committing: sqlite3.Connection | None) -> None:
        with self._changed:
            self._committing = committing


@contextmanager
def _interrupted() -> Iterator[None]:
    try:
        yield
    except (OperationalError, sqlite3.OperationalError) as error:
        if _code(error) != sqlite3.SQLITE_INTERRUPT:
            raise
        raise GivenWayError from error


def _code(error: Exception) -> int | None:
    code: int | None = getattr(getattr(error, "orig", error), "sqlite_errorcode", None)
    return code


@contextmanager
def _waiting(driver: sqlite3.Connection, milliseconds: int) -> Iterator[float]:
    """Wait no longer than this for who has the file; how long it was before, in seconds."""
    (before,) = driver.execute("PRAGMA busy_timeout").fetchone()
    driver.execute(f"PRAGMA busy_timeout = {milliseconds}")
    try:
        yield before / 1_000
    finally:
        driver.execute(f"PRAGMA busy_timeout = {before}")


class PostgresTurns:
    """Who writes next, over all processes of a database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def urgent(self) -> Iterator[None]:
        """Be urgent within the block."""
        with self._engine.connect() as connection:
            connection.execute(_SHARE, _KEY)
            connection.commit()
            try:
                yield
            finally:
                connection.execute(_LEAVE, _KEY)
                connection.commit()

    def wait(self) -> None:
        """Until nobody is urgent."""
        with self._engine.connect() as connection:
            connection.execute(_WAIT, _KEY)

    @contextmanager
    def giving_way(self, engine: Engine) -> Iterator[Connection]:
        """One transaction; raises GivenWayError, and writes nothing, when someone is urgent."""
        with engine.begin() as connection:
            looking = _Looking(connection)
            event.listen(connection, "before_cursor_execute", looking)
            connection.info[_LOOKS] = looking
            try:
                yield connection
                looking.now()
            finally:
                event.remove(connection, "before_cursor_execute", looking)
                del connection.info[_LOOKS]

    @contextmanager
    def hurrying(self, engine: Engine) -> Iterator[Connection]:
        """One transaction of who is urgent; what gives way to nobody is not awaited for long."""
        with engine.begin() as connection:
            connection.execute(_HURRY)
            yield connection


class _Looking:
    """Looks for an urgent writer of any process, ten times a second at most."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._next = 0.0

    def __call__(self, *_: object) -> None:
        if time.monotonic() >= self._next:
            self.now()

    def now(self) -> None:
        self._next = float("inf")  # looking is a statement too
        someone = self._connection.scalar(_SOMEONE, _KEY)
        self._next = time.monotonic() + _SECONDS_BETWEEN_LOOKS
        if someone:
            raise GivenWayError
