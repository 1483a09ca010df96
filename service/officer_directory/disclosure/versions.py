"""Versions of a record: its intervals, cut where what it embeds changes, and its rows."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, delete

from officer_directory.disclosure.shape import Written
from officer_directory.store.columns import FOREVER
from officer_directory.store.insertion import insert_rows
from officer_directory.tiers import ProtectionClass

State = TypeVar("State")
Interval = tuple[int, int, ProtectionClass]

ALWAYS: tuple[Interval, ...] = ((0, FOREVER, ProtectionClass.OPEN),)


@dataclass(frozen=True, slots=True)
class Version:
    valid_from: int
    valid_until: int
    written: Written


def versions(
    spans: Iterable[tuple[int, int, State]], write: Callable[[State], Written | None]
) -> list[Version]:
    """A version for each span in which there is something to show; equal neighbours are one."""
    found: list[Version] = []
    for start, end, state in spans:
        written = write(state)
        if written is None:
            continue
        last = found[-1] if found else None
        if last and last.valid_until == start and last.written.json == written.json:
            found[-1] = Version(last.valid_from, end, last.written)
        else:
            found.append(Version(start, end, written))
    return found


def cut(
    timelines: Sequence[Sequence[Interval]],
) -> Iterator[tuple[int, int, tuple[ProtectionClass, ...]]]:
    """Several timelines as one: cut at every boundary of any, with the class in each."""
    edges = sorted({edge for line in timelines for start, end, _ in line for edge in (start, end)})
    for start, end in itertools.pairwise(edges):
        yield start, end, tuple(_at(line, start) for line in timelines)


def _at(timeline: Sequence[Interval], moment: int) -> ProtectionClass:
    """The class at a moment; outside what is known, the strictest."""
    for start, end, held in timeline:
        if start <= moment < end:
            return held
    return ProtectionClass.HELD


def replace(
    connection: Connection,
    table: Table,
    generation: int,
    ids: Sequence[str],
    rows: list[dict[str, Any]],
    by: str = "id",
) -> None:
    """Put these rows in place of all that a generation holds under these ids."""
    column = table.c[by]
    connection.execute(delete(table).where(table.c.generation == generation, column.in_(list(ids))))
    insert_rows(connection, table, rows)


_ORDERED_BY = ("last_name", "first_name", "middle_name", "received_date", "date", "year", "name")
_LAST = "\U0010ffff"


def in_order(keys: Mapping[str, Any]) -> str:
    """The default order as one key: name, or date, or year, as far as it is shown."""
    ordered = [_LAST if keys[k] is None else str(keys[k]) for k in _ORDERED_BY if k in keys]
    ordered += [_LAST if keys[k] is None else keys[k] for k in ("start_date",) if k in keys]
    return "\x1f".join(ordered)


def row(
    generation: int,
    record_id: str,
    agency_id: str,
    bundle: str,
    version: Version,
    columns: Iterable[str],
) -> dict[str, Any]:
    """One row of a published table, with every key column, null where nothing is shown."""
    keys: Mapping[str, Any] = version.written.keys
    return {
        "generation": generation,
        "id": record_id,
        "valid_from": version.valid_from,
        "valid_until": version.valid_until,
        "agency_id": agency_id,
        "bundle": bundle,
        "in_order": in_order(keys),
        **{name: keys.get(name) for name in columns},
        "json": version.written.json,
        "csv": version.written.csv,
    }
