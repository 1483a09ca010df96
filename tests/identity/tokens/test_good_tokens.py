"""What is let in: tokens of the shapes that others issue, each bound to what we know of it."""

import time

import pytest
from tests.identity.tokens.conftest import PLAIN, RS256
from tests.identity.tokens.minting import (
    AUDIENCE,
    CLIENT,
    EC,
    ED,
    ISSUER,
    MISSING,
    RSA,
    claims,
    header,
    signed,
    token,
)
from tests.identity.tokens.registering import add_client, add_person

ENTRA = {"client_id": MISSING, "azp": CLIENT, "azpacr": "1", "ver": "2.0", "jti": MISSING}
# Made when they are used: a token lives for minutes, and the whole suite takes longer.
SHAPES = {
    "RFC 9068": lambda: (header(), claims(scope="ledger:read")),
    "RFC 9068, with the whole media type": lambda: (header(typ="application/at+jwt"), claims()),
    "RFC 9068, in capitals": lambda: (header(typ="AT+JWT"), claims()),
    "Entra 1.0": lambda: (
        header(x5t="x", typ="at+jwt"),
        claims(client_id=MISSING, appid=CLIENT, scp="ledger:read", sub="oid", oid="oid", uti="u"),
    ),
    "Entra 2.0": lambda: (header(), claims(**ENTRA, scp="ledger:read", rio=1.5)),
    "Entra 2.0 as it is": lambda: (
        header(typ="JWT"),
        claims(**ENTRA, iss=PLAIN, scp="ledger:read"),
    ),
    "Okta": lambda: (
        header(),
        claims(client_id=MISSING, cid=CLIENT, uid="00u", ver=1, scp=["ledger:read"]),
    ),
    "Keycloak": lambda: (
        header(),
        claims(client_id=MISSING, azp=CLIENT, aud=["account", AUDIENCE], scope="ledger:read x"),
    ),
    "Keycloak as it is": lambda: (
        header(typ="JWT"),
        claims(
            client_id=MISSING,
            azp=CLIENT,
            iss=PLAIN,
            aud=["account", AUDIENCE],
            typ="Bearer",
            scope="ledger:read",
            realm_access={"roles": ["x"]},
        ),
    ),
    "a clock ten seconds ahead": lambda: (header(), claims(iat=int(time.time()) + 9)),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_token_of_a_known_shape_is_let_in(standing_house, shape):
    answer = standing_house.bearer(signed(*SHAPES[shape](), EC))
    assert answer.status_code == 200
    assert answer.json()["label"] == "label of payroll"
    assert answer.json()["scopes"] == ["ledger:read"]


@pytest.mark.parametrize(
    "good",
    [
        lambda: token({"alg": "PS256", "kid": "rsa"}, RSA, "PS256"),
        lambda: token({"alg": "EdDSA", "kid": "ed"}, ED, "EdDSA"),
        lambda: token({"alg": "Ed25519", "kid": "ed"}, ED, "EdDSA"),
        lambda: token(
            {"alg": "RS256", "kid": "rsa"}, RSA, "RS256", iss=RS256, exp=int(time.time()) + 50
        ),
    ],
    ids=["PS256", "EdDSA", "Ed25519", "RS256 where the entry names it"],
)
def test_each_algorithm_of_the_entry_is_good(standing_house, good):
    assert standing_house.bearer(good()).status_code == 200


def test_the_first_claim_that_names_a_client_does(standing_house):
    both = token(azp="archive", sub="archive")
    assert standing_house.bearer(both).json()["label"] == "label of payroll"


def test_the_tier_is_that_of_our_own_binding_whatever_the_token_claims(house):
    add_client(house.database, tier="hr", agency_ids=["a", "b"])
    boast = token(tier="oversight", roles=["admin"], scope="admin officers:read", agencies=["c"])
    me = house.bearer(boast).json()
    assert (me["tier"], me["agencies"]) == ("hr", ["a", "b"])
    assert me["scopes"] == ["officers:read"]


@pytest.mark.parametrize(
    ("of_client", "of_token", "left"),
    [
        (None, {}, ["assignments:write", "officers:read", "officers:write", "photos:write"]),
        (["officers:read"], {}, ["officers:read"]),
        (["officers:read"], {"scope": "officers:read officers:write"}, ["officers:read"]),
        (None, {"scope": "officers:write ledger:read"}, ["officers:write"]),
        (None, {"scope": "officers:read", "scp": ["officers:write"]}, []),
        (None, {"scope": ""}, []),
        (None, {"scope": "profile email"}, []),
        ([], {"scope": "officers:read"}, []),
    ],
)
def test_scopes_only_narrow(house, of_client, of_token, left):
    add_client(house.database, tier="hr", agency_ids=["a"], scopes=of_client)
    assert house.bearer(token(**of_token)).json()["scopes"] == left


def test_a_subject_that_is_known_is_the_person_whatever_the_client(house):
    add_person(house.database, "W. Marsh", (ISSUER, "marsh"), (PLAIN, "other"))
    for number, issuer in enumerate((ISSUER, ISSUER, PLAIN)):
        add_client(house.database, f"c{number}", tier="records", agency_ids=["a"], issuer=issuer)
    for number, issuer, subject in (
        (0, ISSUER, "marsh"),
        (1, ISSUER, "marsh"),
        (2, PLAIN, "other"),
    ):
        good = token(client_id=f"c{number}", iss=issuer, sub=subject)
        assert house.bearer(good).json()["person"] == "W. Marsh"
    stranger = token(client_id="c2", iss=PLAIN, sub="marsh")  # a subject is its issuer's
    assert house.bearer(stranger).status_code == 401


def test_a_client_of_a_person_is_that_person(house):
    marsh = add_person(house.database, "W. Marsh")
    add_client(house.database, tier="records", agency_ids=["a"], person_id=marsh)
    assert house.bearer(token()).json()["person"] == "W. Marsh"
    assert house.bearer(token(sub="an object of the issuer's")).json()["person"] == "W. Marsh"


def test_a_system_is_nobody(house):
    add_client(house.database, tier="hr", agency_ids=["a"])
    for subject in (CLIENT, "object id of the service principal"):
        assert house.bearer(token(sub=subject)).json()["person"] is None
