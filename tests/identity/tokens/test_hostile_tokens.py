"""A token is let in when all of it is as it must be; whatever is wrong, the answer is one."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.identity.tokens import hostile
from tests.identity.tokens.minting import EC, claims, header, signed, token

from officer_directory.http.problems import BAD_CREDENTIAL


def assert_refused(answer):
    """The one answer there is, byte for byte."""
    assert (answer.status_code, answer.content) == (401, BAD_CREDENTIAL.body)
    headers = answer.headers.items()
    kept = {n: v for n, v in headers if n != "x-request-id" and not n.startswith("ratelimit")}
    assert kept == {
        "cache-control": "no-store",
        "content-length": str(len(BAD_CREDENTIAL.body)),
        "content-type": "application/problem+json",
        "vary": "Authorization, X-API-Key, Accept",
        "www-authenticate": BAD_CREDENTIAL.headers["www-authenticate"],
        "x-content-type-options": "nosniff",
    }


@pytest.mark.parametrize("name", hostile.TOKENS)
def test_a_token_with_anything_wrong_is_refused_with_one_answer(standing_house, name):
    assert_refused(standing_house.bearer(hostile.TOKENS[name]()))
    assert standing_house.bearer(token()).status_code == 200


@pytest.mark.parametrize("name", hostile.SMUGGLED)
def test_a_credential_sent_in_any_other_way_is_refused_with_one_answer(standing_house, name):
    assert_refused(standing_house.get(hostile.SMUGGLED[name]()))


FUZZED = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
NAMES = st.sampled_from(
    ["iss", "aud", "sub", "client_id", "azp", "exp", "iat", "nbf", "jti", "scope", "scp", "cnf"]
)


@FUZZED
@given(changed=st.dictionaries(NAMES, ANYTHING, min_size=1, max_size=4))
def test_whatever_a_signed_token_says_it_is_let_in_or_refused(standing_house, changed):
    answer = standing_house.bearer(signed(header(), claims() | changed, EC))
    if answer.status_code != 200:
        assert_refused(answer)


@FUZZED
@given(head=st.dictionaries(st.sampled_from(["alg", "typ", "kid", "cty", "x"]), ANYTHING))
def test_whatever_a_header_says_it_is_let_in_or_refused(standing_house, head):
    answer = standing_house.bearer(signed(header() | head, claims(), EC))
    if answer.status_code != 200:
        assert_refused(answer)


@FUZZED
@given(at=st.integers(0, 5_000), put=st.sampled_from("A.-_=+/ e0"))
def test_a_token_with_one_character_changed_is_refused(standing_house, at, put):
    good = token()
    at %= len(good)
    changed = good[:at] + put + good[at + 1 :]
    answer = standing_house.bearer(changed)
    if changed != good:
        assert_refused(answer)
