"""One person narrows at once; it holds from the first second to the last, in every agency."""

import json

import pytest
from sqlalchemy import select
from tests.world import FERNHOLLOW

from officer_directory.errors import NoSuchRecordError, RefusedByRuleError
from officer_directory.protections.drafts import HOLD_SECONDS
from officer_directory.store import records as r


@pytest.fixture
def add(run, world):
    def protect(officer, kind="finding", protection_class="undercover", **more):
        stated = {"justification": "A threat against them, on file.", "by": "R. Castellanos"}
        return run(
            "protections.add",
            agency=FERNHOLLOW,
            uid=officer["uid"],
            kind=kind,
            protection_class=protection_class,
            **stated | more,
        )

    return protect


@pytest.mark.parametrize("tier", ["public", "press"])
@pytest.mark.parametrize(
    ("kind", "protection_class"),
    [("finding", "undercover"), ("finding", "held"), ("hold", "held"), ("order", "held")],
)
def test_a_protection_hides_the_officer_when_it_is_recorded(
    add, listed, world, tier, kind, protection_class
):
    before = listed(tier)
    assert "diaz" in before
    add(world.diaz, kind, protection_class)
    assert listed(tier) == before - {"diaz"}


def test_a_sensitive_finding_leaves_the_officer_listed_like_anyone(add, listed, world):
    before = listed()
    add(world.diaz, "finding", "sensitive")
    assert listed() == before


def test_a_protection_hides_the_person_in_the_other_agency_too(add, listed, world):
    assert {"adeyemi", "adeyemi_there"} <= listed()
    add(world.adeyemi)
    assert not {"adeyemi", "adeyemi_there"} & listed()


def test_a_protection_starts_and_ends_to_the_second(add, boundaries, world):
    add(world.diaz, starts="2033-05-18T03:33:20Z", ends="2033-05-18T04:33:21Z")
    (_, start), (end, still) = boundaries(world.diaz)
    assert (start, end, still) == (2_000_000_000, 2_000_003_601, None)


def test_a_day_of_protection_is_a_day_of_the_agency(add, boundaries, world):
    add(world.diaz, starts="2033-03-13", ends="2033-03-13")  # clocks go forward
    (_, start), (end, _) = boundaries(world.diaz)
    assert end - start == 23 * 3_600


def test_an_emergency_hold_lasts_72_hours_unless_an_end_is_given(add, boundaries, world, database):
    held = add(world.diaz, "hold", None)
    assert held["ends_at"] - held["starts_at"] == HOLD_SECONDS == 72 * 3_600
    assert boundaries(world.diaz)[-1] == (held["ends_at"], None)
    longer = add(world.okafor, "hold", "held", ends="2033-05-18T03:33:20Z")
    assert longer["ends_at"] == 2_000_000_000


def test_a_finding_is_reviewed_in_180_days_unless_a_day_is_given(add, world, database):
    add(world.diaz)
    add(world.okafor, review_date="2033-05-18")
    mine = r.protection.c.recorded_by == "R. Castellanos"
    with database.reading() as connection:
        found = dict(
            connection.execute(
                select(r.protection.c.officer_id, r.protection.c.review_date).where(mine)
            ).all()
        )
    assert found[world.okafor["id"]] == "2033-05-18"
    assert found[world.diaz["id"]] > "2026-01-01"


def test_a_protection_that_is_over_hides_nobody(add, listed, world):
    before = listed()
    add(world.diaz, starts="2020-01-01", ends="2020-12-31")
    assert listed() == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "carried"},
        {"kind": "whim"},
        {"protection_class": "open"},
        {"protection_class": "secret"},
        {"protection_class": None},
        {"justification": "  "},
        {"justification": "a\x00b"},
        {"by": ""},
        {"by": "a\u200bb"},
        {"starts": "2033-01-02", "ends": "2033-01-01"},
        {"starts": "soon"},
        {"review_date": "2001-01-01"},
        {"review_date": "never"},
    ],
)
def test_a_protection_without_what_it_needs_is_refused_and_changes_nothing(
    add, listed, world, wrong
):
    before = listed()
    with pytest.raises(RefusedByRuleError):
        add(world.diaz, **wrong)
    assert listed() == before


def test_an_unknown_officer_is_refused(add, world):
    with pytest.raises(NoSuchRecordError):
        add({"uid": "99999"})


@pytest.mark.parametrize("tier", ["public", "press"])
def test_an_order_over_an_incident_hides_the_identities_and_leaves_the_incident(
    run, database, world, tier
):
    def shown():
        mixed, now = world.incidents["mixed"]["id"], database.now()
        query = (
            f"SELECT json FROM published_{tier}_incident WHERE id = '{mixed}'"
            f" AND valid_from <= {now} AND valid_until > {now}"
        )
        with database.reading() as connection:
            return json.loads(connection.exec_driver_sql(query).scalar_one())

    before = shown()
    assert before["officer_ids"]
    run(
        "protections.order",
        agency=FERNHOLLOW,
        incident=world.incidents["mixed"]["number"],
        justification="Superior Court, case 26-0417.",
        by="R. Castellanos",
    )
    assert shown() == before | {"officer_ids": []}
