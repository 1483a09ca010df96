"""What the README shows is what the directory answers; every link in the docs leads somewhere."""

import re
from pathlib import Path

import pytest

from tests import readme

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def test_the_readme_shows_what_the_demo_answers_and_the_policy_says():
    assert readme.README.read_text("utf-8") == readme.regenerated(), "python -m tests.readme"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)(#[^)]*)?\)", page.read_text("utf-8"))
    assert [link for link, _ in links if not (page.parent / link).exists()] == []
