"""Who asks, from headers alone: one credential, in one of three places, or the public."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officer_directory.errors import NotAuthenticatedError
from officer_directory.identity.authenticate import Called, Ways, authenticate
from officer_directory.identity.key_format import new_key, parse
from officer_directory.identity.keyring import Keyring, StoredKey
from officer_directory.identity.keys import digest
from officer_directory.identity.requester import PUBLIC
from officer_directory.identity.tokens.accept import Tokens
from officer_directory.identity.tokens.dpop import Proofs
from officer_directory.identity.used_once import UsedInMemory
from officer_directory.tiers import Tier

PEPPER = b"p" * 32
KEY, OTHER = new_key(Tier.PRESS), new_key(Tier.ADMIN)
STORED = {
    parse(key).key_id: StoredKey(digest(PEPPER, key), tier, "label", "[]", 2**40, None)
    for key, tier in ((KEY, "press"), (OTHER, "admin"))
}
KEYRING = Keyring(STORED.get, PEPPER)
NO_ISSUERS = Tokens([], lambda _: None, Proofs(UsedInMemory()))
WAYS = Ways(KEYRING, NO_ISSUERS)
HERE = Called("GET", "http://directory.example/v1/me")


def basic(text):
    return b"Basic " + base64.b64encode(text.encode())


GOOD = [
    (b"authorization", f"Bearer {KEY}".encode()),
    (b"authorization", f"bearer {KEY}".encode()),
    (b"authorization", basic(f"{KEY}:")),
    (b"authorization", basic(f"{KEY}:whatever")),
    (b"authorization", basic(KEY)),
    (b"x-api-key", KEY.encode()),
]
BAD = [
    (b"authorization", b""),
    (b"authorization", b"Bearer"),
    (b"authorization", b"Bearer "),
    (b"authorization", KEY.encode()),
    (b"authorization", f"Token {KEY}".encode()),
    (b"authorization", f"Bearer {KEY}, Bearer {KEY}".encode()),
    (b"authorization", f"Bearer {new_key(Tier.PRESS)}".encode()),
    (b"authorization", b"Bearer \xff" + KEY.encode()),
    (b"authorization", b"Bearer " + b"x" * 10_000),
    (b"authorization", b"Basic !!!"),
    (b"authorization", b"Basic " + base64.b64encode(b"\xff\xfe:")),
    (b"authorization", basic(f":{KEY}")),
    (b"x-api-key", b""),
    (b"x-api-key", f"Bearer {KEY}".encode()),
    (b"x-api-key", f"{KEY}\x00".encode()),
]


@pytest.mark.parametrize("header", GOOD)
def test_a_good_key_is_its_requester_wherever_it_is_given(header):
    found = authenticate(WAYS, [(b"host", b"directory.example"), header], HERE)
    assert (found.tier, found.key_id) == (Tier.PRESS, parse(KEY).key_id)


def test_without_a_credential_anyone_is_the_public():
    assert authenticate(WAYS, [(b"host", b"directory.example")], HERE) is PUBLIC


@pytest.mark.parametrize("header", BAD)
def test_a_credential_that_is_not_good_is_refused_and_never_becomes_the_public(header):
    with pytest.raises(NotAuthenticatedError):
        authenticate(WAYS, [header], HERE)


@pytest.mark.parametrize("first", GOOD[:6])
@pytest.mark.parametrize("second", [*GOOD, *BAD, (b"x-api-key", OTHER.encode())])
def test_more_than_one_credential_is_refused(first, second):
    with pytest.raises(NotAuthenticatedError):
        authenticate(WAYS, [first, second], HERE)


@given(
    name=st.sampled_from([b"authorization", b"x-api-key", b"dpop"]), value=st.binary(max_size=600)
)
def test_whatever_is_wrong_the_message_is_one_and_the_same(name, value):
    with pytest.raises(NotAuthenticatedError) as refused:
        authenticate(WAYS, [(name, value)], HERE)
    assert str(refused.value) == "The credential is not valid."
    assert refused.value.__context__ is None
