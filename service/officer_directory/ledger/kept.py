"""What is kept of inside entries, read for whoever empties it, and emptied."""

import json
from collections.abc import Collection, Iterator
from typing import Any, Final

from sqlalchemy import Connection, or_, select, update

from officer_directory.ledger.commitment import Opening
from officer_directory.store.engines import Database
from officer_directory.store.ledger import ledger_inside

OPENS: Final = ("opening", "summary", "sealed")
_AT_ONCE = 500
_i = ledger_inside.c

Emptying = tuple[int, bytes, tuple[str, ...]]
"""The number and hash of an entry, and which parts of it are to go."""


def pages(database: Database, last: int = 0) -> Iterator[list[Any]]:
    """All entries after a number of which something is kept, oldest first, some at a time."""
    kept = or_(*(_i[part].is_not(None) for part in OPENS))
    query = select(ledger_inside).where(kept).order_by(_i.number).limit(_AT_ONCE)
    while True:
        with database.reading() as connection:
            rows = list(connection.execute(query.where(_i.number > last)))
        if not rows:
            return
        last = rows[-1].number
        yield rows


def empty(connection: Connection, entries: Collection[Emptying]) -> None:
    """Empty parts of entries; one that has another hash under its number is left alone."""
    for number, hashed, parts in entries:
        full = or_(*(_i[part].is_not(None) for part in parts))
        one = update(ledger_inside).where(_i.number == number, _i.hash == hashed, full)
        connection.execute(one.values(dict.fromkeys(parts)))


def made_at(row: Any) -> int:
    """When an entry was made, in epoch seconds."""
    return int(json.loads(bytes(row.entry))["at"])


def named_in(row: Any) -> set[str]:
    """The pseudonyms that are in what the agency keeps of an entry."""
    return set(told(row.summary).get("officers", ()))


def told(kept: Any) -> dict[str, Any]:
    """What is kept, as it was said; nothing where it was emptied."""
    if kept is None:
        return {}
    found: dict[str, Any] = json.loads(Opening.from_kept(bytes(kept)).content)
    return found
