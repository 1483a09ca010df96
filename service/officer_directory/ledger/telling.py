"""Changes of the publications that are due are entered in the publication log, each once.

A drain of an outbox, in steps that may each be the last: the entry's bytes are kept with the
changes that are in it, then entered, then noted as entered. Whoever finds one that is not
noted looks behind the number that the log had before it was made.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Row, insert, select, text, update

from officer_directory.errors import NotAnsweredError
from officer_directory.ledger.changing import Change, leaf
from officer_directory.ledger.entry import publication_row
from officer_directory.ledger.storing import Failures
from officer_directory.ledger.writing import Entering, entering
from officer_directory.settings import Settings
from officer_directory.store.changes import change_entry, publication_change
from officer_directory.store.engines import Database

MOST_TOGETHER = 5_000
_MOST_ENTRIES = 256
_TELLING = 0x0FF1CE_D3
_PATIENCE = 1.0  # seconds
_LOCK = text("SELECT pg_advisory_xact_lock(:key)")
_HURRY = text(f"SET LOCAL lock_timeout = {int(_PATIENCE * 1_000)}")
_at_it = threading.Lock()
_change, _entry = publication_change.c, change_entry.c
_untold = _change.entry.is_(None)


def is_due(connection: Connection, now: int) -> bool:
    """Whether something is to be told, or may not have been entered yet."""
    due = select(_change.number).where(_untold, _change.since <= now).limit(1)
    left = select(_entry.number).where(_entry.entered_at.is_(None)).limit(1)
    return connection.scalar(due) is not None or connection.scalar(left) is not None


def tell(database: Database, settings: Settings) -> None:
    """Enter all that is due now; what is to come stays unsaid.

    Nothing before the log has begun, with the keys that sign: the sealer sees to that.

    Raises:
        NotAnsweredError: the ledger or the database does not answer: it is told later.
    """
    with database.reading() as connection:
        if not is_due(connection, database.now()):
            return
    try:
        with _alone(database), entering(settings) as store:
            if not store.last()["publication"]:
                return
            _enter_kept(database, store)
            while _keep_some(database, store):
                _enter_kept(database, store)
    except Failures as error:
        raise NotAnsweredError(f"The ledger: {type(error).__name__}.") from error


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    """One tells at a time, over all processes, until nothing is due.

    The next waits a second, since it is owed an answer; behind very much it is told with that.
    """
    if not _at_it.acquire(timeout=_PATIENCE):
        raise NotAnsweredError("Another is telling the ledger of changes.")
    try:
        if database.is_sqlite:  # one process writes
            yield
            return
        with database.transaction() as connection:
            connection.execute(_HURRY)
            connection.execute(_LOCK, {"key": _TELLING})
            yield
    finally:
        _at_it.release()


def _keep_some(database: Database, store: Entering) -> bool:
    """Keep the next entries with the changes that are in them; False where nothing is due."""
    now, after = database.now(), store.last()["publication"]
    changes = entries = 0
    with database.transaction() as connection:
        while changes < MOST_TOGETHER and entries < _MOST_ENTRIES:
            rows = _next(connection, now)
            if not rows:
                break
            _keep(connection, rows, after)
            changes, entries = changes + len(rows), entries + 1
    return entries > 0


def _keep(connection: Connection, rows: list[Row[tuple[object, ...]]], after: int) -> None:
    leaves = (leaf(row.officer, row.digest, row.salt) for row in rows)
    change = Change.of(rows[0].publication, rows[0].since, leaves)
    kept = {
        "publication": change.publication,
        "since": change.since,
        "root": change.root(),
        "entry": change.entry(time.time()),
        "after": after,
    }
    number = connection.scalar(insert(change_entry).returning(_entry.number), kept)
    of = _change.number.in_([row.number for row in rows])
    connection.execute(update(publication_change).where(of).values(entry=number))


def _next(connection: Connection, now: int) -> list[Row[tuple[object, ...]]]:
    """The changes of the next entry: of one publication and second, an officer once.

    Those that a writer is just replacing are left to the next time.
    """
    first = select(_change.publication, _change.since).where(_untold, _change.since <= now)
    ordered = first.order_by(_change.since, _change.publication).limit(1)
    found = connection.execute(ordered).first()
    if found is None:
        return []
    of = _change.publication == found.publication, _change.since == found.since
    query = select(publication_change).where(_untold, *of).order_by(_change.number)
    rows: dict[str, Row[tuple[object, ...]]] = {}
    query = query.limit(MOST_TOGETHER).with_for_update(skip_locked=True)
    for row in connection.execute(query):
        rows.setdefault(row.officer, row)
    return list(rows.values())


def _enter_kept(database: Database, store: Entering) -> None:
    with database.reading() as connection:
        query = select(change_entry).where(_entry.entered_at.is_(None)).order_by(_entry.number)
        kept = connection.execute(query).all()
    if not kept:
        return
    rows = [(publication_row(bytes(one.entry)), one.after) for one in kept]
    missing = [row for row, after in rows if not store.has(row, after)]
    if missing:
        store.add(missing)
    now = database.now()
    with database.transaction() as connection:
        noted = update(change_entry).where(_entry.number.in_([one.number for one in kept]))
        connection.execute(noted.values(entered_at=now))
