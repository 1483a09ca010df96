"""What every command of the command line starts from: the settings, and a way to write."""

import os
from pathlib import Path
from typing import Any

from officer_directory import every_command as every_command
from officer_directory.cli.progress import watched
from officer_directory.settings import PREFIX, Settings
from officer_directory.store.schema import refuse_if_behind
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
    refuse_if_behind(of)
    with watched() as progress:
        return run_command(of, name, arguments, progress)
