"""A requester's view from inside a transaction: what they will be shown once it commits.

Whoever writes is answered with the record as their own view shows it. That answer is made
before the commit, on the writer's connection, so that it can be kept with the facts.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from officer_directory.disclosure.compiled import Compiled
from officer_directory.disclosure.cursor import Seal
from officer_directory.disclosure.inside import InsideTable
from officer_directory.disclosure.inside_view import InsideView
from officer_directory.disclosure.policy import Snapshot
from officer_directory.disclosure.read import Reader, Readers
from officer_directory.disclosure.view import View
from officer_directory.tiers import Tier

_NO_CURSORS = Seal(bytes(64))
"""Single records have no pages; nothing is ever sealed with this."""


def view_within(
    connection: Connection, snapshot: Snapshot, tier: Tier, agency_ids: Collection[str]
) -> View:
    """The view of an inside tier over what this transaction has written so far."""
    agencies = sorted(agency_ids)
    dialect = connection.dialect.name
    view = InsideView(
        snapshot,
        tier,
        _OneReader(connection),
        _NO_CURSORS,
        _memory(snapshot.hash, tier, len(agencies), dialect),
        {f"agency_{i}": agency for i, agency in enumerate(agencies)},
    )
    view.table = InsideTable(snapshot, tier, len(agencies), dialect)
    return view


@lru_cache(maxsize=8)
def _memory(_policy: str, _tier: Tier, _agencies: int, _dialect: str) -> Compiled:
    """What was compiled; it depends on no value, and on nothing but these."""
    return Compiled()


class _WithinReader:
    """The writer's own connection, asked as a reader is."""

    def __init__(self, connection: Connection) -> None:
        self.is_sqlite = connection.dialect.name == "sqlite"
        self._driver: Any = connection.connection.driver_connection

    def cursor(self) -> Any:
        return self._driver.cursor()

    @contextmanager
    def at_most(self, _seconds: float) -> Iterator[None]:
        yield

    def close(self) -> None:
        """The transaction's to close."""


class _OneReader(Readers):
    """Lends the one connection, whoever asks."""

    def __init__(self, connection: Connection) -> None:
        self.first: Reader = _WithinReader(connection)

    @contextmanager
    def lent(self, quick: bool = False, wait_seconds: float = 2.0) -> Iterator[Reader]:  # noqa: ARG002
        yield self.first
