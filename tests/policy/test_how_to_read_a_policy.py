"""The how-to shows what the commands really print.

`GOLDEN=write` writes both parts anew.
"""

import os
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from officer_directory.cli.policy import app
from officer_directory.disclosure.conditions import CONDITIONS
from tests.bundles import SHIPPED

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "read-a-policy.md"


def _explained() -> str:
    command = re.search(r"\$ officer-directory policy (explain .*)", PAGE.read_text("utf-8"))
    assert command
    done = CliRunner().invoke(app, [*command[1].split(), "--folder", str(SHIPPED)])
    assert done.exit_code == 0
    return f"$ officer-directory policy {command[1]}\n{done.stdout}"


def _conditions() -> str:
    rows = "\n".join(f"| `{c.name}` | {c.meaning} |" for c in CONDITIONS.values())
    return f"| when | holds if |\n|---|---|\n{rows}\n"


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        (r"(?<=```console\n).*?(?=```)", _explained),
        (
            r"(?<=conditions: written by the test that checks them -->\n).*?(?=<!-- end)",
            _conditions,
        ),
    ],
    ids=["explain", "conditions"],
)
def test_the_how_to_shows_what_is_so(pattern: str, found: object) -> None:
    assert callable(found)
    text = PAGE.read_text("utf-8")
    shown = re.search(pattern, text, re.S)
    assert shown
    if os.environ.get("GOLDEN") == "write":
        PAGE.write_text(text.replace(shown[0], found()), encoding="utf-8")
    else:
        assert shown[0] == found()


def test_the_line_of_the_how_to_is_loaded_as_written() -> None:
    """Its example lines are lines of the shipped bundle, spaces aside."""
    text = PAGE.read_text("utf-8")
    policy = (SHIPPED / "california" / "policy.csv").read_text("utf-8")
    lines = {re.sub(r"\s+", "", line) for line in policy.splitlines()}
    shown = [line for line in text.splitlines() if re.match(r"[pg], ", line)]
    assert shown
    assert {re.sub(r"\s+", "", line) for line in shown} <= lines
