"""A key is good from when it is issued until it expires or is revoked, and never after."""

import time
from dataclasses import replace

import pytest
from sqlalchemy import select

from officer_directory.errors import NoSuchRecordError, NotAnsweredError, RefusedByRuleError
from officer_directory.identity import key_format, keys
from officer_directory.identity import keyring as checking
from officer_directory.identity.key_format import new_key, parse
from officer_directory.identity.keyring import DatabaseKeyLookup, Keyring
from officer_directory.store.identity import api_key
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


def test_a_revoked_key_is_refused_from_then_on(issue, keyring, database):
    key, other = issue(), issue()
    assert keyring.requester(key)
    with database.transaction() as connection:
        keys.revoke(connection, parse(key).key_id, now=NOW)
    assert keyring.requester(key) is None
    assert keyring.requester(other)


def test_revoking_again_is_done_and_an_unknown_key_is_refused(issue, database):
    key_id = parse(issue()).key_id
    for _ in range(2):
        with database.transaction() as connection:
            keys.revoke(connection, key_id, now=NOW)
    with pytest.raises(NoSuchRecordError), database.transaction() as connection:
        keys.revoke(connection, "nobodys", now=NOW)


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
