"""What a change of policy widens is found, cell by cell: it takes two people."""

import shutil
from pathlib import Path

from officer_directory.disclosure.policy import Snapshot, load
from officer_directory.disclosure.policy_diff import changes, widens
from tests.bundles import MINIMAL, SHIPPED, TOWN


def _with(tmp_path: Path, policy: dict[str, str], tests: dict[str, str]) -> Snapshot:
    """The minimal bundle, edited."""
    folder = shutil.copytree(MINIMAL, tmp_path / "policies")
    for file, edits in (("policy.csv", policy), ("tests.yaml", tests)):
        path = folder / TOWN / file
        text = path.read_text(encoding="utf-8")
        for old, new in edits.items():
            assert old in text
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
    return load(folder)


def test_nothing_changes_between_a_policy_and_itself(shipped: Snapshot) -> None:
    assert changes(shipped, shipped) == ()


def test_a_field_released_that_was_withheld_widens(tmp_path: Path) -> None:
    photo = "p, public, officer.photo"
    wider = _with(
        tmp_path,
        {photo: f"p, public, officer.rank, release, any, -\n{photo}"},
        {"[id, last_name]": "[id, last_name, rank]"},
    )
    found = changes(load(MINIMAL), wider)
    assert {(c.tier, c.name) for c in found} == {
        ("public", "officer.rank"),
        ("press", "officer.rank"),
    }
    assert all(c.widens and not c.narrows for c in found)
    back = changes(wider, load(MINIMAL))
    assert all(c.narrows and not c.widens for c in back)
    assert not widens(wider, load(MINIMAL))


def test_a_gate_opened_wider_widens_every_field_behind_it(tmp_path: Path) -> None:
    narrower = _with(
        tmp_path,
        {"release,  disclosable, -": "release,  sustained_final, -"},
        {"category: shooting": "category: shooting, condition: sustained_final"},
    )
    found = [c for c in changes(narrower, load(MINIMAL)) if c.tier == "public"]
    assert {c.name for c in found} >= {"complaint.id", "complaint.narrative", "complaint.number"}
    assert all(c.widens for c in found)


def test_press_seeing_more_is_a_widening(shipped: Snapshot, wide: Snapshot) -> None:
    found = changes(shipped, wide)
    assert widens(shipped, wide)
    assert ("press", "officer.birth_year", True) in {(c.tier, c.name, c.widens) for c in found}
    assert {c.bundle for c in found} == {"us"}


def test_a_bundle_that_goes_is_compared_with_the_one_its_state_falls_back_to(
    shipped: Snapshot, tmp_path: Path
) -> None:
    folder = shutil.copytree(SHIPPED, tmp_path / "policies")
    shutil.rmtree(folder / "california")
    fewer = load(folder)
    assert not widens(shipped, fewer)
    assert widens(fewer, shipped)


def test_other_words_change_reasons_and_widen_nothing(shipped: Snapshot, tmp_path: Path) -> None:
    folder = shutil.copytree(SHIPPED, tmp_path / "policies")
    file = folder / "us" / "exemptions.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("We keep closed", "We hold closed"), encoding="utf-8")
    found = changes(shipped, load(folder))
    assert found
    assert {c.name for c in found} == {"reasons"}
    assert not any(c.widens for c in found)
