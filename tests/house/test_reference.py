"""The reference says what the code does."""

import pytest

from tests.reference import FOLDER, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_reference_page_is_what_the_code_says(name):
    assert (FOLDER / name).read_text() == PAGES[name](), "run `python -m tests.reference`"
