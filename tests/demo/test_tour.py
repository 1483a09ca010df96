"""The shell functions of the demo: what they print, and one sentence where they cannot."""

import json
import subprocess

import pytest

from officer_directory.demo.tour import shell_functions

GIVEN = {"press": {"api_key": "odprs_x"}, "hr": {"client_id": "c", "client_secret": "s"}}


@pytest.fixture
def shell(tmp_path):
    """Run a line after the functions: exit code, standard output and error."""
    folder = tmp_path / "another folder"
    folder.mkdir()
    file = folder / "demo-credentials.json"
    file.write_text(json.dumps(GIVEN))

    def run(line):
        functions = shell_functions(file, "http://127.0.0.1:1")
        done = subprocess.run(
            ["sh", "-c", f"{functions}\n{line}"],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    return run


def test_a_key_and_a_client_are_printed_alone(shell):
    assert shell("key press") == (0, "odprs_x\n", "")
    assert shell("client hr") == (0, "c:s\n", "")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("key nobody", "one of press, hr"),
        ("key", "one of press, hr"),
        ("token nobody", "one of press, hr"),
        ("key hr", "hr has client_id and client_secret"),
        ("token press", "press has api_key"),
        ("token hr", "no answer"),
        ("CREDENTIALS=/nowhere.json; key hr", "/nowhere.json is not there: set CREDENTIALS"),
    ],
)
def test_what_cannot_be_printed_is_one_sentence(shell, line, said):
    code, out, err = shell(line)
    assert (code != 0, out, err) == (True, "", f"{said}\n")
