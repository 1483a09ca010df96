"""What was given of officers to whom: from the roll-up, and from what it does not count yet."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, select, text

from officer_directory.errors import NotAnsweredError
from officer_directory.ledger.commitment import NONCE_BYTES
from officer_directory.ledger.rollup import EVERYONE, Count, counts_of, rows_after, standing
from officer_directory.store.ledger import (
    ledger_exposure_kind,
    ledger_inside,
    ledger_pseudonym,
)

MOST_WAITING: Final = 10_000  # entries that are counted for one answer
_AT_ONCE = 500
Tokens = Mapping[str, str]
"""Officers by the tokens that are kept beside their pseudonyms."""

_p = ledger_pseudonym.c
_PSEUDONYM = re.compile(rb"[0-9a-f]{32}")
# CROSS JOIN: SQLite begins with the few names then, whatever it thinks of the many counts.
_NAMED = text("""
SELECT p.officer, e.kind, sum(e.disclosures), min(e.day), max(e.day)
FROM ledger_pseudonym AS p CROSS JOIN ledger_exposure AS e
WHERE p.officer IN :officers AND e.generation = :generation AND e.name = p.name
    AND e.day BETWEEN :since AND :until
GROUP BY p.officer, e.kind
""").bindparams(bindparam("officers", expanding=True))
_EVERYONE = text("""
SELECT name, kind, sum(disclosures), min(day), max(day) FROM ledger_exposure
WHERE generation = :generation AND name = :name AND day BETWEEN :since AND :until
GROUP BY name, kind
""")


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


def disclosed(connection: Connection, officers: Tokens, since: int, until: int) -> list[Disclosed]:
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
    connection: Connection, generation: int, officers: Tokens, since: int, until: int
) -> Iterator[Disclosed]:
    tokens = list(officers)
    given = {"generation": generation, "since": since, "until": until}
    rows = [
        tuple(row)
        for begin in range(0, len(tokens), _AT_ONCE)
        for row in connection.execute(
            _NAMED, {**given, "officers": tokens[begin : begin + _AT_ONCE]}
        )
    ]
    rows += [tuple(row) for row in connection.execute(_EVERYONE, {**given, "name": EVERYONE})]
    kinds = _kinds(connection, {row[1] for row in rows})
    for token, kind, disclosures, first, last in rows:
        yield Disclosed(officers.get(token, EVERYONE), kinds[kind], int(disclosures), first, last)


def _kinds(connection: Connection, ids: set[int]) -> dict[int, dict[str, Any]]:
    c, listed = ledger_exposure_kind.c, sorted(ids)
    found: dict[int, dict[str, Any]] = {}
    for begin in range(0, len(listed), _AT_ONCE):
        query = select(c.id, c.said).where(c.id.in_(listed[begin : begin + _AT_ONCE]))
        found |= {row.id: json.loads(row.said) for row in connection.execute(query)}
    return found


def _waiting(
    connection: Connection, after: int, officers: Tokens, since: int, until: int
) -> Iterator[Disclosed]:
    """From the entries that came since the roll-up was last added to."""
    newest = connection.scalar(select(func.max(ledger_inside.c.number))) or 0
    if newest - after > MOST_WAITING:
        raise NotAnsweredError("Exposures are still being counted; ask again in a while.")
    rows = rows_after(connection, after, None, _AT_ONCE)
    names = _names(connection, officers) if rows else {}
    while rows:
        some = (row for row in rows if _may_name(row, names))
        for count in (count for row in some for count in counts_of(row)):
            if count.name in names and since <= count.day <= until:
                yield _one(names[count.name], count)
        rows = rows_after(connection, rows[-1].number, None, _AT_ONCE)


def _may_name(row: Any, names: Mapping[str, str]) -> bool:
    """Whether an entry may name one of these, before it is read as JSON: most do not."""
    if row.summary is None:
        return False
    summary = bytes(row.summary)[NONCE_BYTES:]
    if b'"given"' not in summary:
        return True
    return any(found.decode() in names for found in _PSEUDONYM.findall(summary))


def _names(connection: Connection, officers: Tokens) -> dict[str, str]:
    """Pseudonym to officer."""
    found, tokens = {EVERYONE: EVERYONE}, list(officers)
    for begin in range(0, len(tokens), _AT_ONCE):
        query = select(_p.name, _p.officer).where(_p.officer.in_(tokens[begin:][:_AT_ONCE]))
        found |= {row.name: officers[row.officer] for row in connection.execute(query)}
    return found


def _one(officer: str, count: Count) -> Disclosed:
    return Disclosed(officer, json.loads(count.kind), 1, count.day, count.day)
