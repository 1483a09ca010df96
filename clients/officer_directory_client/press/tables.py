"""NDJSON as SQLite: text stays text, names and badges are searched by words.

A column is of the kind that the directory states for the field: `0012` is text in a list, and
text in its table.
"""

import json
import os
import re
import secrets
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from officer_directory_client._parts import hashed
from officer_directory_client.about import Field, Fields
from officer_directory_client.errors import UnexpectedAnswerError

_NUMBERS: Final = {"flag": "INTEGER", "year": "INTEGER", "count": "INTEGER", "money": "REAL"}
_SEARCHED: Final = (
    "uid",
    "badge_number",
    "first_name",
    "middle_name",
    "last_name",
    "suffix",
)
_INDEXED: Final = ("officer_id", "agency", "last_name")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
NAMED: Final = "incident_officers"
"""The table of who is named in an incident: one row for each."""
MADE_FROM: Final = "made_from"
"""The table of the files: for each list its file, that file's SHA-256, and who was left out."""


def shown(fields: Fields, listed: str) -> list[Field]:
    """The fields of a list that are not withheld throughout, in the directory's order."""
    return [field for field in fields.of(listed).values() if field.treatment != "withhold"]


def build(
    target: Path, fields: Fields, files: Mapping[str, Path], without: Collection[str] = ()
) -> dict[str, int]:
    """Write a database with a table for each list, whole or not at all; the rows of each.

    `without`: ids of officers that are left out.

    Raises:
        UnexpectedAnswerError: a list or field has a name that no column can have.
    """
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with closing(sqlite3.connect(part)) as database, database:
            counts = {
                listed: _table(database, listed, shown(fields, listed), path)
                for listed, path in files.items()
            }
            if "incidents" in files and "officer_ids" in _names(fields, "incidents"):
                counts[NAMED] = _named(database)
            if "officers" in files:
                gone = [(officer,) for officer in without]
                left = database.executemany("DELETE FROM officers WHERE id = ?", gone).rowcount
                counts["officers"] -= max(left, 0)
                _search(database, _names(fields, "officers"))
            _say_of_what(database, target, files, len(without))
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return counts


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The records of an NDJSON file."""
    with path.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield json.loads(line)


def _names(fields: Fields, listed: str) -> list[str]:
    return [field.name for field in shown(fields, listed)]


def _table(database: sqlite3.Connection, listed: str, columns: Sequence[Field], path: Path) -> int:
    for name in (listed, *(field.name for field in columns)):
        if not _NAME.fullmatch(name):
            raise UnexpectedAnswerError("A field whose name no column can have.")
    declared = ", ".join(f'"{field.name}" {_type(field)}' for field in columns)
    database.execute(f'CREATE TABLE "{listed}" ({declared})')
    places = ", ".join("?" * len(columns))
    rows = ([cell(record.get(field.name)) for field in columns] for record in read(path))
    count = database.executemany(f'INSERT INTO "{listed}" VALUES ({places})', rows).rowcount  # noqa: S608
    for field in columns:
        if field.name in _INDEXED:
            database.execute(f'CREATE INDEX "{listed}_{field.name}" ON "{listed}" ("{field.name}")')
    return max(count, 0)


def _say_of_what(
    database: sqlite3.Connection, target: Path, files: Mapping[str, Path], without: int
) -> None:
    database.execute(
        f'CREATE TABLE "{MADE_FROM}" ("list" TEXT PRIMARY KEY, "file" TEXT, "sha256" TEXT,'
        ' "left_out" INTEGER)'
    )
    for listed, path in files.items():
        beside = Path(os.path.relpath(path, target.parent)).as_posix()
        row = (listed, beside, hashed(path).hexdigest(), without if listed == "officers" else 0)
        database.execute(f'INSERT INTO "{MADE_FROM}" VALUES (?, ?, ?, ?)', row)  # noqa: S608


def _type(field: Field) -> str:
    if field.name == "id":
        return "TEXT PRIMARY KEY"
    if field.name == "officer_id":
        return 'TEXT REFERENCES "officers" ("id")'
    return _NUMBERS.get(field.kind, "TEXT")


def cell(value: Any) -> Any:
    """What a table has of a value. Several values in one are JSON, as Datasette reads them."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def _named(database: sqlite3.Connection) -> int:
    database.execute(
        f'CREATE TABLE "{NAMED}" ("incident_id" TEXT REFERENCES "incidents" ("id"),'
        ' "officer_id" TEXT REFERENCES "officers" ("id"),'
        ' PRIMARY KEY ("officer_id", "incident_id"))'
    )
    done = database.execute(
        f'INSERT INTO "{NAMED}" SELECT "incidents"."id", "value"'  # noqa: S608
        ' FROM "incidents", json_each("officer_ids")'
    )
    return done.rowcount


def _search(database: sqlite3.Connection, names: Sequence[str]) -> None:
    """An index of words that Datasette finds by itself; `diaz` finds Díaz."""
    searched = ", ".join(f'"{name}"' for name in _SEARCHED if name in names)
    if not searched:
        return
    database.execute(
        f'CREATE VIRTUAL TABLE "officers_fts" USING fts5 ({searched}, content="officers",'
        ' tokenize="unicode61 remove_diacritics 2")'
    )
    database.execute('INSERT INTO "officers_fts" ("officers_fts") VALUES (\'rebuild\')')
