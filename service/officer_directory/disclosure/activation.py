"""Putting a policy in force: the next generation is built beside the first, then swapped.

While it is built, writers keep both generations in step (`generations.builds`); each batch
is a short transaction, so that nobody waits. The swap is one row. An interrupted building
is begun again from the start by the next activation.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, text, true, update

from officer_directory.disclosure import unrecorded
from officer_directory.disclosure.archive import pack, unpack
from officer_directory.disclosure.changes import last_number, this_second
from officer_directory.disclosure.generations import Build, builds
from officer_directory.disclosure.locks import chunks, lock_publication, lock_subjects
from officer_directory.disclosure.policy import Snapshot, load
from officer_directory.disclosure.publish_cases import publish_complaints, publish_incidents
from officer_directory.disclosure.publish_officers import publish_agencies, publish_officers
from officer_directory.errors import RefusedByRuleError
from officer_directory.settings import Settings
from officer_directory.store import records as r
from officer_directory.store.engines import Database
from officer_directory.store.published import (
    publication_state,
    published,
    published_involvement,
    published_name,
    published_tally,
)
from officer_directory.tiers import OUTSIDE

Progress = Callable[[int, int, str], None]

_BATCH = 200  # officers in one transaction: some tenths of a second, and one wait for the disk
_PIECE = 1_000
_ALL = true()
_ALONE = 0x0FF1CE_AC
_UNDER_WAY = "Another activation is under way: try again after it."
_in_this_process = threading.Lock()
OF_A_GENERATION: list[Table] = [
    *(table for tier in OUTSIDE for table in published[tier].values()),
    *(kind[tier] for tier in OUTSIDE for kind in (published_name, published_involvement)),
    *(published_tally[tier] for tier in OUTSIDE),
]


def ensure(database: Database, settings: Settings) -> Snapshot:
    """The policy in force; on an empty store, that of the settings' folder, put in force."""
    with database.reading() as connection:
        if (found := in_force(connection)) is not None:
            return found
    with database.transaction() as connection:
        lock_publication(connection)
        if (found := in_force(connection)) is not None:
            return found
        snapshot = load(settings.policies)
        now = database.now()
        pack(connection, settings.policies, snapshot, now)
        first = {"one": 1, "generation": 1, "policy": snapshot.hash}
        connection.execute(
            insert(publication_state), first | {"activated_by": "first start", "activated_at": now}
        )
        return snapshot


def in_force(connection: Connection) -> Snapshot | None:
    """The policy in force, or None on an empty store."""
    policy = connection.scalar(select(publication_state.c.policy))
    return None if policy is None else unpack(connection, policy)


def hash_in_force(connection: Connection) -> tuple[str, int] | None:
    """The hash of the policy in force and the instant it came into it; None on an empty store."""
    row = connection.execute(select(publication_state.c.policy, publication_state.c.activated_at))
    found = row.first()
    return None if found is None or found.policy is None else (found.policy, found.activated_at)


def in_force_since(connection: Connection) -> int:
    """The instant at which the policy in force came into it; 0 on an empty store."""
    return connection.scalar(select(publication_state.c.activated_at)) or 0


def activate(
    database: Database, policy_hash: str, replaces: str, by: str, progress: Progress
) -> None:
    """Build the next generation under an archived policy and put it in force.

    Raises:
        RefusedByRuleError: another activation is under way, or another policy is in force
            by now than the one it `replaces`.
    """
    with alone(database):
        unrecorded.record_all(database)  # what one left that was interrupted
        active, target = _begin(database, policy_hash, replaces)
        _build(database, active, target, progress)
        _swap(database, policy_hash, target, by)
        unrecorded.record_all(database, progress)
        _forget(database, keep=target)


def go_on_recording(database: Database) -> None:
    """Record what an activation made different that was interrupted, or is at it still."""
    if unrecorded.is_any(database):
        with suppress(RefusedByRuleError), alone(database):
            unrecorded.record_all(database)


@contextmanager
def alone(database: Database) -> Iterator[None]:
    """One activation at a time, over all processes; it ends with the process that holds it."""
    if not _in_this_process.acquire(blocking=False):
        raise RefusedByRuleError(_UNDER_WAY)
    try:
        if database.is_sqlite:  # one process writes
            yield
            return
        with database.engine.connect() as connection:
            got = connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _ALONE})
            connection.commit()
            if not got:
                raise RefusedByRuleError(_UNDER_WAY)
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _ALONE})
                connection.commit()
    finally:
        _in_this_process.release()


