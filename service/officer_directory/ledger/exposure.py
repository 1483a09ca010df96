"""What was given of officers to whom: from the roll-up, and from what it does not count yet."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, func, select

from officer_directory.errors import NotAnsweredError
from officer_directory.ledger.rollup import EVERYONE, Count, counts_of, rows_after, standing
from officer_directory.store.ledger import (
    ledger_exposure,
    ledger_exposure_kind,
    ledger_inside,
    ledger_pseudonym,
)

MOST_WAITING: Final = 20_000  # entries that are counted for one answer
_AT_ONCE = 500
_e, _p = ledger_exposure.c, ledger_pseudonym.c


@dataclass(frozen=True, slots=True)
class Disclosed:
    """How often one kind of answer gave something of one officer, and from which day to which.

    `officer` is "" for streams that do not say whom they named; days are since 1970, UTC.
    """

    officer: str
    kind: Mapping[str, Any]
    disclosures: int
    first: int
    last: int


def disclosed(
    connection: Connection, officers: Sequence[str], since: int, until: int
) -> list[Disclosed]:
    """What was given of these officers from a day to another, both included.

    Raises:
        NotAnsweredError: too much is not counted yet.
    """
    at = standing(connection)
    found = [
        *_counted(connection, at.generation, officers, since, until),
        *_waiting(connection, at.upto, officers, since, until),
    ]
    together: dict[tuple[str, str], Disclosed] = {}
    for one in found:
        key = one.officer, json.dumps(one.kind, sort_keys=True)
        before = together.get(key)
        together[key] = one if before is None else _both(before, one)
    return list(together.values())


def _both(one: Disclosed, other: Disclosed) -> Disclosed:
    first, last = min(one.first, other.first), max(one.last, other.last)
    return Disclosed(one.officer, one.kind, one.disclosures + other.disclosures, first, last)


def _counted(
    connection: Connection, generation: int, officers: Sequence[str], since: int, until: int
) -> Iterator[Disclosed]:
    counted = (func.sum(_e.disclosures), func.min(_e.day), func.max(_e.day))
    where = (_e.generation == generation, _e.day >= since, _e.day <= until)
    named = select(_p.officer, _e.kind, *counted).join(ledger_exposure, _e.name == _p.name)
    named = named.where(*where).group_by(_p.officer, _e.kind)
    rows = [
        tuple(row)
        for begin in range(0, len(officers), _AT_ONCE)
        for row in connection.execute(named.where(_p.officer.in_(officers[begin:][:_AT_ONCE])))
    ]
    everyone = select(_e.kind, *counted).where(*where, _e.name == EVERYONE).group_by(_e.kind)
    rows += [(EVERYONE, *row) for row in connection.execute(everyone)]
    kinds = _kinds(connection, {row[1] for row in rows})
    for officer, kind, disclosures, first, last in rows:
        yield Disclosed(officer, kinds[kind], int(disclosures), first, last)


def _kinds(connection: Connection, ids: set[int]) -> dict[int, dict[str, Any]]:
    c, listed = ledger_exposure_kind.c, sorted(ids)
    found: dict[int, dict[str, Any]] = {}
    for begin in range(0, len(listed), _AT_ONCE):
        query = select(c.id, c.said).where(c.id.in_(listed[begin : begin + _AT_ONCE]))
        found |= {row.id: json.loads(row.said) for row in connection.execute(query)}
    return found


def _waiting(
    connection: Connection, after: int, officers: Sequence[str], since: int, until: int
) -> Iterator[Disclosed]:
    """From the entries that came since the roll-up was last added to."""
    newest = connection.scalar(select(func.max(ledger_inside.c.number))) or 0
    if newest - after > MOST_WAITING:
        raise NotAnsweredError("Exposures are still being counted; ask again in a while.")
    rows = rows_after(connection, after, None, _AT_ONCE)
    names = _names(connection, officers) if rows else {}
    while rows:
        for count in (count for row in rows for count in counts_of(row)):
            if count.name in names and since <= count.day <= until:
                yield _one(names[count.name], count)
        rows = rows_after(connection, rows[-1].number, None, _AT_ONCE)


def _names(connection: Connection, officers: Sequence[str]) -> dict[str, str]:
    """Pseudonym to officer."""
    found = {EVERYONE: EVERYONE}
    for begin in range(0, len(officers), _AT_ONCE):
        query = select(_p.name, _p.officer).where(_p.officer.in_(officers[begin:][:_AT_ONCE]))
        found |= {row.name: row.officer for row in connection.execute(query)}
    return found


def _one(officer: str, count: Count) -> Disclosed:
    return Disclosed(officer, json.loads(count.kind), 1, count.day, count.day)
