"""Erasing an officer from the inside log: what leads from an entry to them goes, for good.

Their pseudonyms go from the table, what opens an entry where it names them, and the key by which
any copy of the table would be read. Every proof still verifies: nothing of that is in the tree.
Which entries were emptied is kept outside the database, by number and hash alone, so that an older
copy of the database is emptied again when it is served.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, delete, func, select, update

from officer_directory.ledger.erasure_keys import ErasureKeys
from officer_directory.ledger.holding import Holding
from officer_directory.ledger.kept import Emptying, empty, made_at, named_in, pages, told
from officer_directory.ledger.naming import Named, asks_for_something
from officer_directory.ledger.note import decoded, encoded
from officer_directory.ledger.rollup import standing
from officer_directory.ledger.writing import write
from officer_directory.owner_only import OwnLines
from officer_directory.store.engines import Database
from officer_directory.store.ledger import ledger_exposure, ledger_pseudonym

EMPTIED: Final = "emptied-entries.ndjson"
_LENGTH_OF_AN_ID = 36
_AT_ONCE = 200
_UNTIL_FORGOTTEN = 2.0  # seconds, in which every process has looked at the keys again
_e, _p = ledger_exposure.c, ledger_pseudonym.c


@dataclass(frozen=True, slots=True)
class Erased:
    """How many entries are empty now, and how many stay because somebody else's hold does."""

    entries: int
    kept: int


def erase(
    database: Database,
    data: Path,
    named: Named,
    generation: int,
    upto: int,
    holding: Holding,
    progress: Callable[[int], None],
) -> Erased:
    """Erase an officer from entries up to a time, and from later ones under their pseudonyms.

    One look-up that stayed would say whose a pseudonym is in every list of its month. Doing it
    again does what is left of it.
    """
    keys, emptied, kept = ErasureKeys(data), 0, 0
    token = keys.token_of(named.officer, generation)
    with database.reading() as connection:
        names = set(connection.scalars(select(_p.name).where(_p.officer == token)))

    def unname(connection: Connection) -> None:
        # Counts of names that are nobody's would be known as those of whoever was erased.
        counted = _e.generation == standing(connection).generation, _e.name.in_(names)
        connection.execute(delete(ledger_exposure).where(*counted))
        connection.execute(delete(ledger_pseudonym).where(_p.officer == token))

    def forget() -> None:
        write(database, unname)
        keys.destroy(named.officer, generation)
        if names:
            time.sleep(_UNTIL_FORGOTTEN)

    for rows in _pages_around(database, forget):
        found = [(row, _going(row, named, names)) for row in rows if _reached(row, upto, names)]
        about = [(row, parts) for row, parts in found if parts]
        going = [
            (row.number, bytes(row.hash), parts) for row, parts in about if not holding.keeps(row)
        ]
        if going:
            _remember(data, going)
            write(database, partial(empty, entries=going))
        emptied, kept = emptied + len(going), kept + len(about) - len(going)
        progress(emptied)
    return Erased(emptied, kept)


def _pages_around(database: Database, forget: Callable[[], None]) -> Iterator[list[Any]]:
    """All entries, and once a key is forgotten, those that came until all had forgotten it."""
    last = 0
    for rows in pages(database):
        last = rows[-1].number
        yield rows
    forget()
    yield from pages(database, last)


def _reached(row: Any, upto: int, names: set[str]) -> bool:
    return made_at(row) <= upto or not names.isdisjoint(named_in(row))


def key_again(database: Database, data: Path) -> None:
    """Have the pseudonyms found by tokens that an earlier release wrote beside an officer's id."""
    keys, plain = ErasureKeys(data), func.length(_p.officer) == _LENGTH_OF_AN_ID
    some = select(_p.officer).where(plain).distinct().limit(_AT_ONCE)
    while True:
        with database.reading() as connection:
            officers = list(connection.scalars(some))
        if not officers:
            return
        write(database, partial(_key, tokens=keys.tokens_of(officers)))


def _key(connection: Connection, tokens: dict[str, str]) -> None:
    for token, officer in tokens.items():
        known = update(ledger_pseudonym).where(_p.officer == officer)
        connection.execute(known.values(officer=token))


def empty_again(database: Database, data: Path) -> None:
    """Empty what was emptied once, where a copy of the database has brought it back."""
    for line in OwnLines(data / "keys" / EMPTIED).read():
        entries = [(n, decoded(hashed), tuple(parts)) for n, hashed, parts in json.loads(line)]
        write(database, partial(empty, entries=entries))


def _going(row: Any, named: Named, names: set[str]) -> tuple[str, ...]:
    """Which parts of an entry lead to the officer."""
    opening, summary = told(row.opening), told(row.summary)
    officers = summary.get("officers", ())
    listed = not names.isdisjoint(officers)
    in_opening, in_summary = named.is_in(opening), named.is_in(summary)
    alone = (listed or in_opening) and len(officers) <= 1
    going = {
        "opening": in_opening or in_summary or alone or (listed and asks_for_something(opening)),
        "summary": in_summary or alone,
    }
    return tuple(part for part, goes in going.items() if goes and getattr(row, part) is not None)


def _remember(data: Path, going: list[Emptying]) -> None:
    entries = [(number, encoded(hashed), parts) for number, hashed, parts in going]
    OwnLines(data / "keys" / EMPTIED).add(json.dumps(entries))
