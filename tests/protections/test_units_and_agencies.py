"""Marks and openings: one person narrows, two widen, and nothing unmarked shows."""

import pytest
from sqlalchemy import update
from tests.world import FERNHOLLOW
from tests.world_people import BRACKWATER, MISTLAKE

from officer_directory.errors import (
    NoSuchRecordError,
    RefusedByRuleError,
    SecondPersonNeededError,
)
from officer_directory.protections.agencies import agencies
from officer_directory.store import records as r


@pytest.fixture
def mark(run):
    def set_mark(name, protection_class, agency=FERNHOLLOW, by="R. Castellanos"):
        return run(
            "units.mark",
            agency=agency,
            name=name,
            protection_class=protection_class,
            justification="Looked at with its captain.",
            by=by,
        )["proposal"]

    return set_mark


PATROL = {"diaz", "okafor", "obrien", "kim", "reyes", "adeyemi"}


def test_marking_a_unit_more_strictly_hides_its_officers_at_once(mark, listed):
    before = listed()
    assert mark("patrol  watch TWO", "undercover") is None
    assert before - listed() == PATROL | {"adeyemi_there", "ibanez"} & before


def test_marking_an_open_unit_sensitive_is_one_persons_act_and_changes_no_list(mark, listed):
    before = listed("press")
    assert mark("Patrol Watch Two", "sensitive") is None
    assert listed("press") == before


@pytest.mark.parametrize(
    ("unit", "mark_as"),
    [
        ("Harbor Decoy Team", "open"),
        ("Harbor Decoy Team", "sensitive"),
        ("Gang Intelligence", "open"),
        ("Drone Pilot Program", "open"),
        ("Drone Pilot Program", "sensitive"),
        ("Drone Pilot Program", "undercover"),
    ],
)
def test_marking_a_unit_less_strictly_is_only_a_proposal(mark, listed, unit, mark_as):
    before = listed()
    assert mark(unit, mark_as)
    assert listed() == before


def test_an_unmarked_unit_shows_its_officers_once_a_second_person_agrees(mark, run, listed):
    proposal = mark("Drone Pilot Program", "open")
    with pytest.raises(SecondPersonNeededError):
        run("approve", proposal=proposal, by="r.  CASTELLÁNOS")
    assert "singh" not in listed()
    run("approve", proposal=proposal, by="T. Achebe")
    assert "singh" in listed() & listed("press")


def test_a_proposed_mark_is_void_once_the_unit_was_marked_otherwise(mark, run, listed):
    proposal = mark("Gang Intelligence", "open")
    assert mark("Gang Intelligence", "undercover") is None
    with pytest.raises(RefusedByRuleError, match="void"):
        run("approve", proposal=proposal, by="T. Achebe")
    assert "mueller" not in listed()


def test_a_mark_in_a_closed_agency_needs_one_person(mark):
    assert mark("Shore Patrol", "undercover", MISTLAKE) is None
    assert mark("Shore Patrol", "open", MISTLAKE) is None


def test_a_mark_in_a_closed_agency_that_shows_a_person_in_an_open_one_needs_two(
    mark, run, desk, database, world, listed
):
    with database.transaction() as connection:
        closed = update(r.agency).where(r.agency.c.name == BRACKWATER)
        connection.execute(closed.values(opened_at=None))
    assert "vega" not in listed()
    assert mark("Narcotics Buy Team", "open", BRACKWATER)


@pytest.mark.parametrize("word", ["held", "secret", "", "OPEN"])
def test_a_mark_that_is_no_mark_is_refused(mark, word):
    with pytest.raises(RefusedByRuleError):
        mark("Patrol Watch Two", word)


def test_an_unknown_unit_or_agency_is_refused(mark):
    with pytest.raises(NoSuchRecordError):
        mark("Patrol Watch Three", "open")
    with pytest.raises(NoSuchRecordError):
        mark("Patrol Watch Two", "open", "Nowhere Police Department")


def test_an_agency_is_open_once_two_people_have_opened_it(run, listed):
    before = listed()
    proposed = run("agencies.open", agency=MISTLAKE, by="R. Castellanos")
    assert proposed["unmarked"] == []
    assert listed() == before
    with pytest.raises(SecondPersonNeededError):
        run("approve", proposal=proposed["proposal"], by="r. castellanos")
    run("approve", proposal=proposed["proposal"], by="T. Achebe")
    assert listed() == before | {"quill"}


def test_opening_names_the_units_whose_officers_stay_held_out(run, database):
    with database.transaction() as connection:
        connection.execute(update(r.unit).where(r.unit.c.name == "Shore Patrol").values(mark=None))
    proposed = run("agencies.open", agency=MISTLAKE, by="R. Castellanos")
    assert proposed["unmarked"] == ["Shore Patrol"]


def test_an_agency_that_is_open_cannot_be_opened_again(run):
    with pytest.raises(RefusedByRuleError):
        run("agencies.open", agency=FERNHOLLOW, by="R. Castellanos")


def test_an_agency_starts_closed_and_bound_to_the_bundle_of_its_state(run, database):
    run("agencies.add", name="Ostrander Police", state="ny", by="R. Castellanos")
    run("agencies.add", name="Piedmont Police", state="CA", by="R. Castellanos")
    with database.reading() as connection:
        found = {one.name: one for one in agencies(connection)}
    east, west = found["Ostrander Police"], found["Piedmont Police"]
    assert (east.bundle, east.zone, east.opened_at) == ("us", "America/New_York", None)
    assert (west.bundle, west.zone) == ("california", "America/Los_Angeles")


@pytest.mark.parametrize(
    ("name", "state"),
    [("fernhollow  POLICE department", "CA"), ("", "CA"), ("X\u200b", "CA"), ("New One", "ZZ")],
)
def test_an_agency_without_a_name_of_its_own_or_a_state_is_refused(run, name, state):
    with pytest.raises(RefusedByRuleError):
        run("agencies.add", name=name, state=state, by="R. Castellanos")
