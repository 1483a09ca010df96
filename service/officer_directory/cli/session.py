"""What every command of the command line starts from: the settings, and a way to write."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from officer_directory import every_command as every_command
from officer_directory.cli.progress import watched
from officer_directory.errors import NotAnsweredError
from officer_directory.settings import PREFIX, Settings
from officer_directory.store.engines import Database
from officer_directory.store.schema import refuse_if_behind
from officer_directory.writer import keep_for_later, may_be_kept, record_pending
from officer_directory.writer import run as run_command


def settings(data: Path | None = None) -> Settings:
    """The settings of the environment; `data`, where given, goes before OFFICER_DIRECTORY_DATA."""
    environ = dict(os.environ)
    if data is not None:
        environ[f"{PREFIX}DATA"] = str(data)
    return Settings.from_environment(environ)


def run(name: str, arguments: dict[str, Any], of: Settings | None = None) -> dict[str, Any]:
    """Run a named command that writes, here or in the server, and show its progress.

    Raises:
        DirectoryError: as the command raised it, or the schema is not the newest.
    """
    of = of or settings()
    try:
        refuse_if_behind(of)
    except NotAnsweredError:
        if (kept := keep_for_later(of, name, arguments)) is None:
            raise
        return kept
    with watched() as progress:
        if not may_be_kept(name, arguments):
            record_pending(of)
        return run_command(of, name, arguments, progress)


@contextmanager
def reading(of: Settings | None = None) -> Iterator[Connection]:
    """One snapshot of the record store for those who run the directory.

    Raises:
        NotAnsweredError: the schema is not the newest.
    """
    of = of or settings()
    refuse_if_behind(of)
    database = Database(of)
    try:
        with database.reading() as connection:
            yield connection
    finally:
        database.close()


def now(of: Settings | None = None) -> int:
    """The database's clock, in epoch seconds."""
    database = Database(of or settings())
    try:
        return database.now()
    finally:
        database.close()
