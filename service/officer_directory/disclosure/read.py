"""The one module that executes a question on a driver's cursor.

A reader holds one connection and runs one question at a time. Questions that an index
answers run as they are; every other has a time limit, past which it is too broad.
"""

import logging
import queue
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

import psycopg

from officer_directory.disclosure.plan import Statement
from officer_directory.errors import NotAnsweredError

_log = logging.getLogger(__name__)

BOUND_SECONDS = 0.5
STREAM_CHUNK_SECONDS = 20.0

_UNREADABLE = "The records cannot be read just now; try again shortly."


class Reader(Protocol):
    """One connection that can only read."""

    is_sqlite: bool

    def cursor(self) -> Any: ...

    def at_most(self, seconds: float) -> Any: ...

    def close(self) -> None: ...


class Readers:
    """A fixed number of readers, lent one at a time; broken ones are replaced.

    One that is lent when all are closed is closed when it comes back.
    """

    def __init__(self, open_one: Any, size: int) -> None:
        self._open = open_one
        self._idle: queue.LifoQueue[Reader | None] = queue.LifoQueue()
        self.first: Reader = open_one()
        self._owner: int | None = None  # the first thread that asks something quick
        self._closed = False
        for _ in range(size):
            self._idle.put(None)

    def lent(
        self, quick: bool = False, wait_seconds: float = 2.0
    ) -> AbstractContextManager[Reader]:
        """A reader for one question; one that is quick never waits behind those that are not.

        Raises:
            NotAnsweredError: none is free in time, or the database cannot be reached.
        """
        if quick and self.first.is_sqlite and self._is_owner():
            return _Lent(self)
        return self._one_of_many(wait_seconds)

    def _is_owner(self) -> bool:
        """Whether this thread is the one that the first reader belongs to.

        Two threads on one SQLite connection can wait for each other for ever: one has the
        connection and wants the interpreter (for the authorizer), the other the reverse.
        """
        me = threading.get_ident()
        if self._owner is None:
            self._owner = me
        return self._owner == me

    @contextmanager
    def _one_of_many(self, wait_seconds: float) -> Iterator[Reader]:
        try:
            reader = self._idle.get(timeout=wait_seconds)
        except queue.Empty as error:
            raise NotAnsweredError(_UNREADABLE) from error
        try:
            if reader is None:
                reader = self._open()
            yield reader
        except (sqlite3.Error, psycopg.Error) as error:
            if reader is not None:
                reader.close()
                reader = None
            _log.error("a question could not be read: %s", type(error).__name__)
            raise NotAnsweredError(_UNREADABLE) from error
        finally:
            self._idle.put(reader)
            if self._closed:
                self._close_idle()

    def replace_first(self) -> None:
        broken, self.first = self.first, self._open()
        broken.close()

    def close(self) -> None:
        self._closed = True
        self.first.close()
        self._close_idle()

    def _close_idle(self) -> None:
        while True:
            try:
                reader = self._idle.get_nowait()
            except queue.Empty:
                return
            if reader is not None:
                reader.close()


class _Lent(AbstractContextManager[Reader]):
    """The first reader, on the event loop: no generator, for it is on every answer's way."""

    __slots__ = ("_readers",)

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    def __enter__(self) -> Reader:
        return self._readers.first

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, sqlite3.Error):
            _log.error("a question could not be read: %s", type(error).__name__)
            self._readers.replace_first()
            raise NotAnsweredError(_UNREADABLE) from error


def rows(
    reader: Reader,
    statement: Statement,
    bound: Mapping[str, Any],
    seconds: float | None = None,
) -> Sequence[tuple[Any, ...]]:
    """All rows of a statement, within a time if one is given.

    Raises:
        TooBroadError: the time was over.
    """
    cursor = reader.cursor()
    parameters = {**statement.fixed, **bound}
    if seconds is None:
        return cursor.execute(statement.sql, parameters).fetchall()  # type: ignore[no-any-return]
    with reader.at_most(seconds):
        return cursor.execute(statement.sql, parameters).fetchall()  # type: ignore[no-any-return]
