"""A policy in force outlives the program it was activated under."""

import shutil

import pytest

from officer_directory.disclosure.policy import load
from officer_directory.faults import BundleRefusedError
from officer_directory.store.bundled import bundled_folder


def test_a_bundle_that_passed_its_tests_is_not_refused_by_a_program_with_one_more_field(tmp_path):
    folder = tmp_path / "policies"
    shutil.copytree(bundled_folder("policies"), folder)
    lines = folder / "california" / "policy.csv"
    kept = [line for line in lines.read_text().splitlines() if "officer.race" not in line]
    lines.write_text("\n".join(kept) + "\n")  # as if the program had learnt `race` since
    with pytest.raises(BundleRefusedError, match=r"officer\.race"):
        load(folder)
    table = load(folder, tested=True).bundles["california"].tables["oversight"]
    assert table.rules_for("officer.race") == ()
