"""Who was given what of whom, counted: from the agency's summaries of inside entries.

A count is of one pseudonym, day and kind; a kind is who asked, under which policy, and which
fields they were given. It follows from the log alone, so that it can be made again and
compared; by pseudonym, so that whoever is erased from that table is in no count.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, select

from officer_directory.ledger.canonical import canonical
from officer_directory.ledger.commitment import Opening
from officer_directory.store.ledger import ledger_inside, ledger_rollup

DAY: Final = 86_400
EVERYONE: Final = ""
"""The pseudonym of an entry that does not say whom it named: a stream of an earlier release."""

_AT_ONCE = 500
_MOST_COUNTS = 5_000  # together in one transaction: entries wait for it
_KIND = ("tier", "key", "issuer", "client", "person", "label", "policy")
_i = ledger_inside.c


class Count(NamedTuple):
    """One pseudonym, day since 1970 (UTC) and kind (canonical JSON)."""

    name: str
    day: int
    kind: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The roll-up that is asked: up to which number of the inside log it counts."""

    generation: int
    upto: int


FIRST: Final = Standing(1, 0)
"""Before anything was counted."""


@dataclass(frozen=True, slots=True)
class Step:
    """Counts of the entries after a number and up to another, to be added."""

    generation: int
    after: int
    upto: int
    counts: Counter[Count]
    serves: bool = True  # it is the one that is asked, which goes on from `after`


def standing(connection: Connection) -> Standing:
    row = connection.execute(select(ledger_rollup.c.generation, ledger_rollup.c.upto)).first()
    return FIRST if row is None else Standing(row.generation, row.upto)


def counts_of(row: Any) -> Iterator[Count]:
    """The counts of one inside entry; none of oversight's, or of one that was emptied."""
    if row.summary is None:
        return
    told = json.loads(Opening.from_kept(bytes(row.summary)).content)
    day = int(json.loads(bytes(row.entry))["at"]) // DAY
    kind = {name: told[name] for name in _KIND if told.get(name) is not None}
    named = told["officers"]
    if "given" not in told:  # of an earlier release: fields may be all that the route has
        kind |= {"fields": None, "route": told.get("route")}
        if "stream" in told and not str(told.get("route")).startswith("HEAD "):
            named = [EVERYONE]
        yield from (Count(name, day, _written(kind)) for name in named)
        return
    groups: dict[tuple[str, ...], list[str]] = {}
    given: dict[str, list[str]] = {}
    for fields, *places in told["given"]:
        for name in [named[at] for at in places[0]] if places else named:
            given.setdefault(name, []).append(fields)
    for name, fields in given.items():
        groups.setdefault(tuple(sorted(fields)), []).append(name)
    for alike, names in groups.items():
        said = _written({**kind, "fields": list(alike)})
        yield from (Count(name, day, said) for name in names)


def _written(kind: dict[str, Any]) -> str:
    return canonical(kind).decode()


def rows_after(connection: Connection, after: int, upto: int | None, most: int) -> list[Any]:
    query = select(_i.number, _i.entry, _i.summary).where(_i.number > after)
    if upto is not None:
        query = query.where(_i.number <= upto)
    return list(connection.execute(query.order_by(_i.number).limit(most)))


def steps(
    connection: Connection, generation: int, after: int, upto: int, serves: bool = True
) -> Iterator[Step]:
    """The counts of entries after a number and up to another, in steps of a bounded size."""
    while rows := rows_after(connection, after, upto, _AT_ONCE):
        counts: Counter[Count] = Counter()
        begin = after
        for row in rows:
            counts.update(counts_of(row))
            after = row.number
            if len(counts) >= _MOST_COUNTS:
                break
        yield Step(generation, begin, after, counts, serves)
