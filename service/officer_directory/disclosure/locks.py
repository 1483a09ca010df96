"""Locks that every writer of facts takes before it reads what it derives from.

On PostgreSQL: a writer of officers shares the publication lock and locks, in id order,
each officer and incident whose published form it can change; what changes many at once
(a unit's mark, an order, an agency, a policy) takes the publication lock alone. SQLite
has one writing connection and needs neither.
"""

from collections.abc import Iterable, Sequence
from itertools import islice

from sqlalchemy import Connection, select, text

from officer_directory.store.records import incident, involvement, officer

_PUBLICATION = 0x0FF1CE_D1


def lock_publication(connection: Connection) -> None:
    """Alone among writers until this transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _PUBLICATION})


def lock_subjects(
    connection: Connection,
    officer_ids: Iterable[str] = (),
    incident_ids: Iterable[str] = (),
) -> tuple[list[str], list[str]]:
    """Lock these officers, their persons' other records, and the incidents they are in.

    Returns the ids of all officers and incidents locked. Call it before reading anything
    that the write is derived from.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock_shared(:key)"), {"key": _PUBLICATION})
    officers = _of_the_same_persons(connection, set(officer_ids))
    locked = _lock_rows(connection, officer, sorted(officers))
    # Only now: whoever puts one of these officers into an incident locks the officer too.
    incidents = set(incident_ids) | _incidents_of(connection, officers)
    return locked, _lock_rows(connection, incident, sorted(incidents))


def _of_the_same_persons(connection: Connection, ids: set[str]) -> set[str]:
    found = set(ids)
    other = officer.alias("other")
    for chunk in chunks(sorted(ids)):
        found.update(
            connection.scalars(
                select(other.c.id)
                .join(officer, officer.c.person_id == other.c.person_id)
                .where(officer.c.id.in_(chunk))
            )
        )
    return found


def _incidents_of(connection: Connection, officer_ids: set[str]) -> set[str]:
    found: set[str] = set()
    for chunk in chunks(sorted(officer_ids)):
        found.update(
            connection.scalars(
                select(involvement.c.incident_id).where(involvement.c.officer_id.in_(chunk))
            )
        )
    return found


def _lock_rows(connection: Connection, table: object, ids: Sequence[str]) -> list[str]:
    if connection.dialect.name == "postgresql":
        for chunk in chunks(ids):
            rows = select(table.c.id).where(table.c.id.in_(chunk))  # type: ignore[attr-defined]
            connection.execute(rows.order_by(table.c.id).with_for_update())  # type: ignore[attr-defined]
    return list(ids)


def chunks(ids: Iterable[str], size: int = 500) -> Iterable[list[str]]:
    """The ids in lists of at most `size`: bounded statements, whatever the number."""
    remaining = iter(ids)
    while chunk := list(islice(remaining, size)):
        yield chunk
