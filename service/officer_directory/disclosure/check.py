"""Compare the publication with the record store, and name any difference.

What should be published is written afresh, by the same code, into a transaction that is
rolled back: what is there before and after must be the same, row by row. A row of a
record that the store does not have is named too.
"""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, Table, select

from officer_directory.disclosure.activation import OF_A_GENERATION
from officer_directory.disclosure.generations import builds
from officer_directory.disclosure.locks import chunks, lock_publication
from officer_directory.disclosure.policy import Snapshot
from officer_directory.disclosure.publication import refresh
from officer_directory.store import records as r
from officer_directory.store.engines import Database
from officer_directory.store.published import (
    published,
    published_involvement,
    published_name,
    published_tally,
)
from officer_directory.tiers import OUTSIDE

_Keyed = list[tuple[Table, str]]
_OWNED = ("employment", "assignment", "salary", "document")


class _Undo(Exception):  # noqa: N818 - not an error: the way out of the transaction
    """Rolls back what was written for comparison."""


def differences(
    database: Database, snapshot: Snapshot, progress: Callable[[int, int], None] | None = None
) -> list[str]:
    """A sentence for each record whose published form is not what the facts give."""
    found: list[str] = []
    try:
        with database.transaction() as connection:
            lock_publication(connection)
            generation = builds(connection, snapshot)[0].generation
            found += _orphans(connection, generation)
            found += _compare_all(connection, snapshot, generation, progress)
            raise _Undo
    except _Undo:
        return found


def _compare_all(
    connection: Connection,
    snapshot: Snapshot,
    generation: int,
    progress: Callable[[int, int], None] | None,
) -> Iterator[str]:
    work: list[tuple[str, Table, _Keyed]] = [
        ("agency_ids", r.agency, _tables("agency")),
        ("officer_ids", r.officer, _of_officers()),
        ("complaint_ids", r.complaint, _tables("complaint") + _side(published_tally)),
        ("incident_ids", r.incident, _tables("incident") + _side(published_involvement)),
    ]
    todo = [(name, sorted(connection.scalars(select(t.c.id))), keyed) for name, t, keyed in work]
    total, done = sum(len(ids) for _, ids, _ in todo), 0
    for name, ids, keyed in todo:
        for chunk in chunks(ids):
            before = _contents(connection, keyed, generation, chunk)
            refresh(connection, snapshot, **{name: chunk})  # type: ignore[arg-type]
            after = _contents(connection, keyed, generation, chunk)
            yield from _named(before, after)
            done += len(chunk)
            if progress is not None:
                progress(done, total)


def _tables(resource: str, by: str = "id") -> _Keyed:
    return [(published[tier][resource], by) for tier in OUTSIDE]


def _side(tables: dict[str, Table]) -> _Keyed:
    return [(tables[tier], "id") for tier in OUTSIDE]


def _of_officers() -> _Keyed:
    owned = [keyed for resource in _OWNED for keyed in _tables(resource, "officer_id")]
    return [*_tables("officer"), *_side(published_name), *owned]


def _contents(
    connection: Connection, keyed: _Keyed, generation: int, ids: list[str]
) -> set[tuple[str, Any]]:
    found: set[tuple[str, Any]] = set()
    for table, by in keyed:
        query = select(table).where(table.c.generation == generation, table.c[by].in_(ids))
        found.update((table.name, tuple(row)) for row in connection.execute(query))
    return found


def _named(before: set[tuple[str, Any]], after: set[tuple[str, Any]]) -> Iterator[str]:
    for table, row in sorted(before - after, key=repr):
        yield f"{table} {row[1]}: is published, and the facts do not give it."
    for table, row in sorted(after - before, key=repr):
        yield f"{table} {row[1]}: is given by the facts, and not published."


def _orphans(connection: Connection, generation: int) -> Iterator[str]:
    """Published rows whose record the store does not have."""
    stored = {
        "officer": r.officer,
        "name": r.officer,
        "employment": r.employment,
        "assignment": r.assignment,
        "salary": r.salary,
        "complaint": r.complaint,
        "tally": r.complaint,
        "incident": r.incident,
        "involvement": r.incident,
        "document": r.document,
        "agency": r.agency,
    }
    for table in OF_A_GENERATION:
        of = stored[table.name.rpartition("_")[2]]
        missing = table.c.id.not_in(select(of.c.id))
        query = select(table.c.id).where(table.c.generation == generation, missing).distinct()
        for record_id in connection.scalars(query):
            yield f"{table.name} {record_id}: is published, and there is no such record."
