"""When an officer was in a publication: intervals, and the policy by which they were made.

What is known now is the generation that is read: it goes back to when its policy came into
force, or to a later start of the version itself. An interval that a rewriting of the record
ended is not kept by it. Whoever asks goes by `published_when` alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from officer_directory.disclosure.locks import chunks
from officer_directory.disclosure.sources import current_second
from officer_directory.store.published import publication_state, published
from officer_directory.tiers import OUTSIDE


@dataclass(frozen=True, slots=True, order=True)
class Published:
    """An officer was in a publication from an instant up to another; None: and still is."""

    publication: str
    since: int
    until: int | None
    officer: str
    policy: str  # hash of all bundles


def published_when(connection: Connection, officers: Iterable[str]) -> list[Published]:
    """The intervals up to now, by publication and time; epoch seconds."""
    now = connection.scalar(select(current_second(connection.dialect.name))) or 0
    state = connection.execute(select(publication_state)).one_or_none()
    if state is None:
        return []
    found = []
    for tier in OUTSIDE:
        c = published[tier]["officer"].c
        for some in chunks(sorted(set(officers))):
            query = select(c.id, c.valid_from, c.valid_until).where(
                c.generation == state.generation, c.id.in_(some), c.valid_from <= now
            )
            for row in connection.execute(query):
                since = max(row.valid_from, state.activated_at or 0)
                until = None if row.valid_until > now else int(row.valid_until)
                if until is None or since < until:
                    found.append(Published(tier, since, until, row.id, state.policy))
    return joined(sorted(found))


def joined(sorted_intervals: Iterable[Published]) -> list[Published]:
    """Intervals of one officer that touch or overlap, as one."""
    found: dict[tuple[str, str, str], list[Published]] = {}
    for one in sorted_intervals:
        mine = found.setdefault((one.publication, one.officer, one.policy), [])
        last = mine[-1] if mine else None
        if last is None or (last.until is not None and last.until < one.since):
            mine.append(one)
        elif last.until is not None:
            until = None if one.until is None else max(last.until, one.until)
            mine[-1] = Published(last.publication, last.since, until, last.officer, last.policy)
    return sorted(one for mine in found.values() for one in mine)
