"""A desk: the command as a journalist runs it, in folders of its own, against a real server."""

import pytest
from click.testing import CliRunner

from officer_directory_client.press.command import main


class Desk:
    """Runs the command in a working folder; `home` is where the tool keeps things."""

    def __init__(self, home, folder):
        self.home, self.folder = home, folder

    def tries(self, *given, stdin=None):
        """What comes of a command, whatever it is."""
        return CliRunner().invoke(main, [str(each) for each in given], input=stdin)

    def runs(self, *given, stdin=None):
        """What a command prints that has to succeed."""
        result = self.tries(*given, stdin=stdin)
        assert result.exit_code == 0, result.output
        return result.stdout

    def refused(self, *given, stdin=None, code=1):
        """What a command says that must not succeed."""
        result = self.tries(*given, stdin=stdin)
        assert result.exit_code == code, result.output
        assert "Traceback" not in result.output
        return result.stderr


@pytest.fixture
def nobody(tmp_path, monkeypatch):
    """A desk that has not chosen a directory."""
    home, folder = tmp_path / "home", tmp_path / "work"
    folder.mkdir()
    monkeypatch.setenv("OFFICER_DIRECTORY_PRESS_HOME", str(home))
    monkeypatch.chdir(folder)
    return Desk(home, folder)


@pytest.fixture
def desk(nobody, directory_served):
    """A desk with a press key, at a directory that is only read."""
    key = directory_served.keys["press"]
    nobody.runs("login", "--api", directory_served.api, "--key-file", "-", stdin=f"{key}\n")
    return nobody


@pytest.fixture
def anyone(nobody, directory_served):
    """A desk without a key."""
    nobody.runs("login", "--api", directory_served.api, "--no-key")
    return nobody


@pytest.fixture
def following(nobody, written_to):
    """A desk without a key, at a directory that changes."""
    nobody.runs("login", "--api", written_to.api, "--no-key")
    return nobody
