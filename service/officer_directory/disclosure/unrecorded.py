"""What a swap of generations made different, recorded after it in small batches.

A swap is one row, and may change every record there is: nobody is to wait until each is
compared. Until all are, `publication_state` says from which second on they hold; a writer
records that first of the officers it rewrites, and whoever finds it left over goes on.
"""

import time
from collections.abc import Callable

from sqlalchemy import Connection, select, update

from officer_directory.disclosure.changes import Stored, record
from officer_directory.disclosure.locks import chunks, lock_subjects
from officer_directory.ledger import telling
from officer_directory.settings import Settings
from officer_directory.store import records as r
from officer_directory.store.changes import publication_change
from officer_directory.store.engines import Database
from officer_directory.store.published import publication_state, published
from officer_directory.tiers import OUTSIDE

_BATCH = 200  # as many as are built in one transaction
_PIECE = 1_000
_state = publication_state.c


def is_any(database: Database) -> bool:
    """Whether something of the last swap is still to be recorded."""
    with database.reading() as connection:
        return connection.scalar(select(_state.unrecorded_since)) is not None


def tell(database: Database, settings: Settings) -> None:
    """Have the publication log told of what is due, once all of the last swap is recorded.

    Raises:
        NotAnsweredError: the ledger or the database does not answer: it is told later.
    """
    if not is_any(database):
        telling.tell(database, settings)


def record_all(
    database: Database, progress: Callable[[int, int, str], None] = lambda *_: None
) -> None:
    """Record what the last swap made different, if that is not done."""
    with database.reading() as connection:
        since = connection.scalar(select(_state.unrecorded_since))
        if since is None:
            return
        officers = _officers(connection)
    for done, chunk in enumerate(chunks(officers, _BATCH)):
        with database.transaction() as connection:
            lock_subjects(connection, chunk)
            record_first(connection, chunk)
        progress(done * _BATCH + len(chunk), len(officers), "records compared")
        time.sleep(0.002)  # whoever waits for the writer goes first
    with database.transaction() as connection:
        done_with = update(publication_state).where(_state.unrecorded_since == since)
        connection.execute(done_with.values(unrecorded_since=None))


def record_first(connection: Connection, officers: list[str]) -> None:
    """Record what the last swap made different of these officers, unless nothing is left to."""
    state = connection.execute(select(publication_state)).one()
    if state.unrecorded_since is None:
        return
    officers = _not_since(connection, state.unrecorded_after, officers)
    stored = {str(tier): _stored(connection, tier, state.generation, officers) for tier in OUTSIDE}
    record(connection, state.policy, state.unrecorded_since, officers, stored)


def _not_since(connection: Connection, number: int, officers: list[str]) -> list[str]:
    """Those of whom nothing was recorded after a number: others were compared already."""
    c = publication_change.c
    query = select(c.officer).where(c.officer.in_(officers), c.number > number).distinct()
    compared = set(connection.scalars(query))
    return [one for one in officers if one not in compared]


def _stored(connection: Connection, tier: str, generation: int, officers: list[str]) -> Stored:
    c = published[tier]["officer"].c
    columns = (c.id, c.agency_id, c.valid_from, c.valid_until, c.json)
    query = select(*columns).where(c.generation == generation, c.id.in_(officers))
    return [dict(row) for row in connection.execute(query).mappings()]


def _officers(connection: Connection) -> list[str]:
    """All there are, and those who are gone and were published once, read in pieces."""
    gone = select(publication_change.c.officer).where(
        publication_change.c.officer.not_in(select(r.officer.c.id))
    )
    query = select(r.officer.c.id).union(gone)
    found: list[str] = []
    for piece in connection.execute(query.execution_options(yield_per=_PIECE)).partitions():
        found.extend(row[0] for row in piece)
    return found
