"""A publication as files: CSV, NDJSON, or a SQLite database that Datasette opens as it is.

Only what an outside tier sees, in id order, and no times: neither the order of rows nor
any column tells when a record came in or when it will go.
"""

import csv
import io
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from officer_directory.disclosure.asking import Ask, Sort
from officer_directory.disclosure.fields import FIELDS, PLURALS, RESOURCES, Kind
from officer_directory.disclosure.view import CSV, NDJSON, View

Progress = Callable[[int, int, str], None]

_SQL_TYPES = {
    Kind.YEAR: "INTEGER",
    Kind.COUNT: "INTEGER",
    Kind.FLAG: "INTEGER",
    Kind.MONEY: "REAL",
}
_BY_ID = Ask(sort=(Sort("id"),))


def exported(view: View) -> list[str]:
    """The resources that this view shows anything of."""
    return [resource for resource in RESOURCES if view.shown(resource)]


def write_csv(view: View, out: Path, progress: Progress) -> None:
    """The officers as one CSV file."""
    with out.open("wb") as file:
        file.write(header(view.csv_columns("officer", None)))
        _write(file, view.stream("officer", _BY_ID, CSV), progress)


def write_ndjson(view: View, out: Path, progress: Progress) -> None:
    """The officers as one JSON object on each line."""
    with out.open("wb") as file:
        _write(file, view.stream("officer", _BY_ID, NDJSON), progress)


def header(columns: tuple[str, ...]) -> bytes:
    """The header line of a CSV file."""
    line = io.StringIO()
    csv.writer(line).writerow(columns)
    return line.getvalue().encode()


def _write(file: Any, chunks: Iterator[bytes], progress: Progress) -> None:
    done = 0
    for chunk in chunks:
        file.write(chunk)
        done += chunk.count(b"\n")
        progress(done, 0, "officers exported")


def write_sqlite(view: View, out: Path, progress: Progress) -> None:
    """Every resource as a table, and a table `field` of what is shown and why not."""
    if out.exists():
        out.unlink()
    database = sqlite3.connect(out)
    database.execute("PRAGMA journal_mode = OFF")
    for resource in exported(view):
        _write_table(database, view, resource, progress)
    _write_fields(database, view)
    database.commit()
    database.execute("VACUUM")
    database.close()


def _write_table(
    database: sqlite3.Connection, view: View, resource: str, progress: Progress
) -> None:
    table, fields = PLURALS[resource], list(view.shown(resource))
    columns = ", ".join(f'"{name}" {_declared(resource, name)}' for name in fields)
    database.execute(f'CREATE TABLE "{table}" ({columns})')
    insert = f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(fields))})'  # noqa: S608
    done = 0
    for chunk in view.stream(resource, _BY_ID, NDJSON):
        records = [json.loads(line) for line in chunk.splitlines()]
        database.executemany(insert, [_values(record, fields) for record in records])
        done += len(records)
        progress(done, 0, f"{table} exported")
    if "officer_id" in fields:
        database.execute(f'CREATE INDEX "{table}_officer" ON "{table}" (officer_id)')
    if resource == "officer":
        database.execute('CREATE INDEX "officers_name" ON "officers" (last_name, first_name)')


def _declared(resource: str, name: str) -> str:
    if name == "id":
        return "TEXT PRIMARY KEY"
    declared = _SQL_TYPES.get(FIELDS[f"{resource}.{name}"].kind, "TEXT")
    return f"{declared} REFERENCES officers (id)" if name == "officer_id" else declared


def _values(record: Mapping[str, Any], fields: list[str]) -> list[Any]:
    return ["|".join(v) if isinstance(v := record.get(name), list) else v for name in fields]


def _write_fields(database: sqlite3.Connection, view: View) -> None:
    database.execute(
        "CREATE TABLE field"
        " (resource TEXT, name TEXT, meaning TEXT, treatment TEXT, exemption TEXT)"
    )
    rows = [
        (
            field.resource,
            field.name,
            field.meaning,
            "withhold" if field.name in view.withheld(field.resource) else "release",
            view.withheld(field.resource).get(field.name),
        )
        for field in FIELDS.values()
    ]
    database.executemany("INSERT INTO field VALUES (?, ?, ?, ?, ?)", rows)
