"""A desk with files on it, and the command that checks them."""

import pytest

from officer_directory_proofs.command import main


class Checker:
    """Writes files and runs the command on them; what it says is kept."""

    def __init__(self, folder, capsys):
        self.folder, self._capsys = folder, capsys
        self.said = ""

    def file(self, name, raw):
        path = self.folder / name
        path.write_bytes(raw)
        return str(path)

    def runs(self, *given):
        """The exit code."""
        try:
            code = main([str(each) for each in given])
        except SystemExit as usage:
            code = usage.code
        out, err = self._capsys.readouterr()
        self.said = " ".join((out + err).split())
        assert "Traceback" not in self.said
        return code


@pytest.fixture
def checker(tmp_path, capsys):
    return Checker(tmp_path, capsys)
