"""Rows as the record store holds them: values with their folded twins, written in batches."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Table, bindparam, update

from officer_directory.disclosure.locks import chunks
from officer_directory.store.folding import fold
from officer_directory.store.insertion import insert_rows

Row = dict[str, Any]

_BATCH = 2_000
_fold = lru_cache(maxsize=131_072)(fold)


def new_id() -> str:
    return str(uuid4())


def keyed(table: Table, values: Mapping[str, Any]) -> Row:
    """The values, each text that can be asked for with its folded twin."""
    row = dict(values)
    for name, value in values.items():
        if f"{name}_key" in table.c:
            row[f"{name}_key"] = None if value is None else _fold(value)
    return row


def insert_all(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows that all name the same columns."""
    for start in range(0, len(rows), _BATCH):
        insert_rows(connection, table, rows[start : start + _BATCH])


def update_all(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Set the columns that each row names; all name the same ones, and `id`."""
    rows = list(rows)
    if not rows:
        return
    names = [name for name in rows[0] if name != "id"]
    setting = update(table).where(table.c.id == bindparam("of_id"))
    setting = setting.values({name: bindparam(f"to_{name}") for name in names})
    for start in range(0, len(rows), _BATCH):
        connection.execute(
            setting,
            [
                {"of_id": row["id"], **{f"to_{name}": row[name] for name in names}}
                for row in rows[start : start + _BATCH]
            ],
        )


__all__ = ["Row", "chunks", "insert_all", "keyed", "new_id", "update_all"]
