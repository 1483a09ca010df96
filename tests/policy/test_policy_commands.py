"""`policy check|matrix|explain|diff`, as a person runs them."""

from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from officer_directory.cli.policy import app
from officer_directory.disclosure.fields import FIELDS
from officer_directory.disclosure.matrix_page import page
from officer_directory.disclosure.policy import Snapshot
from officer_directory.errors import PolicyError
from tests.bundles import BROKEN, MINIMAL, SHIPPED, press_sees_more

run = CliRunner()


def test_check_prints_the_hash_alone(shipped: Snapshot) -> None:
    done = run.invoke(app, ["check", str(SHIPPED)])
    assert done.exit_code == 0
    assert done.stdout == f"{shipped.hash}\n"
    assert "california: California" in done.stderr


def test_check_of_a_broken_bundle_is_refused_with_its_faults(tmp_path: Path) -> None:
    broken = next(b for b in BROKEN if b.folder.name == "casbin-deny-in-capitals")
    done = run.invoke(app, ["check", str(broken.build(tmp_path / "policies"))])
    assert isinstance(done.exception, PolicyError)
    assert "town/policy.csv:6: 'Deny'" in str(done.exception)


def test_explain_says_the_verdict_the_line_and_the_reason() -> None:
    asked = "--tier press --field assignment.unit --class open --bundle california"
    done = run.invoke(app, ["explain", *asked.split(), "--folder", str(SHIPPED)])
    assert done.exit_code == 0
    assert "for press, assignment.unit is withheld" in done.stdout
    assert "p, public, assignment.unit, withhold, any, assignment-safety" in done.stdout
    number = int(done.stdout.partition("california/policy.csv:")[2].partition(":")[0])
    lines = (SHIPPED / "california" / "policy.csv").read_text(encoding="utf-8").splitlines()
    assert lines[number - 1].split()[:3] == ["p,", "public,", "assignment.unit,"]
    assert "We do not show where in the agency" in done.stdout
    assert "not verified in a source" in done.stdout
    assert "Decided by" in done.stdout
    assert "To challenge it" in done.stdout


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("--tier public --field officer.rank", "is released"),
        ("--tier public --field officer.rank --class undercover", "is glomar"),
        ("--tier public --field officer.rank --class held", "is glomar"),
        ("--tier public --field officer.rank --no-opened", "is glomar"),
        ("--tier hr --field officer.birth_year --class undercover", "is released"),
        ("--tier hr --field officer.birth_year --no-own", "is glomar"),
        ("--tier hr --field officer.protection_class", "is withheld"),
        ("--tier oversight --field protection.justification --class held", "is released"),
        ("--tier public --field complaint.narrative --category shooting", "is withheld"),
        ("--tier public --field complaint.narrative --category shooting --reviewed", "is released"),
        ("--tier public --field complaint.id --category bias", "is glomar"),
        ("--tier admin --field officer.id", "No line says anything"),
    ],
)
def test_explain_answers_in_every_situation(asked: str, said: str) -> None:
    arguments = [*asked.split(), "--folder", str(SHIPPED), "--bundle", "california"]
    done = run.invoke(app, ["explain", *arguments])
    assert done.exit_code == 0
    assert said in done.stdout


@pytest.mark.parametrize(
    "asked",
    [
        "--tier pres --field officer.rank",
        "--tier press --field officer.rnak",
        "--tier press --field officer.rank --class hidden",
        "--tier press --field complaint.id --category other_",
        "--tier press --field officer.rank --bundle nowhere",
    ],
)
def test_a_misspelt_word_is_wrong_usage_with_a_hint(asked: str) -> None:
    done = run.invoke(app, ["explain", *asked.split(), "--folder", str(SHIPPED)])
    assert done.exit_code == 2
    assert "is not a known" in " ".join(done.stderr.split())


def test_diff_lists_what_widens(tmp_path: Path) -> None:
    wide = press_sees_more(tmp_path / "policies")
    done = run.invoke(app, ["diff", str(SHIPPED), str(wide)])
    assert done.exit_code == 0
    assert "widens: us, press, officer.birth_year" in done.stdout


def test_matrix_prints_one_bundle() -> None:
    done = run.invoke(app, ["matrix", str(MINIMAL)])
    assert done.exit_code == 0
    assert done.stdout.startswith("A small town (town)")


class _Page(HTMLParser):
    """What a checker looks at: structure, links, and anything fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if given.get("href"):
            self.links.append(str(given["href"]))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def read_page(shipped: Snapshot) -> _Page:
    parsed = _Page()
    parsed.feed(page(shipped))
    parsed.close()
    return parsed


def test_the_page_is_whole_and_its_links_lead_somewhere(read_page: _Page) -> None:
    assert not read_page.open
    assert len(read_page.ids) == len(set(read_page.ids))
    assert {link.removeprefix("#") for link in read_page.links} <= set(read_page.ids)


def test_the_page_fetches_nothing_and_runs_nothing(read_page: _Page) -> None:
    assert not {t for t, _ in read_page.tags} & {"script", "link", "img", "iframe", "object"}
    assert all(link.startswith("#") for link in read_page.links)


def test_the_page_can_be_read_by_a_screen_reader(read_page: _Page) -> None:
    tags = [tag for tag, _ in read_page.tags]
    assert ("html", {"lang": "en"}) in read_page.tags
    assert tags.count("h1") == 1
    assert tags.count("caption") == tags.count("table")
    assert all("scope" in given for tag, given in read_page.tags if tag == "th")
    levels = [int(tag[1]) for tag in tags if tag in ("h1", "h2", "h3", "h4")]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_page_names_every_field_and_exemption(shipped: Snapshot) -> None:
    text = page(shipped)
    for name in FIELDS:
        assert name.partition(".")[2] in text
    for bundle in shipped.bundles.values():
        for exemption in bundle.exemptions.values():
            assert exemption.code in text
            assert exemption.remedy.replace("'", "&#x27;") in text


def test_matrix_writes_the_page(tmp_path: Path, shipped: Snapshot) -> None:
    file = tmp_path / "policy.html"
    done = run.invoke(app, ["matrix", str(SHIPPED), "--html", str(file)])
    assert done.exit_code == 0
    assert file.read_text(encoding="utf-8") == page(shipped)


def test_check_reads_the_limits_that_stand_over_the_bundles(tmp_path, monkeypatch):
    limits = tmp_path / "limits.toml"
    monkeypatch.setenv("OFFICER_DIRECTORY_LIMITS", str(limits))
    limits.write_text('[tier.press]\nburst = "5/second"\n')
    done = run.invoke(app, ["check", str(SHIPPED)])
    assert (done.exit_code, "the limits are well formed" in done.stderr) == (0, True)
    limits.write_text('[tier.press]\nburst = "5/fortnight"\n')
    done = run.invoke(app, ["check", str(SHIPPED)])
    assert isinstance(done.exception, PolicyError)
    assert "limits.toml:2" in str(done.exception)
