"""The command line as a script runs it: arguments in, exit code and both outputs back."""

import sys
from collections.abc import Callable

import pytest

from officer_directory.cli import main
from officer_directory.settings import Settings
from officer_directory.store.engines import Database
from tests.world import World

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cli(
    settings: Settings,
    world: World,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Run a command in the fictional department: exit code, standard output, standard error."""
    monkeypatch.setenv("OFFICER_DIRECTORY_DATA", str(settings.data))
    monkeypatch.setenv("OFFICER_DIRECTORY_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str) -> tuple[int, str, str]:
        database.engine.dispose()  # the command is the one that writes
        monkeypatch.setattr(sys, "argv", ["officer-directory", *arguments])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run
