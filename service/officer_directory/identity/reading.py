"""A read-only connection for looking up who asks: one for all threads, opened again when lost."""

import sqlite3
import threading
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from officer_directory.errors import NotAnsweredError
from officer_directory.settings import Settings
from officer_directory.store.reaching import read_only_postgres, read_only_sqlite

_WAIT_SECONDS = 2
_POSTGRES_OPTIONS = f"-c statement_timeout={_WAIT_SECONDS}s"


class IdentityReader:
    """Asks one question at a time; thread-safe."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._connection: Any = None

    def row(self, query: str, values: tuple[Any, ...]) -> Any:
        """The first row of a query whose values are marked `?`, or None.

        Raises:
            NotAnsweredError: the database cannot be asked.
        """
        if not self._settings.is_sqlite:
            query = query.replace("?", "%s")
        with self._lock:
            try:
                return self._ask(query, values)
            except (sqlite3.Error, psycopg.Error):
                self._drop()
                return self._ask_again(query, values)

    def close(self) -> None:
        with self._lock:
            self._drop()

    def _ask(self, query: str, values: tuple[Any, ...]) -> Any:
        if self._connection is None:
            self._connection = _open(self._settings)
        return self._connection.execute(query, values).fetchone()

    def _ask_again(self, query: str, values: tuple[Any, ...]) -> Any:
        try:
            return self._ask(query, values)
        except (sqlite3.Error, psycopg.Error) as error:
            self._drop()
            raise NotAnsweredError("Credentials cannot be checked just now.") from error

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _open(settings: Settings) -> Any:
    url = make_url(settings.database_url)
    if settings.is_sqlite:
        return read_only_sqlite(Path(url.database or ""), timeout=_WAIT_SECONDS)
    return read_only_postgres(url, "identity", _POSTGRES_OPTIONS)
