"""When an officer was in a publication: intervals, and the policy by which they were made."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Row, select

from officer_directory.disclosure.locks import chunks
from officer_directory.disclosure.sources import current_second
from officer_directory.store.changes import publication_change


@dataclass(frozen=True, slots=True, order=True)
class Published:
    """An officer was in a publication from an instant up to another; None: and still is."""

    publication: str
    since: int
    until: int | None
    officer: str
    policy: str  # hash of all bundles


def published_when(connection: Connection, officers: Iterable[str]) -> list[Published]:
    """The intervals up to now, by publication and time; epoch seconds.

    They go back to when changes began to be recorded.
    """
    now = connection.scalar(select(current_second(connection.dialect.name))) or 0
    c = publication_change.c
    columns = (c.publication, c.officer, c.since, c.digest.is_not(None).label("is_in"), c.policy)
    found: list[Published] = []
    for some in chunks(sorted(set(officers))):
        query = select(*columns).where(c.officer.in_(some), c.since <= now)
        rows = connection.execute(query.order_by(c.publication, c.officer, c.since, c.number))
        for _, changes in groupby(rows, attrgetter("publication", "officer")):
            found += joined(_intervals(list(changes)))
    return sorted(found)


def _intervals(changes: list[Row[Any]]) -> Iterator[Published]:
    """What one officer's changes in one publication come to, oldest first."""
    for change, following in pairwise([*changes, None]):
        assert change is not None
        until = None if following is None else following.since
        if change.is_in and until != change.since:
            yield Published(change.publication, change.since, until, change.officer, change.policy)


def joined(sorted_intervals: Iterable[Published]) -> list[Published]:
    """Intervals of one officer that touch, by one policy, as one."""
    found: list[Published] = []
    for one in sorted_intervals:
        last = found[-1] if found else None
        if last is not None and (last.until, last.policy) == (one.since, one.policy):
            found[-1] = Published(one.publication, last.since, one.until, one.officer, one.policy)
        else:
            found.append(one)
    return found
