"""The how-to of the newsroom is run from top to bottom, and prints what it says it prints."""

import re
import shlex
from pathlib import Path

from click.testing import CliRunner

from officer_directory_client.press.command import main

PAGE = Path(__file__).parents[3] / "docs/how-to/work-with-the-data-in-a-newsroom.md"
CONSOLE = re.compile(r"<!-- run -->\n```console\n(.*?)```", re.DOTALL)
PYTHON = re.compile(r"<!-- run: \w+ -->\n```python\n(.*?)```\n\n```\n(.*?)```", re.DOTALL)
SAID = PAGE.read_text()


def shown(console):
    """Each command of a console, with what it is said to print."""
    for part in console.split("$ officer-directory-press ")[1:]:
        command, _, printed = part.partition("\n")
        yield command, printed


def test_the_how_to_prints_what_it_says(nobody, directory_served, monkeypatch, capsys):
    monkeypatch.chdir(nobody.folder)
    monkeypatch.setenv("OFFICER_DIRECTORY_PRESS_HOME", "home")
    consoles = CONSOLE.findall(SAID)
    assert SAID.count("<!-- run -->") == len(consoles) == 4
    for command, printed in (each for console in consoles for each in shown(console)):
        given = command.replace("https://directory.example", directory_served.api)
        result = CliRunner().invoke(main, shlex.split(given))
        said = result.output.replace(directory_served.api, "https://directory.example")
        assert (said, result.exit_code) == (printed, 0)
    examples = PYTHON.findall(SAID)
    assert SAID.count("<!-- run: ") == len(examples) == 2
    capsys.readouterr()
    for code, printed in examples:
        exec(code, {})
        assert capsys.readouterr().out == printed


def test_without_being_told_pandas_makes_a_number_of_a_badge(tmp_path):
    """What the how-to warns of is so: else its advice would be of no use."""
    import pandas

    (tmp_path / "badges.csv").write_text("badge_number\n0012\n")
    read = pandas.read_csv(tmp_path / "badges.csv")["badge_number"]
    assert list(read) == [12]
    assert list(pandas.read_csv(tmp_path / "badges.csv", dtype=str)["badge_number"]) == ["0012"]
