"""What else is written where the ledger is: in the turn of the one thread that writes entries.

On SQLite no two connections may write, or checkpoint, at the same time: so what is written
beside entries takes its turn among them. In a process without a ledger nobody else writes.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Protocol

from sqlalchemy import Connection

from officer_directory.ledger.append import Ledger, at_work
from officer_directory.ledger.entry import Row
from officer_directory.ledger.store import open_store
from officer_directory.settings import Settings
from officer_directory.store.engines import Database


class Entering(Protocol):
    """As much of a store as it takes to enter what was made before, once."""

    def last(self) -> dict[str, int]: ...

    def has(self, row: Row, after: int) -> bool: ...

    def add(self, rows: Sequence[Row]) -> None: ...


def write(database: Database, work: Callable[[Connection], object]) -> None:
    """Do something in one transaction of the ledger's database.

    Raises:
        NotAnsweredError: it was not done in time, or the database does not answer.
    """

    def written() -> None:
        with database.transaction() as connection:
            work(connection)

    ledger = at_work(database.address) if database.is_sqlite else None
    if ledger is None:
        written()
    else:
        ledger.run(lambda _: written())


@contextmanager
def entering(settings: Settings) -> Iterator[Entering]:
    """A way to enter rows: through this process's ledger, or else by a connection of its own."""
    ledger = at_work(settings.ledger_url)
    if ledger is not None:
        yield _Through(ledger)
        return
    with closing(open_store(settings)) as store:
        yield store


class _Through:
    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def last(self) -> dict[str, int]:
        return self._ledger.run(lambda store: store.last())

    def has(self, row: Row, after: int) -> bool:
        return self._ledger.run(lambda store: store.has(row, after))

    def add(self, rows: Sequence[Row]) -> None:
        self._ledger.run(lambda store: store.add(rows))
