"""The how-to is run, and prints what it says it prints."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[3] / "docs/how-to/read-the-directory-from-python.md"
RUN = re.compile(r"<!-- run: (\w+) -->\n```python\n(.*?)```\n\n```\n(.*?)```", re.DOTALL)
SHOWN = {name: (code, printed) for name, code, printed in RUN.findall(PAGE.read_text())}


def test_every_example_that_is_marked_is_found():
    assert PAGE.read_text().count("<!-- run:") == len(SHOWN) > 3


@pytest.mark.parametrize("name", SHOWN)
def test_the_how_to_prints_what_it_says(directory_served, tmp_path, capsys, name):
    code, printed = SHOWN[name]
    earlier = SHOWN["reading"][0].partition("\n\n")[2].partition("\n\n")[0]  # its imports
    given = {"api": directory_served.api, "folder": tmp_path}
    exec(f"from datetime import date\n{earlier}\n{code}", given)
    assert capsys.readouterr().out == printed
