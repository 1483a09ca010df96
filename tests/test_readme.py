"""What the README shows is what the directory answers; every link in the docs leads somewhere."""

import re
from pathlib import Path

import pytest

from tests import readme

ROOT = Path(__file__).parents[1]
PAGES = sorted(page for at in ("*.md", "docs/**/*.md", "clients/**/*.md") for page in ROOT.glob(at))


def test_the_readme_shows_what_the_demo_answers_and_the_policy_says():
    assert readme.README.read_text("utf-8") == readme.regenerated(), "python -m tests.readme"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    links = re.findall(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)]*))?\)", page.read_text("utf-8"))
    missing = []
    for link, part in links:
        target = page.parent / link if link else page
        if not target.exists() or (part and part not in parts(target)):
            missing.append(f"{link}#{part}")
    assert missing == []


def test_every_how_to_is_found_from_the_readme():
    named = set(re.findall(r"\(docs/how-to/([\w-]+\.md)\)", readme.README.read_text("utf-8")))
    assert named == {page.name for page in ROOT.glob("docs/how-to/*.md")}


def parts(page):
    """What may follow `#` in a link to a page: its headings, as a forge writes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_test_that_the_threat_model_names_exists():
    text = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", text)
    assert len(named) > 50
    missing = [
        f"{path}::{test}"
        for path, test in named
        if not (ROOT / path).is_file() or f"def {test}(" not in (ROOT / path).read_text("utf-8")
    ]
    assert missing == []
