"""The whole policy is a golden file, reviewed like code.

After a change that is meant, write the files anew and read what differs:
`GOLDEN=write pytest tests/policy/test_golden_matrix.py`.
"""

import os
from pathlib import Path

import pytest

from officer_directory.disclosure import matrix
from officer_directory.disclosure.fields import FIELDS
from officer_directory.disclosure.policy import Bundle, Snapshot
from officer_directory.tiers import Tier

GOLDEN = Path(__file__).parent.parent / "golden"


def test_the_matrix_is_the_golden_one(bundle: Bundle, request: pytest.FixtureRequest) -> None:
    name = request.node.callspec.params["bundle"]
    file = GOLDEN / f"policy-{name}.txt"
    found = matrix.text(bundle)
    if os.environ.get("GOLDEN") == "write":
        file.write_text(found, encoding="utf-8")
    assert found == file.read_text(encoding="utf-8")


def test_every_field_has_a_row(bundle: Bundle) -> None:
    rows = [line.split()[0] for line in matrix.text(bundle).splitlines() if line.strip()]
    assert [r for r in rows if r in FIELDS] == list(FIELDS)


CALIFORNIA_PUBLIC = {
    "officer": "id uid first_name middle_name last_name suffix badge_number rank agency status"
    " hire_date separation_date race gender certification_action",
    "employment": "id officer_id employer rank start_date end_date status",
    "salary": "id officer_id year is_fiscal_year base_pay overtime_pay total_pay",
    "complaint": "id number agency officer_id received_date closed_date category condition"
    " allegation finding disposition penalty narrative",
    "incident": "id number agency date category condition city state narrative officer_ids",
    "document": "id officer_id title kind date url",
    "agency": "id name state jurisdiction complaints_not_listed",
}


@pytest.mark.parametrize("tier", [Tier.PUBLIC, Tier.PRESS])
def test_california_shows_outside_exactly_its_table(shipped: Snapshot, tier: Tier) -> None:
    """The table of the law, written out a second time, by field."""
    table = shipped.table("california", tier)
    shown = {name for name in FIELDS if table.ever_shown(name)}
    wanted = {f"{r}.{n}" for r, names in CALIFORNIA_PUBLIC.items() for n in names.split()}
    assert shown == wanted


def test_the_strict_bundle_shows_outside_who_serves_and_nothing_else(shipped: Snapshot) -> None:
    table = shipped.table("us", Tier.PUBLIC)
    shown = {name for name in FIELDS if table.ever_shown(name)}
    roster = "id uid first_name middle_name last_name suffix badge_number rank agency status"
    agency = "id name state jurisdiction"
    assert shown == {f"officer.{n}" for n in roster.split()} | {
        f"agency.{n}" for n in agency.split()
    }


def test_press_sees_exactly_what_the_public_sees_in_california(shipped: Snapshot) -> None:
    tables = shipped.bundles["california"].tables
    assert tables[Tier.PRESS].rules == tables[Tier.PUBLIC].rules


def test_press_sees_more_than_public_in_the_test_bundle(wide: Snapshot) -> None:
    public, press = (wide.table("us", t) for t in (Tier.PUBLIC, Tier.PRESS))
    shown = [{n for n in FIELDS if t.ever_shown(n)} for t in (public, press)]
    assert shown[0] < shown[1]


@pytest.mark.parametrize("tier", [Tier.AUDITOR, Tier.ADMIN])
def test_auditors_and_admins_see_no_facts(bundle: Bundle, tier: Tier) -> None:
    assert not bundle.tables[tier].rules
