"""What SQLite's planner is told about the tables: the same for every database.

Without statistics SQLite may walk a whole index rather than look up a badge number, and
with gathered ones its plans, and so its timing, would follow from every row there is. So
plausible numbers, of a directory of a million officers, are written once for each index.
PostgreSQL gathers its own.
"""

from math import prod

from sqlalchemy import Connection, text

_ROWS = 1_000_000
_DISTINCT = {
    # how many different values a column has; every other one has as many as there are rows
    "generation": 1,
    "agency_id": 50,
    "agency": 50,
    "bundle": 1,
    "rank": 30,
    "rank_key": 30,
    "status": 2,
    "status_key": 2,
    "category": 12,
    "first_name": 20_000,
    "last_name": 60_000,
    "last_name_key": 60_000,
    "hire_date": 12_000,
    "date": 12_000,
    "received_date": 12_000,
    "officer_id": 200_000,
    "unit_id": 5_000,
    "token": 60_000,
    "valid_from": 2,
}


def assume_statistics(connection: Connection) -> None:
    """Write the numbers for every index there is now; connections opened later use them."""
    connection.execute(text("ANALYZE sqlite_schema"))  # makes the table, and gathers nothing
    connection.execute(text("DELETE FROM sqlite_stat1"))
    rows = [
        {"tbl": table, "idx": index, "stat": _stat(_columns(connection, index))}
        for table, index in connection.execute(_INDEXES).all()
    ]
    connection.execute(text("INSERT INTO sqlite_stat1 VALUES (:tbl, :idx, :stat)"), rows)


_INDEXES = text("SELECT tbl_name, name FROM sqlite_schema WHERE type = 'index' ORDER BY name")


def _columns(connection: Connection, index: str) -> list[str]:
    found = text("SELECT name FROM pragma_index_info(:index) ORDER BY seqno")
    return list(connection.scalars(found, {"index": index}))


def _stat(columns: list[str]) -> str:
    """Rows in all, then rows to expect for one value of the first column, of the first two, …"""
    expected = [
        max(1, _ROWS // prod(_DISTINCT.get(name, _ROWS) for name in columns[:length]))
        for length in range(1, len(columns) + 1)
    ]
    return " ".join(map(str, [_ROWS, *expected]))
