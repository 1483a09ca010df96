"""The reference says what the code does."""

import runpy
from pathlib import Path

import pytest

TOOL = runpy.run_path(str(Path(__file__).parents[2] / "tools/reference.py"))


@pytest.mark.parametrize("name", TOOL["PAGES"])
def test_a_reference_page_is_what_the_code_says(name):
    assert (TOOL["FOLDER"] / name).read_text() == TOOL["PAGES"][name](), "run `make reference`"
