"""A key is good from when it is issued until it expires or is revoked, and never after."""

import time
from dataclasses import replace

import pytest
from sqlalchemy import insert, select

from officer_directory.errors import NoSuchRecordError, NotAnsweredError, RefusedByRuleError
from officer_directory.identity import key_format, keys, revoking
from officer_directory.identity import keyring as checking
from officer_directory.identity.holders import Holder
from officer_directory.identity.key_format import new_key, parse
from officer_directory.identity.keyring import DatabaseKeyLookup, Keyring
from officer_directory.store.identity import api_key
from officer_directory.store.usage import delivered
from officer_directory.tiers import Tier

PEPPER = b"p" * 32
NOW = 1_800_000_000


class Clock:
    def __init__(self, now=NOW):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def keyring(settings, clock):
    lookup = DatabaseKeyLookup(settings)
    yield Keyring(lookup, PEPPER, clock)
    lookup.close()


@pytest.fixture
def issue(database):
    def issued(tier="press", label="The Gazette", agency_ids=(), **more):
        with database.transaction() as connection:
            return keys.issue(
                connection, PEPPER, tier, label, agency_ids=agency_ids, now=NOW, **more
            )

    return issued


@pytest.mark.parametrize(
    ("tier", "agencies"),
    [(t, ["a", "b"] if t in ("hr", "records", "oversight") else []) for t in Tier],
)
def test_a_key_names_its_tier_and_its_agencies(issue, keyring, tier, agencies):
    key = issue(tier, "Someone", agencies)
    requester = keyring.requester(key)
    assert requester.tier is tier
    assert requester.agency_ids == frozenset(agencies)
    assert (requester.label, requester.key_id) == ("Someone", parse(key).key_id)


def test_a_key_is_good_to_its_last_second(issue, keyring, clock):
    key = issue(days=1)
    clock.now = NOW + 86_400 - 1
    assert keyring.requester(key)
    clock.now = NOW + 86_400
    assert keyring.requester(key) is None


def revoke(database, key, **more):
    with database.transaction() as connection:
        said = {"by": "a.clerk", "reason": "Found in a repository.", "now": NOW}
        return revoking.revoke(connection, parse(key).key_id, **said | more)


def test_a_revoked_key_is_refused_from_then_on(issue, keyring, database):
    key, other = issue(), issue()
    assert keyring.requester(key)
    assert revoke(database, key)
    assert keyring.requester(key) is None
    assert keyring.requester(other)


def test_a_revocation_that_nobody_confirms_lapses_after_a_day(issue, keyring, clock, database):
    key, confirmed = issue(), issue()
    for one in (key, confirmed):
        revoke(database, one)
    with database.transaction() as connection:
        revoking.confirm(connection, parse(confirmed).key_id, by="b.captain")
    clock.now = NOW + 86_400 - 1
    assert keyring.requester(key) is None
    clock.now = NOW + 86_400
    assert keyring.requester(key)
    assert keyring.requester(confirmed) is None


def test_a_key_its_holder_gives_up_stays_closed(issue, keyring, clock, database):
    key = issue()
    with database.transaction() as connection:
        revoking.give_up(connection, parse(key).key_id, now=NOW)
    clock.now = NOW + 2 * 86_400
    assert keyring.requester(key) is None


def test_revoking_again_changes_nothing_and_an_unknown_key_is_refused(issue, database):
    key = issue()
    assert revoke(database, key)
    assert not revoke(database, key, by="someone.else")
    with database.reading() as connection:
        (row,) = keys.listed(connection)
    assert row.revoked_by == "a.clerk"
    with pytest.raises(NoSuchRecordError), database.transaction() as connection:
        revoking.revoke(connection, "nobodys", by="a", reason="b", now=NOW)


def test_the_last_day_of_use_is_written_down_and_never_goes_back(issue, database):
    key_id = parse(issue()).key_id
    for day in ("2027-01-15", "2027-01-16", "2027-01-14"):
        with database.transaction() as connection:
            keys.note_use(connection, key_id, day)
    with database.reading() as connection:
        assert keys.require(connection, key_id).last_used_on == "2027-01-16"


def test_two_keys_of_a_family_are_alive_at_a_time(issue, keyring, clock, database):
    first = issue()
    with database.transaction() as connection:
        second = keys.rotate(connection, PEPPER, parse(first).key_id, now=NOW)
    with pytest.raises(RefusedByRuleError, match="successor"), database.transaction() as connection:
        keys.rotate(connection, PEPPER, parse(first).key_id, now=NOW)
    assert keyring.requester(first)
    assert keyring.requester(second)
    with database.reading() as connection:
        kin = {one.key_id for one in keys.family(connection, [parse(second).key_id])}
    assert kin == {parse(first).key_id, parse(second).key_id}


def test_rotating_renews_no_budget(issue, database):
    old = parse(issue()).key_id
    with database.transaction() as connection:
        row = {"key_id": old, "day": "2027-01-15", "records": 99}
        connection.execute(insert(delivered), row)
        new = parse(keys.rotate(connection, PEPPER, old, now=NOW)).key_id
        used = select(delivered.c.records).where(delivered.c.key_id == new)
        assert connection.scalars(used).all() == [99]


