"""The one module that executes a question on a driver's cursor.

A reader holds one connection and runs one question at a time. Questions that an index
answers run as they are; every other has a time limit, past which it is too broad.
"""

import logging
import queue
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
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
    """A fixed number of readers, lent one at a time; broken ones are replaced."""

    def __init__(self, open_one: Any, size: int) -> None:
        self._open = open_one
        self._idle: queue.LifoQueue[Reader | None] = queue.LifoQueue()
        self.first: Reader = open_one()
        for _ in range(size):
            self._idle.put(None)

    @contextmanager
    def lent(self, quick: bool = False, wait_seconds: float = 2.0) -> Iterator[Reader]:
        """A reader for one question; one that is quick never waits behind those that are not.

        Raises:
            NotAnsweredError: none is free in time, or the database cannot be reached.
        """
        if quick and self.first.is_sqlite:
            with self._first() as first:
                yield first
            return
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

    @contextmanager
    def _first(self) -> Iterator[Reader]:
        try:
            yield self.first
        except sqlite3.Error as error:
            _log.error("a question could not be read: %s", type(error).__name__)
            self.first = self._open()
            raise NotAnsweredError(_UNREADABLE) from error

    def close(self) -> None:
        self.first.close()
        while True:
            try:
                reader = self._idle.get_nowait()
            except queue.Empty:
                return
            if reader is not None:
                reader.close()


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
