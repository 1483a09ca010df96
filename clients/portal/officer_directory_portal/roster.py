"""The roster as CSV and SQLite, made from the NDJSON that the directory gave.

One stream is the source of all three files, so that they say the same. The CSV is byte for
byte what the directory writes. In SQLite text stays text: badge `0012` is `0012`.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from officer_directory_client import Field
from officer_directory_client.lines import csv_lines

_TYPES: Final = {"year": "INTEGER", "count": "INTEGER", "flag": "INTEGER", "money": "REAL"}


def records_in(ndjson: Path) -> Iterator[dict[str, Any]]:
    """The records of a file, one for each line."""
    with ndjson.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield json.loads(line)


def write_csv(ndjson: Path, target: Path, columns: Sequence[str]) -> None:
    """The records as CSV, with a header."""
    with target.open("wb") as file:
        file.write(csv_lines(columns, [{name: name for name in columns}]))
        for record in records_in(ndjson):
            file.write(csv_lines(columns, [record]))


def write_sqlite(ndjson: Path, target: Path, fields: Mapping[str, Field]) -> None:
    """The records as a table, and what each column means in another."""
    columns = ", ".join(f'"{n}" {_TYPES.get(f.kind, "TEXT")}' for n, f in fields.items())
    places = ", ".join("?" for _ in fields)
    with closing(sqlite3.connect(target, isolation_level=None)) as made:
        made.execute("PRAGMA journal_mode = OFF")
        made.execute("PRAGMA synchronous = OFF")
        made.execute("BEGIN")
        made.execute(f"CREATE TABLE officers ({columns}) STRICT")
        made.execute("CREATE TABLE fields (name TEXT, meaning TEXT) STRICT")
        named = [(name, field.meaning) for name, field in fields.items()]
        made.executemany("INSERT INTO fields VALUES (?, ?)", named)
        rows = (tuple(_stored(r.get(name)) for name in fields) for r in records_in(ndjson))
        made.executemany(f"INSERT INTO officers VALUES ({places})", rows)  # noqa: S608
        made.execute("COMMIT")


def _stored(value: Any) -> Any:
    return "|".join(value) if isinstance(value, list) else value
