"""Asking for a key: what is kept of an applicant, for how long, and what opens the key."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from officer_directory.errors import NoSuchRecordError, NotAnsweredError, RefusedByRuleError
from officer_directory.identity import applications, keys
from officer_directory.identity.application_states import KEPT_DAYS, LINK_DAYS, state_of
from officer_directory.identity.application_tokens import digest, hidden, link_of, new_token
from officer_directory.identity.applications import Applicant
from officer_directory.identity.key_format import parse
from officer_directory.identity.key_states import DAY
from officer_directory.protections import key_refusals
from officer_directory.protections.approve import approve, void_reason
from officer_directory.protections.proposals import VoidProposalError, read
from officer_directory.store.asks import key_application

PEPPER = b"p" * 32
NOW = 1_800_000_000
WHO = Applicant("Ada Lund", "ada@gazette.example", "The Gazette", "Reporting")


@pytest.fixture
def apply(database):
    def applied(now=NOW, most_waiting=9, by_rule=0, who=WHO):
        with database.transaction() as connection:
            return applications.apply(
                connection, who, most_waiting=most_waiting, by_rule=by_rule, now=now
            )

    return applied


def found(database, token):
    with database.reading() as connection:
        return applications.find(connection, token)


def state(database, token, now=NOW):
    return state_of(found(database, token), now)


def grant(database, token, now=NOW, by="a.clerk"):
    with database.transaction() as connection:
        applications.grant(connection, found(database, token).id, by=by, now=now)


def refuse(database, token, now=NOW, by="a.clerk"):
    application = found(database, token).id
    with database.transaction() as connection:
        return key_refusals.refuse(connection, application, by=by, reason="A broker.", now=now)


def take(database, token, now=NOW):
    with database.transaction() as connection:
        return applications.take(connection, PEPPER, link_of(token), now=now)


def test_of_the_tokens_nothing_is_stored(database, apply):
    token = apply()
    with database.reading() as connection:
        rows = connection.execute(select(key_application)).all()
    assert token not in repr(rows)
    assert link_of(token) not in repr(rows)
    assert bytes(rows[0].token_digest) == digest(token)


def test_an_address_with_a_token_is_written_down_without_it():
    token = new_token()
    for secret in (token, link_of(token)):
        assert hidden(f"GET /v1/key-applications/{secret}?x=1") == (
            "GET /v1/key-applications/[hidden]?x=1"
        )


def test_the_first_so_many_of_a_day_are_granted_at_once(database, apply):
    tokens = [apply(by_rule=2) for _ in range(3)]
    assert [state(database, token) for token in tokens] == ["granted", "granted", "waiting"]
    assert found(database, tokens[0]).granted_by == "rule"
    assert state(database, apply(by_rule=2, now=NOW + DAY), NOW + DAY) == "granted"
    assert state(database, tokens[2], NOW + DAY) == "waiting"


def test_many_at_once_are_granted_no_more_by_rule_and_wait_no_more(database, apply):
    def ask(_):
        try:
            return apply(by_rule=2, most_waiting=3)
        except NotAnsweredError:
            return None

    with ThreadPoolExecutor(4) as pool:
        tokens = list(pool.map(ask, range(8)))
    states = [state(database, token) for token in tokens if token is not None]
    assert sorted(states) == ["granted"] * 2 + ["waiting"] * 3


def test_no_more_wait_than_may(database, apply):
    first = apply(most_waiting=2)
    apply(most_waiting=2)
    with pytest.raises(NotAnsweredError):
        apply(most_waiting=2)
    grant(database, first)
    assert apply(most_waiting=2)


def test_a_link_shows_a_key_of_the_press_once(database, apply):
    token = apply()
    with pytest.raises(NoSuchRecordError):
        take(database, token)
    grant(database, token)
    key = take(database, token)
    with database.reading() as connection:
        row = keys.require(connection, parse(key).key_id)
    assert (row.tier, row.label, row.organisation) == ("press", "Ada Lund", "The Gazette")
    assert (row.contact, row.purpose) == ("ada@gazette.example", "Reporting")
    assert bytes(row.digest) == keys.digest(PEPPER, key)
    with pytest.raises(NoSuchRecordError):
        take(database, token)
    assert state(database, token) == "taken"


def test_a_link_followed_by_many_at_once_makes_one_key(database, apply):
    token = apply()
    grant(database, token)

    def follow(_):
        try:
            return take(database, token)
        except NoSuchRecordError:
            return None

    with ThreadPoolExecutor(4) as pool:
        found = [key for key in pool.map(follow, range(6)) if key is not None]
    with database.reading() as connection:
        made = [row.key_id for row in keys.listed(connection)]
    assert [parse(key).key_id for key in found] == made
    assert len(made) == 1


def test_what_is_known_of_an_applicant_moves_to_the_key(database, apply):
    token = apply()
    grant(database, token)
    take(database, token)
    row = found(database, token)
    assert {row.name, row.contact, row.organisation, row.purpose} == {None}


def test_a_link_is_good_for_so_many_days_and_a_new_grant_renews_it(database, apply):
    token = apply()
    grant(database, token)
    with pytest.raises(RefusedByRuleError):
        grant(database, token)
    late = NOW + (LINK_DAYS + 1) * DAY
    with pytest.raises(NoSuchRecordError):
        take(database, token, late)
    grant(database, token, late)
    assert take(database, token, late)


def test_a_refusal_alone_lapses_and_the_same_person_cannot_repeat_it(database, apply):
    token = apply()
    refuse(database, token)
    assert state(database, token) == "refused"
    assert state(database, token, NOW + DAY) == "waiting"
    with pytest.raises(RefusedByRuleError):
        refuse(database, token, NOW + DAY, by="A. Clerk")
    assert refuse(database, token, NOW + DAY, by="b.captain")


def test_a_second_person_agrees_and_the_first_cannot(database, apply, snapshot):
    token = apply()
    proposal = refuse(database, token)
    with database.transaction() as connection, pytest.raises(RefusedByRuleError):
        approve(connection, snapshot, proposal, by="A Clerk", now=NOW)
    with database.transaction() as connection:
        approve(connection, snapshot, proposal, by="b.captain", now=NOW)
    assert state(database, token, NOW + 9 * DAY) == "refused"
    grant(database, token, NOW + 9 * DAY)  # an appeal was upheld
    assert take(database, token, NOW + 9 * DAY)


def test_a_refusal_that_lapsed_or_was_overtaken_cannot_be_confirmed(database, apply, snapshot):
    lapsed, granted = (apply(), apply())
    proposals = {token: refuse(database, token) for token in (lapsed, granted)}
    grant(database, granted)
    for token, now in ((lapsed, NOW + DAY), (granted, NOW)):
        with database.transaction() as connection, pytest.raises(VoidProposalError):
            approve(connection, snapshot, proposals[token], by="b.captain", now=now)
    assert state(database, granted) == "granted"


def test_what_came_to_nothing_is_deleted_and_what_waits_is_not(database, apply, snapshot):
    waiting, refused, granted = apply(), apply(), apply()
    proposal = refuse(database, refused)
    with database.transaction() as connection:
        approve(connection, snapshot, proposal, by="b.captain", now=NOW)
    grant(database, granted)
    later = NOW + (KEPT_DAYS + 1) * DAY
    apply(now=later)
    assert state(database, waiting, later) == "waiting"
    for token in (refused, granted):
        with pytest.raises(NoSuchRecordError):
            found(database, token)


def test_a_proposal_about_a_forgotten_application_can_be_listed(database, apply):
    token = apply()
    proposal = refuse(database, token)
    grant(database, token)
    later = NOW + (KEPT_DAYS + 1) * DAY
    apply(now=later)
    with database.reading() as connection:
        assert void_reason(connection, read(connection, proposal), later)


@pytest.mark.parametrize("name", ["", " ", "a\u202eb", "x" * 201, "a\nb"])
def test_a_name_that_cannot_be_seen_is_refused_and_nothing_is_kept(database, apply, name):
    with pytest.raises(RefusedByRuleError):
        apply(who=Applicant(name, "desk@gazette.example"))
    with database.reading() as connection:
        assert connection.execute(select(key_application)).all() == []