def _swap(database: Database, policy_hash: str, target: int, by: str) -> None:
    state = publication_state.c
    with database.transaction() as connection:
        lock_publication(connection)
        now = this_second(connection)
        built = state.building == target, state.building_policy == policy_hash
        done = connection.execute(
            update(publication_state)
            .where(*built)
            .values(
                generation=target,
                building=None,
                policy=policy_hash,
                building_policy=None,
                activated_by=by,
                activated_at=now,
                unrecorded_since=now,
                unrecorded_after=last_number(connection),
            )
        )
        if done.rowcount != 1:
            raise RefusedByRuleError(_UNDER_WAY)


def _begin(database: Database, policy_hash: str, replaces: str) -> tuple[Snapshot, int]:
    """Name the next generation, so that every writer from here on keeps it in step."""
    with database.transaction() as connection:
        lock_publication(connection)
        state = connection.execute(select(publication_state)).one()
        if state.policy != replaces:
            raise RefusedByRuleError("Another policy is in force by now: propose it again.")
        target = max(state.generation, state.building or 0) + 1
        connection.execute(
            update(publication_state).values(building=target, building_policy=policy_hash)
        )
        return unpack(connection, state.policy), target


def _build(database: Database, active: Snapshot, target: int, progress: Progress) -> None:
    work = list(_work(database))
    total = sum(len(ids) for _, ids in work)
    done = 0
    for kind, ids in work:
        for chunk in chunks(ids, _BATCH):
            with database.transaction() as connection:
                _publish(connection, active, target, kind, chunk)
            done += len(chunk)
            progress(done, total, "records published under the new policy")
            time.sleep(0.002)  # whoever waits for the writer goes first


def _work(database: Database) -> Iterator[tuple[str, list[str]]]:
    """The ids of all there is to publish, by kind."""
    officer, complaint = r.officer.c, r.complaint.c
    by_name = (func.coalesce(name, "") for name in (officer.last_name_key, officer.first_name_key))
    with database.reading() as connection:
        yield "agency", _ids(connection, r.agency.c.id)
        yield "officer", _ids(connection, officer.id, *by_name)  # as a list shows them
        yield "complaint", _ids(connection, complaint.id, where=complaint.officer_id.is_(None))
        yield "incident", _ids(connection, r.incident.c.id)


def _ids(connection: Connection, record_id: Any, *order: Any, where: Any = _ALL) -> list[str]:
    """All ids, in order: sorted by the database and read in pieces.

    Sorting a million of them here, or reading them at once, would hold the interpreter for
    a second in which no reader of this process is answered.
    """
    query = select(record_id).where(where).order_by(*order, record_id)
    found: list[str] = []
    for piece in connection.execute(query.execution_options(yield_per=_PIECE)).partitions():
        found.extend(row[0] for row in piece)
    return found


def _publish(
    connection: Connection, active: Snapshot, target: int, kind: str, ids: list[str]
) -> None:
    if kind == "officer":
        lock_subjects(connection, officer_ids=ids)
    elif kind == "incident":
        lock_subjects(connection, incident_ids=ids)
    else:  # few, and with no row of their own to lock
        lock_publication(connection)
    alive = [b for b in builds(connection, active) if b.generation == target]
    if not alive:
        raise RefusedByRuleError(_UNDER_WAY)
    _PUBLISH[kind](connection, alive, ids)


def _publish_officers(connection: Connection, alive: list[Build], ids: list[str]) -> None:
    publish_officers(connection, alive, ids)
    publish_complaints(connection, alive, officer_ids=ids)


def _publish_complaints(connection: Connection, alive: list[Build], ids: list[str]) -> None:
    publish_complaints(connection, alive, complaint_ids=ids)


_PUBLISH: dict[str, Callable[[Connection, list[Build], list[str]], None]] = {
    "agency": publish_agencies,
    "officer": _publish_officers,
    "complaint": _publish_complaints,
    "incident": publish_incidents,
}


def _forget(database: Database, keep: int) -> None:
    """Remove older generations in small batches, out of everyone's way."""
    for table in OF_A_GENERATION:
        old = select(table.c.generation, table.c.id).where(table.c.generation < keep)
        while True:
            with database.transaction() as connection:
                found: Iterable[str] = {row.id for row in connection.execute(old.limit(_PIECE))}
                gone = list(found)
                if not gone:
                    break
                connection.execute(
                    delete(table).where(table.c.generation < keep, table.c.id.in_(gone))
                )
