"""The holder of a key sees how it stands, replaces it and ends it, in both shells."""

import pytest
from tests.clients.driving import driving

from officer_directory_client import errors


@pytest.fixture
def press(written_to, shell):
    with driving(shell, "Press", written_to.api, written_to.keys["press"]) as directory:
        yield directory


def test_a_holder_sees_the_key_and_never_the_key_itself(press, written_to):
    (own,) = press.own_keys()
    assert (own.state, own.succeeds) == ("good", None)
    assert own.key_id in written_to.keys["press"]
    assert written_to.keys["press"] not in repr(own)


def test_a_key_is_replaced_by_its_holder_and_both_are_good_for_a_while(press, written_to, shell):
    old = press.own_keys()[0].key_id
    rotated = press.rotate_key(overlap_days=1)
    assert rotated.key.succeeds == old
    assert rotated.api_key not in repr(rotated)
    with driving(shell, "Press", written_to.api, rotated.api_key) as successor:
        assert {key.key_id for key in successor.own_keys()} == {old, rotated.key.key_id}
    assert press.me().tier == "press"
    with pytest.raises(errors.RefusedByRuleError):
        press.rotate_key()


def test_a_key_that_leaked_is_ended_by_itself_alone_and_opens_nothing_more(press):
    own = press.own_keys()[0].key_id
    with pytest.raises(errors.NoSuchRecordError):
        press.give_key_up("0" * 12)
    assert press.give_key_up(own) is None
    with pytest.raises(errors.BadCredentialError):
        press.me()
