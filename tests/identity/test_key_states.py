"""Whether a key is good, from its row and the time alone."""

from dataclasses import dataclass

import pytest

from officer_directory.identity.key_states import DAY, has_lapsed, in_force, state_of
from officer_directory.tiers import OUTSIDE, Tier

NOW = 1_800_000_000


@dataclass
class Key:
    tier: str = "press"
    expires_at: int = NOW + 10 * DAY
    revoked_at: int | None = None
    revocation_confirmed_by: str | None = None


@pytest.mark.parametrize("tier", Tier)
def test_a_revoked_key_is_closed_from_its_second_on(tier):
    key = Key(tier.value, revoked_at=NOW)
    assert not in_force(key, NOW)
    assert not in_force(key, NOW + DAY - 1)


@pytest.mark.parametrize("tier", Tier)
def test_one_person_takes_an_outside_key_away_for_a_day_and_an_inside_key_for_good(tier):
    key = Key(tier.value, revoked_at=NOW)
    assert in_force(key, NOW + DAY) is (tier in OUTSIDE)
    assert has_lapsed(key, NOW + DAY) is (tier in OUTSIDE)


def test_a_confirmed_revocation_does_not_lapse():
    key = Key(revoked_at=NOW, revocation_confirmed_by="b.ito")
    assert not in_force(key, NOW + 5 * DAY)
    assert state_of(key, NOW + 5 * DAY) == "revoked"


def test_a_lapsed_revocation_does_not_outlive_the_key():
    key = Key(revoked_at=NOW, expires_at=NOW + DAY)
    assert not in_force(key, NOW + DAY)
    assert state_of(key, NOW + DAY) == "expired"


def test_a_list_says_in_words_where_a_key_stands():
    assert state_of(Key(), NOW) == "good"
    revoked = Key(revoked_at=NOW)
    assert state_of(revoked, NOW) == "revoked (waits for a second person)"
    assert state_of(revoked, NOW + DAY) == "good (revocation lapsed)"
    assert state_of(Key("hr", revoked_at=NOW), NOW) == "revoked"
