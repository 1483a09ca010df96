"""The form of a key: found by a scanner, refused offline when anything in it is wrong."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officer_directory.identity.key_format import FOUND_BY, LENGTH, PREFIXES, new_key, parse
from officer_directory.tiers import Tier

SCANNED = re.compile(rf"\b{FOUND_BY}\b")


@pytest.mark.parametrize("tier", Tier)
def test_a_key_says_its_tier_and_is_found_by_a_scanner(tier):
    key = new_key(tier)
    form = parse(key)
    assert (form.tier, len(form.key_id)) == (tier, 12)
    assert SCANNED.search(f"export KEY={key}\n")[0] == key
    assert len(key) == LENGTH


def test_each_tier_has_a_prefix_of_its_own():
    assert len(set(PREFIXES.values())) == len(Tier)


def test_no_two_keys_are_alike():
    keys = [new_key(Tier.PRESS) for _ in range(200)]
    assert len(set(keys)) == len({parse(key).key_id for key in keys}) == 200


@given(place=st.integers(0, LENGTH - 1), character=st.characters())
def test_a_key_with_any_one_character_changed_is_refused_without_a_look_up(place, character):
    key = new_key(Tier.HR)
    changed = key[:place] + character + key[place + 1 :]
    if changed != key:
        assert parse(changed) is None


@given(st.text(max_size=100))
def test_no_other_text_is_a_key(text):
    assert parse(text) is None


@pytest.mark.parametrize("change", [str.upper, str.lower, lambda k: k + "\n", lambda k: " " + k])
def test_a_key_in_another_spelling_is_none(change):
    key = new_key(Tier.RECORDS)
    assert parse(change(key)) is None