def test_a_successor_has_the_holder_of_the_key_before(issue, database):
    holder = Holder("The Gazette", "desk@gazette.example", None)
    key = issue(holder=holder)
    with database.transaction() as connection:
        new = keys.rotate(connection, PEPPER, parse(key).key_id, now=NOW)
        row = keys.require(connection, parse(new).key_id)
    assert (row.organisation, row.contact, row.purpose) == tuple(holder.stated().values())


@pytest.mark.parametrize("text", ["a\u200bb", "x" * 201, "two\nlines"])
def test_a_holder_is_said_in_visible_characters(issue, text):
    with pytest.raises(RefusedByRuleError, match="visible"):
        issue(holder=Holder(contact=text))


def test_an_issued_key_that_was_tampered_with_is_refused(issue, keyring):
    """Even where whoever did it knows how to make the checksum."""
    key, forged = issue(), new_key(Tier.PRESS)
    body = key[:18] + forged[18:61]
    assert keyring.requester(body + key_format._checksum(body)) is None
    raised = "odadm_" + key[6:61]
    assert keyring.requester(raised + key_format._checksum(raised)) is None


def test_another_pepper_knows_no_key(issue, settings, clock):
    lookup = DatabaseKeyLookup(settings)
    assert Keyring(lookup, b"q" * 32, clock).requester(issue()) is None
    lookup.close()


def test_the_database_holds_no_key(issue, database):
    key = issue()
    with database.reading() as connection:
        stored = repr(connection.execute(select(api_key)).all())
    assert key not in stored
    assert key[18:61] not in stored


def test_a_rotated_key_stays_good_for_the_overlap_and_no_longer(issue, keyring, clock, database):
    old = issue("records", "Front desk", ["a"])
    with database.transaction() as connection:
        new = keys.rotate(connection, PEPPER, parse(old).key_id, now=NOW, overlap_days=7)
    assert replace(keyring.requester(old), key_id=None) == replace(
        keyring.requester(new), key_id=None
    )
    clock.now = NOW + 7 * 86_400
    assert keyring.requester(old) is None
    assert keyring.requester(new)


def test_rotating_never_makes_a_key_good_for_longer(issue, keyring, clock, database):
    old = issue(days=2)
    with database.transaction() as connection:
        keys.rotate(connection, PEPPER, parse(old).key_id, now=NOW, overlap_days=7)
    clock.now = NOW + 2 * 86_400
    assert keyring.requester(old) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"tier": "police"},
        {"label": " "},
        {"label": "a\nb"},
        {"tier": "hr"},
        {"tier": "press", "agency_ids": ["a"]},
        {"days": 0},
    ],
)
def test_a_key_without_what_it_needs_is_not_issued(issue, wrong):
    with pytest.raises(RefusedByRuleError):
        issue(**wrong)


def test_an_unknown_id_takes_the_same_path_as_a_wrong_secret(issue, settings, clock, monkeypatch):
    """One look-up and one digest each; only then are they told apart, in constant time."""
    key = issue()
    body = key[:18] + new_key(Tier.PRESS)[18:61]
    wrong_secret = body + key_format._checksum(body)
    unknown = new_key(Tier.PRESS)
    steps = []
    found = DatabaseKeyLookup(settings)

    def looked(key_id):
        steps.append("look-up")
        return found(key_id)

    real, compare = checking.digest, checking.hmac.compare_digest
    monkeypatch.setattr(checking, "digest", lambda *a: steps.append("digest") or real(*a))
    monkeypatch.setattr(
        checking.hmac, "compare_digest", lambda *a: steps.append("compare") or compare(*a)
    )
    ring = Keyring(looked, PEPPER, clock)
    paths = []
    for credential in (wrong_secret, unknown):
        steps.clear()
        assert ring.requester(credential) is None
        paths.append(list(steps))
    found.close()
    assert paths[0] == paths[1] == ["look-up", "digest", "compare"]


def test_a_malformed_key_asks_the_database_nothing(clock):
    def never(key_id):
        raise AssertionError("looked up")

    assert Keyring(never, PEPPER, clock).requester("odprs_" + "0" * 61) is None


def test_without_its_database_no_key_is_good_or_bad(settings, clock, issue):
    key = issue()
    gone = replace(settings, database_url=_gone(settings))
    lookup = DatabaseKeyLookup(gone)
    with pytest.raises(NotAnsweredError):
        Keyring(lookup, PEPPER, clock).requester(key)


def _gone(settings):
    if settings.is_sqlite:
        return f"sqlite:///{settings.data / 'nothing' / 'directory.db'}"
    return "postgresql://postgres@127.0.0.1:1/nothing"


def test_a_look_up_is_fast_enough_for_each_request(issue, keyring):
    key = issue()
    keyring.requester(key)
    start = time.perf_counter()
    for _ in range(200):
        keyring.requester(key)
    assert (time.perf_counter() - start) / 200 < 0.01
