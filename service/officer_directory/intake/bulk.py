"""Whole sets of new facts written at once: for the demo and for tests, into empty agencies.

Rows name their columns as `store.records` does. What follows from a fact is derived here,
as any other way in derives it: folded twins, words of names, and the span in which an
assignment protects. Nothing here compares with what is already there; `intake.upsert` does.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, select

from officer_directory.disclosure import locks, publication, spelling
from officer_directory.disclosure.local_days import local_end, local_start
from officer_directory.disclosure.policy import Snapshot
from officer_directory.store import records
from officer_directory.store.columns import FOREVER
from officer_directory.store.folding import fold
from officer_directory.store.insertion import insert_rows

Row = Mapping[str, Any]
Facts = Mapping[str, list[dict[str, Any]]]
Progress = Callable[[int, int], None]

TABLES: tuple[Table, ...] = (
    records.agency,
    records.unit,
    records.officer,
    records.employment,
    records.assignment,
    records.rank_held,
    records.salary,
    records.complaint,
    records.incident,
    records.involvement,
    records.document,
    records.protection,
    records.incident_order,
)
"""What can be written, in the order that foreign keys need."""

_BATCH = 2_000
_fold = lru_cache(maxsize=65_536)(fold)
_local_start = lru_cache(maxsize=16_384)(local_start)
_local_end = lru_cache(maxsize=16_384)(local_end)


def agency_ids(connection: Connection) -> set[str]:
    """The agencies that are there already; none in an empty store."""
    return set(connection.scalars(select(records.agency.c.id)))


def write_and_publish(
    connection: Connection,
    snapshot: Snapshot,
    facts: Facts,
    *,
    source: str,
    by: str,
    at: int,
    progress: Progress | None = None,
) -> None:
    """Write new facts and their publication in the caller's transaction.

    `at` is the instant of recording, in epoch seconds; `progress` is told of officers
    published, out of how many.
    """
    locks.lock_publication(connection)
    write(connection, facts, source=source, by=by, at=at)
    publication.refresh(
        connection,
        snapshot,
        officer_ids=_ids(facts, "officer"),
        complaint_ids=_ids(facts, "complaint"),
        incident_ids=_ids(facts, "incident"),
        agency_ids=_ids(facts, "agency"),
        progress=progress,
    )


def write(connection: Connection, facts: Facts, *, source: str, by: str, at: int) -> None:
    """Write new facts only; the caller publishes them in the same transaction."""
    recorded = {"source": source, "recorded_at": at, "recorded_by": by}
    for table in TABLES:
        rows = facts.get(table.name, [])
        if table is records.assignment:
            rows = [dict(row) for row in _with_spans(facts, at)]
        _insert(connection, table, (_complete(table, row, recorded) for row in rows))
    _write_names(connection, facts.get("officer", []))


def _ids(facts: Facts, table: str) -> list[str]:
    return [row["id"] for row in facts.get(table, [])]


def _complete(table: Table, row: Row, recorded: Row) -> dict[str, Any]:
    """Every column of the table: given, derived, or unknown.

    Raises:
        KeyError: the row has a column that the table has not.
    """
    if unknown := row.keys() - table.c.keys():
        raise KeyError(f"{table.name} has no column {sorted(unknown)}")
    found: dict[str, Any] = {}
    for column in table.c:
        name = column.name
        if name in row:
            found[name] = row[name]
        elif name in recorded:
            found[name] = recorded[name]
        elif name.endswith("_key"):
            text = row.get(name.removesuffix("_key"))
            found[name] = None if text is None else _fold(text)
        else:
            found[name] = FOREVER if name == "ends_at" else None
    return found


def _with_spans(facts: Facts, at: int) -> Iterator[Row]:
    """Assignments with the span in which a marked unit protects, in their agency's zone."""
    zones = {row["id"]: row["zone"] for row in facts.get("agency", [])}
    zone_of = {row["id"]: zones.get(row["agency_id"]) for row in facts.get("officer", [])}
    for row in facts.get("assignment", []):
        if "protects_from" in row and "protects_until" in row:
            yield row
            continue
        zone = zone_of[row["officer_id"]]
        ended = _local_end(row.get("end_date"), zone)
        yield {
            "protects_from": _local_start(row.get("start_date"), zone),
            # Only an end that was past when it was first recorded ends protection.
            "protects_until": ended if ended <= at else FOREVER,
            **row,
        }


def _write_names(connection: Connection, officers: Iterable[Row]) -> None:
    words = [(row["id"], token) for row in officers for token in spelling.words_of(row)]
    rows = ({"officer_id": officer, "token": token} for officer, token in words)
    _insert(connection, records.officer_name, rows)
    spelling.remember_in(connection, records.spelling, {token for _, token in words})


def _insert(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    remaining = iter(rows)
    while batch := list(islice(remaining, _BATCH)):
        insert_rows(connection, table, batch)
