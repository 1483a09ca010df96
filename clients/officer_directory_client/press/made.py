"""Whether a database still says what the files say that it was made of.

Its table `made_from` has a row for each list: the file, beside the database, and its digest,
which is the one in the file's receipt. So what proves the file proves the table, once each
record of one is found in the other, in the same order.
"""

import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

from officer_directory_client._parts import hashed
from officer_directory_client.press.tables import MADE_FROM, cell, read


class NotAsReceivedError(Exception):
    """A database does not say what the files say that it was made of."""


def databases(folders: Collection[Path]) -> list[Path]:
    """The databases in these folders that say of which files they were made."""
    found = {path.resolve() for folder in folders for path in folder.rglob("*.db")}
    return sorted(path for path in found if made_of(path))


def made_of(database: Path) -> list[Path]:
    """The files of which a database was made; none of one that does not say."""
    try:
        with closing(_opened(database)) as opened:
            rows = opened.execute(f'SELECT "file" FROM "{MADE_FROM}"').fetchall()  # noqa: S608
    except sqlite3.Error:
        return []
    return [(database.parent / str(file)).resolve() for (file,) in rows]


def check(database: Path) -> None:
    """That each record of the files is in the database as it is there, and no other.

    Raises:
        NotAsReceivedError: it is not so.
    """
    try:
        with closing(_opened(database)) as opened:
            made = opened.execute(f'SELECT * FROM "{MADE_FROM}"').fetchall()  # noqa: S608
            for listed, file, sha256, left_out in made:
                _check(opened, str(listed), database.parent / str(file), sha256, left_out)
    except (sqlite3.Error, OSError, ValueError):
        raise NotAsReceivedError("It cannot be read.") from None


def _check(
    database: sqlite3.Connection, listed: str, file: Path, sha256: str, left_out: int
) -> None:
    if hashed(file).hexdigest() != sha256:
        raise NotAsReceivedError(f"It was made of another {file.name}.")
    table = listed.replace('"', '""')
    rows = database.execute(f'SELECT * FROM "{table}" ORDER BY rowid')  # noqa: S608
    columns = [column[0] for column in rows.description]
    row = next(rows, None)
    for record in read(file):
        if row == tuple(cell(record.get(name)) for name in columns):
            row = next(rows, None)
        else:
            left_out -= 1  # who was no longer shown when the rest had come
    if row is not None or left_out != 0:
        raise NotAsReceivedError(f"Its {listed} are not those of {file.name}.")


def _opened(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)
