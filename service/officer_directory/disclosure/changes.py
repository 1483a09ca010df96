"""What is different in a publication, recorded in the transaction that makes it so.

A row says from which second on an officer's record has which bytes there, or is gone; one
that is to come is replaced if the facts change before. Nothing is recorded of an officer who
is not shown, nor where the bytes stay the same. The publication log tells the rows later.
"""

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, delete, func, select, text

from officer_directory.store.changes import publication_change
from officer_directory.store.columns import FOREVER
from officer_directory.store.insertion import insert_rows

_SALT_BYTES = 32
_OWN = "the changes recorded in a transaction"
_CLOCK = {
    "postgresql": text("SELECT CAST(floor(extract(epoch FROM clock_timestamp())) AS bigint)"),
    "sqlite": text("SELECT CAST(strftime('%s', 'now') AS INTEGER)"),
}
_c = publication_change.c

Stored = Sequence[Mapping[str, Any]]
"""Published versions of officers, as `store.published` has them."""
Step = tuple[int, bytes | None]
"""From a second on, the digest of the record; None where there is none."""


@dataclass(frozen=True, slots=True)
class _Known:
    number: int
    since: int
    digest: bytes | None
    agency_id: str
    lasting: bool  # told, or past when this transaction began


def this_second(connection: Connection) -> int:
    """The database's clock, which goes on within a transaction."""
    return int(connection.scalar(_CLOCK[connection.dialect.name]) or 0)


def last_number(connection: Connection) -> int:
    """The number of the newest change; 0 where there is none."""
    return int(connection.scalar(select(func.coalesce(func.max(_c.number), 0))) or 0)


def record(
    connection: Connection,
    policy: str,
    at: int,
    officers: Sequence[str],
    stored: Mapping[str, Stored],
) -> None:
    """Record what is different from `at` on: the versions now `stored`, by publication.

    The caller has the officers' locks. `policy` is the hash of the one in force.
    """
    known = _known(connection, officers, at)
    dropped: list[int] = []
    rows: list[dict[str, Any]] = []
    for publication, found in stored.items():
        versions = defaultdict(list)
        for version in found:
            versions[version["id"]].append(version)
        for officer in officers:
            before = known.get((publication, officer), [])
            shown = versions.get(officer, [])
            if not (before or shown):
                continue
            undone, steps = _difference(before, _steps(shown, at))
            dropped += undone
            of = shown[0]["agency_id"] if shown else before[-1].agency_id
            rows += (_row(publication, officer, of, policy, *step) for step in steps)
    if dropped:
        gone = _c.number.in_(dropped), _c.entry.is_(None)
        connection.execute(delete(publication_change).where(*gone))
    insert_rows(connection, publication_change, rows)


def _known(
    connection: Connection, officers: Sequence[str], at: int
) -> dict[tuple[str, str], list[_Known]]:
    """What was recorded before, by publication and officer, in order of time."""
    number, second = _begun(connection)
    query = select(
        _c.publication, _c.officer, _c.number, _c.since, _c.digest, _c.agency_id, _c.entry
    ).where(_c.officer.in_(list(officers)))
    known: dict[tuple[str, str], list[_Known]] = defaultdict(list)
    for row in connection.execute(query.order_by(_c.since, _c.number)):
        before = row.number <= number or row.since < second
        lasting = row.entry is not None or (row.since <= at and before)
        digest = None if row.digest is None else bytes(row.digest)
        one = _Known(row.number, row.since, digest, row.agency_id, lasting)
        known[row.publication, row.officer].append(one)
    return known


def _begun(connection: Connection) -> tuple[int, int]:
    """The last number, and the second, before this transaction recorded anything.

    What it has recorded itself from then on was never so for anyone, and is replaced.
    """
    transaction = connection.get_transaction()
    of, begun = connection.info.get(_OWN, (None, (0, 0)))
    if of is not transaction:
        begun = last_number(connection), this_second(connection)
        connection.info[_OWN] = transaction, begun
    number, second = begun
    return number, second


def _steps(versions: Stored, at: int) -> list[Step]:
    """The digest at a second, and each one after it."""
    steps: list[Step] = [(at, None)]
    for version in sorted(versions, key=lambda one: one["valid_from"]):
        start, end = max(version["valid_from"], at), version["valid_until"]
        if end <= at:
            continue
        if steps[-1][0] == start:
            steps.pop()
        steps.append((start, _digest(bytes(version["json"]))))
        if end < FOREVER:
            steps.append((end, None))
    return steps


@lru_cache(maxsize=1_024)
def _digest(record: bytes) -> bytes:
    """Publications that show the same are digested once."""
    return sha256(record).digest()


def _difference(before: list[_Known], steps: list[Step]) -> tuple[list[int], list[Step]]:
    """The numbers that are not to come any more, and the steps that are to be recorded."""
    past = [one for one in before if one.lasting]
    coming = [one for one in before if not one.lasting]
    last = past[-1] if past else None
    digest = None if last is None else last.digest
    wanted: list[Step] = []
    for since, following in steps:
        if following != digest:
            wanted.append((since if last is None else max(since, last.since), following))
            digest = following
    if wanted == [(one.since, one.digest) for one in coming]:
        return [], []
    return [one.number for one in coming], wanted


def _row(
    publication: str, officer: str, agency_id: str, policy: str, since: int, digest: bytes | None
) -> dict[str, Any]:
    return {
        "publication": publication,
        "officer": officer,
        "agency_id": agency_id,
        "since": since,
        "digest": digest,
        "salt": secrets.token_bytes(_SALT_BYTES),
        "policy": policy,
    }
