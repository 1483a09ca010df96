"""An approval is of one thing, by a second person, once, while it still applies."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update
from tests.world import FERNHOLLOW

from officer_directory.errors import (
    NoSuchRecordError,
    RefusedByRuleError,
    SecondPersonNeededError,
)
from officer_directory.protections import proposals
from officer_directory.protections.approve import void_reason
from officer_directory.store import records as r
from officer_directory.store.columns import FOREVER

PROPOSER, APPROVER = "R. Castellanos", "T. Achebe"


@pytest.fixture
def lift(run, world):
    """Propose to lift the finding of an officer of the world."""

    def propose(name):
        found = next(p for p in world.of("protection", name))
        return run(
            "protections.lift",
            protection=found["id"],
            justification="The threat is over.",
            by=PROPOSER,
        )["proposal"]

    return propose


def test_a_lift_shows_nobody_until_a_second_person_agrees(lift, run, listed):
    before = listed()
    proposal = lift("haddad")
    assert listed() == before
    run("approve", proposal=proposal, by=APPROVER)
    assert listed() == before | {"haddad"}


@pytest.mark.parametrize("same", ["R. Castellanos", "r. castellanos", " R.  CASTELLANOS "])
def test_whoever_proposed_cannot_approve_however_they_write_their_name(lift, run, listed, same):
    before = listed()
    proposal = lift("haddad")
    with pytest.raises(SecondPersonNeededError):
        run("approve", proposal=proposal, by=same)
    assert listed() == before


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "T. Ache\u200bbe", "T\x00"])
def test_an_approver_has_a_visible_name(lift, run, name):
    with pytest.raises(RefusedByRuleError):
        run("approve", proposal=lift("haddad"), by=name)


def test_an_approval_is_used_once(lift, run):
    proposal = lift("haddad")
    run("approve", proposal=proposal, by=APPROVER)
    with pytest.raises(RefusedByRuleError, match="already"):
        run("approve", proposal=proposal, by="A. Third")


def test_of_two_approvals_at_the_same_time_one_is_refused(lift, run):
    proposal = lift("haddad")

    def approve(person):
        try:
            return run("approve", proposal=proposal, by=person)
        except RefusedByRuleError:
            return None

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(approve, ["T. Achebe", "A. Third"]))
    assert sorted(one is None for one in done) == [False, True]


def test_an_unknown_proposal_is_refused(run, world):
    with pytest.raises(NoSuchRecordError):
        run("approve", proposal="no such proposal", by=APPROVER)


def test_proposing_the_same_again_is_the_same_proposal(lift):
    assert lift("haddad") == lift("haddad")


def test_a_lift_is_void_once_the_protection_has_ended(lift, run, database, world):
    proposal = lift("tran")
    with database.transaction() as connection:
        mine = r.protection.c.officer_id == world.tran["id"]
        connection.execute(update(r.protection).where(mine).values(ends_at=database.now()))
    with pytest.raises(RefusedByRuleError, match="void"):
        run("approve", proposal=proposal, by=APPROVER)


def test_a_proposal_is_void_after_thirty_days(lift, run, database):
    proposal = lift("haddad")
    with database.transaction() as connection:
        older = r.proposal.c.proposed_at - proposals.EXPIRES_AFTER
        connection.execute(update(r.proposal).values(proposed_at=older))
    with database.reading() as connection:
        one = proposals.read(connection, proposal)
        assert void_reason(connection, one, database.now())
    with pytest.raises(RefusedByRuleError, match="30 days"):
        run("approve", proposal=proposal, by=APPROVER)


def test_a_hold_placed_between_proposal_and_approval_still_holds(lift, run, listed, world):
    proposal = lift("haddad")
    run(
        "protections.add",
        agency=FERNHOLLOW,
        uid=world.haddad["uid"],
        kind="hold",
        protection_class="held",
        justification="A new threat tonight.",
        by="Night Watch",
    )
    run("approve", proposal=proposal, by=APPROVER)
    assert "haddad" not in listed()


def test_a_protection_that_is_lifted_is_kept_with_its_end(lift, run, database, world):
    run("approve", proposal=lift("haddad"), by=APPROVER)
    mine = select(r.protection.c.ends_at).where(r.protection.c.officer_id == world.haddad["id"])
    with database.reading() as connection:
        assert world.at <= connection.scalar(mine) <= database.now() < FOREVER


def test_a_protection_lifted_before_it_starts_never_starts(lift, run, boundaries, world):
    assert boundaries(world.kim)[-1][1] is not None
    run("approve", proposal=lift("kim"), by=APPROVER)
    assert boundaries(world.kim)[-1][1] is None


def test_an_ended_protection_cannot_be_lifted(lift):
    with pytest.raises(RefusedByRuleError):
        lift("reyes")


def test_an_order_over_an_incident_is_lifted_by_two_people(run, database, world):
    ordered = next(o for o in world.facts["incident_order"] if o.get("ends_at") is None)
    proposal = run(
        "protections.lift",
        protection=ordered["id"],
        justification="The court lifted it.",
        by=PROPOSER,
    )["proposal"]
    run("approve", proposal=proposal, by=APPROVER)
    with database.reading() as connection:
        mine = select(r.incident_order.c.ends_at).where(r.incident_order.c.id == ordered["id"])
        assert connection.scalar(mine) <= database.now()


def end_of_assignment(database, world, name, end_date):
    """What an import leaves behind when it learns of an end: a date, and a proposal."""
    (assigned,) = world.of("assignment", name)
    with database.transaction() as connection:
        mine = r.assignment.c.id == assigned["id"]
        connection.execute(update(r.assignment).where(mine).values(end_date=end_date))
        return proposals.propose(
            connection,
            proposals.END_ASSIGNMENT_PROTECTION,
            assigned["id"],
            {"end_date": end_date},
            reason="The import of today has an end for this assignment.",
            by="import",
            now=database.now(),
            due_at=database.now() + 30 * 86_400,
        )


def test_an_ended_assignment_stops_protecting_when_a_person_agrees(run, database, world, listed):
    proposal = end_of_assignment(database, world, "nunez", "2026-01-31")
    assert "nunez" not in listed()
    run("approve", proposal=proposal, by=APPROVER)
    assert "nunez" in listed()


def test_an_assignment_that_ends_later_protects_until_then(run, database, world, boundaries):
    proposal = end_of_assignment(database, world, "nunez", "2033-05-17")
    run("approve", proposal=proposal, by=APPROVER)
    assert boundaries(world.nunez)[-1] == (2_000_012_400, None)  # 24:00 on that day, there


def test_an_end_that_was_changed_since_is_void(run, database, world, listed):
    proposal = end_of_assignment(database, world, "nunez", "2026-01-31")
    with database.transaction() as connection:
        mine = r.assignment.c.officer_id == world.nunez["id"]
        connection.execute(update(r.assignment).where(mine).values(end_date=None))
    with pytest.raises(RefusedByRuleError, match="void"):
        run("approve", proposal=proposal, by=APPROVER)
    assert "nunez" not in listed()
