"""What `make` leaves out for want of a tool is named, and where CI is set it is a failure."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDS_NODE = ("lint-openapi", "generators")


@pytest.fixture
def without_node(tmp_path: Path) -> str:
    """A PATH with what a recipe needs, and no Node."""
    for tool in ("make", "sh", "mkdir", "env"):
        (tmp_path / tool).symlink_to(shutil.which(tool))
    return str(tmp_path)


@pytest.mark.parametrize("target", NEEDS_NODE)
@pytest.mark.parametrize("ci", ["", "true"])
def test_what_needs_node_is_named_without_it_and_fails_in_ci(without_node, target, ci):
    ran = subprocess.run(
        ["make", "--no-print-directory", target, "PYTHON=python3"],
        cwd=ROOT,
        env={key: os.environ[key] for key in ("HOME",) if key in os.environ}
        | {"PATH": without_node, "CI": ci},
        capture_output=True,
        text=True,
    )
    assert "NOT CHECKED" in ran.stderr
    assert (ran.returncode != 0) == bool(ci), ran.stderr
