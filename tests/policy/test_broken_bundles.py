"""Every way to write a bundle wrong is refused, with file, line and the word."""

import random
import shutil
from pathlib import Path

import pytest

from officer_directory.disclosure.policy import load
from officer_directory.disclosure.policy_diff import widens
from officer_directory.errors import PolicyError
from officer_directory.faults import BundleRefusedError, Fault, said_once
from tests.bundles import BROKEN, MINIMAL, SHIPPED, TOWN, Broken


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.folder.name)
def test_a_broken_bundle_is_refused_with_file_line_and_word(broken: Broken, tmp_path: Path) -> None:
    expected = broken.expected
    with pytest.raises(BundleRefusedError) as refused:
        load(broken.build(tmp_path / "policies"))
    place = f"{expected['at']}: '{expected['word']}' "
    said = [line for line in str(refused.value).splitlines() if line.startswith(place)]
    assert said, f"no fault at {place}in:\n{refused.value}"
    assert any(expected["says"] in line for line in said), said


def test_a_fault_of_many_tiers_classes_and_fields_is_said_once(tmp_path: Path) -> None:
    by_name = {broken.folder.name: broken for broken in BROKEN}
    with pytest.raises(BundleRefusedError) as refused:
        load(by_name["test-of-a-lost-line"].build(tmp_path / "tests"))
    assert str(refused.value) == (
        "town/tests.yaml:1: 'officer.rank' fails its test for 'press', 'public' and class"
        " 'open', 'sensitive': expected release, found withhold"
    )
    with pytest.raises(BundleRefusedError) as refused:
        load(by_name["facts-for-an-admin"].build(tmp_path / "policy"))
    said = str(refused.value)
    assert said.startswith("town/policy.csv:14: 'salary' `p, admin, salary, release, listed, -`: ")
    assert "salary.base_pay, salary.id," in said
    assert said.endswith(" would be known to 'admin', which sees no officer facts")
    assert "\n" not in said


def test_faults_are_said_together_only_where_each_is_true() -> None:
    fault = Fault("a.csv", 1, "x", "is seen by {tier} as {class}")
    found = [("hr", "open"), ("hr", "held"), ("press", "open")]
    said = said_once(fault.of(**{"tier": tier, "class": held}) for tier, held in found)
    assert [str(one).removeprefix("a.csv:1: 'x' is seen by ") for one in said] == [
        "hr as held, open",
        "press as open",
    ]


def test_the_bundle_that_the_broken_ones_differ_from_is_good() -> None:
    assert list(load(MINIMAL).bundles) == [TOWN]


def test_a_folder_without_bundles_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.conf").write_bytes((MINIMAL / "model.conf").read_bytes())
    with pytest.raises(PolicyError, match="holds no bundle"):
        load(tmp_path)


def test_a_folder_without_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"model\.conf:1: 'model\.conf' cannot be read"):
        load(tmp_path)


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="no such folder"):
        load(tmp_path / "nowhere")


def test_two_bundles_of_one_jurisdiction_are_refused(tmp_path: Path) -> None:
    shutil.copytree(MINIMAL, tmp_path, dirs_exist_ok=True)
    shutil.copytree(MINIMAL / TOWN, tmp_path / "west")
    with pytest.raises(PolicyError, match=r"west/exemptions\.toml:1: 'ZZ' is the jurisdiction"):
        load(tmp_path)


@pytest.mark.parametrize("seed", range(60))
def test_one_wrong_character_never_widens(seed: int, tmp_path: Path) -> None:
    """Whatever one slip of the keyboard makes of a policy, it is refused or shows no more."""
    rng = random.Random(seed)
    folder = shutil.copytree(MINIMAL, tmp_path / "policies")
    file = folder / TOWN / "policy.csv"
    text = file.read_text(encoding="utf-8")
    at = rng.randrange(len(text))
    slips = ("", text[at] * 2, text[at].upper(), "#", "\n", ",", " ", rng.choice("abcxyz-_.*"))
    file.write_text(text[:at] + rng.choice(slips) + text[at + 1 :], encoding="utf-8")
    assert not _widens_if_loaded(folder)


def test_a_lost_line_never_widens(tmp_path: Path) -> None:
    """Without any one of its lines a bundle fails its own tests, or shows no more."""
    lines = (MINIMAL / TOWN / "policy.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    folder = shutil.copytree(MINIMAL, tmp_path / "policies")
    for lost in range(1, len(lines)):
        left = "".join(lines[:lost] + lines[lost + 1 :])
        (folder / TOWN / "policy.csv").write_text(left, encoding="utf-8")
        assert not _widens_if_loaded(folder)


def _widens_if_loaded(folder: Path) -> bool:
    try:
        return widens(load(MINIMAL), load(folder))
    except BundleRefusedError:
        return False


def test_the_order_of_lines_never_matters(tmp_path: Path) -> None:
    folder = shutil.copytree(SHIPPED, tmp_path / "policies")
    for name in ("california", "us"):
        file = folder / name / "policy.csv"
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        random.Random(7).shuffle(lines)
        file.write_text("".join(lines), encoding="utf-8")
    assert load(folder).hash == load(SHIPPED).hash


def test_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    folder = shutil.copytree(SHIPPED, tmp_path / "policies")
    for file in folder.rglob("*.*"):
        if file.is_file():
            file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert load(folder).hash == load(SHIPPED).hash
