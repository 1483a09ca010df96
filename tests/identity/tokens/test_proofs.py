"""A token that is bound to a key is good with a proof of the key, once, here and now."""

import time
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import ECKey
from tests.identity.tokens.conftest import HELD, House, issuers_file
from tests.identity.tokens.minting import (
    ED,
    HERE,
    HOLDER,
    MISSING,
    P384,
    RSA,
    STRANGER,
    Proof,
    bound_token,
    signed,
    thumbprint,
    token,
)
from tests.identity.tokens.registering import add_client
from tests.identity.tokens.test_hostile_tokens import assert_refused

from officer_directory.app import create_app
from officer_directory.identity.tokens.address import normal
from officer_directory.identity.used_once import UsedInMemory

PRIVATE = HOLDER.as_dict(private=True)


def now():
    return int(time.time())


def of_another_kind(name, **head):
    """A proof signed by the holder whose header names or brings something else."""

    def made(t):
        return [Proof(t, head=head)]

    return name, made


BAD = dict(
    [
        of_another_kind("typ missing", typ=MISSING),
        of_another_kind("typ of a token", typ="at+jwt"),
        of_another_kind("typ in capitals", typ="DPOP+JWT"),
        of_another_kind("alg none", alg="none"),
        of_another_kind("alg HS256", alg="HS256"),
        of_another_kind("alg RS256", alg="RS256"),
        of_another_kind("alg missing", alg=MISSING),
        of_another_kind("jwk missing", jwk=MISSING),
        of_another_kind("jwk private", jwk=PRIVATE),
        of_another_kind("jwk a stranger's", jwk=STRANGER.as_dict(private=False)),
        of_another_kind("jwk symmetric", jwk={"kty": "oct", "k": "AAAA"}),
        of_another_kind("jwk a list", jwk=[HOLDER.as_dict(private=False)]),
        of_another_kind("jwk of no curve", jwk={"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}),
        of_another_kind("jwk for encryption", jwk=HOLDER.as_dict(private=False, use="enc")),
        of_another_kind("jku", jku="https://127.0.0.1:1/jwks"),
        of_another_kind("x5c", x5c=["MIIB"]),
        of_another_kind("crit", crit=["exp"]),
        ("no proof", lambda t: []),
        ("two proofs", lambda t: [Proof(t), Proof(t)]),
        ("two proofs in one header", lambda t: [f"{Proof(t)}, {Proof(t)}"]),
        ("not a proof", lambda t: ["proof"]),
        ("the token as its proof", lambda t: [t]),
        ("signed by a stranger", lambda t: [Proof(t, key=STRANGER)]),
        ("of a curve not used here", lambda t: [Proof(t, key=P384, algorithm="ES384")]),
        ("signature cut off", lambda t: [str(Proof(t)).rpartition(".")[0] + "."]),
        ("enormous", lambda t: [Proof(t, body={"x": "x" * 5_000})]),
        ("htm another", lambda t: [Proof(t, body={"htm": "POST"})]),
        ("htm in lower case", lambda t: [Proof(t, body={"htm": "get"})]),
        ("htm missing", lambda t: [Proof(t, body={"htm": MISSING})]),
        ("htu another path", lambda t: [Proof(t, body={"htu": HERE[:-2] + "officers"})]),
        ("htu another host", lambda t: [Proof(t, body={"htu": "http://other.example/v1/me"})]),
        ("htu another port", lambda t: [Proof(t, body={"htu": "http://127.0.0.1:81/v1/me"})]),
        ("htu another scheme", lambda t: [Proof(t, body={"htu": "https://127.0.0.1/v1/me"})]),
        ("htu with a user", lambda t: [Proof(t, body={"htu": "http://a@127.0.0.1/v1/me"})]),
        ("htu a bare path", lambda t: [Proof(t, body={"htu": "/v1/me"})]),
        ("htu missing", lambda t: [Proof(t, body={"htu": MISSING})]),
        ("htu a list", lambda t: [Proof(t, body={"htu": [HERE]})]),
        ("ath missing", lambda t: [Proof(t, body={"ath": MISSING})]),
        ("ath of another token", lambda t: [Proof(bound_token())]),
        ("ath padded", lambda t: [Proof(t, body={"ath": "x="})]),
        ("iat missing", lambda t: [Proof(t, body={"iat": MISSING})]),
        ("iat a text", lambda t: [Proof(t, body={"iat": str(now())})]),
        ("iat a fraction", lambda t: [Proof(t, body={"iat": time.time()})]),
        ("iat two minutes ago", lambda t: [Proof(t, body={"iat": now() - 120})]),
        ("iat a minute ahead", lambda t: [Proof(t, body={"iat": now() + 61})]),
        ("jti missing", lambda t: [Proof(t, body={"jti": MISSING})]),
        ("jti empty", lambda t: [Proof(t, body={"jti": ""})]),
        ("jti a number", lambda t: [Proof(t, body={"jti": 1})]),
        ("jti enormous", lambda t: [Proof(t, body={"jti": "x" * 300})]),
        ("claims a list", lambda t: [signed({"typ": "dpop+jwt", "alg": "ES256"}, [], HOLDER)]),
    ]
)


@pytest.mark.parametrize("name", BAD)
def test_a_proof_with_anything_wrong_is_refused_with_one_answer(standing_house, name):
    bound = bound_token()
    assert_refused(standing_house.proved(bound, *BAD[name](bound)))
    assert standing_house.proved(bound, Proof(bound)).status_code == 200


@pytest.mark.parametrize(
    ("key", "algorithm"), [(HOLDER, "ES256"), (RSA, "PS256"), (ED, "EdDSA"), (ED, "Ed25519")]
)
def test_each_algorithm_is_good_for_a_proof(standing_house, key, algorithm):
    bound = token(cnf={"jkt": thumbprint(key)})
    head = {"alg": algorithm}
    signs = "EdDSA" if algorithm == "Ed25519" else algorithm
    assert standing_house.proved(bound, Proof(bound, key, signs, head)).status_code == 200


def test_a_proof_is_good_once(standing_house):
    bound = bound_token()
    proof = str(Proof(bound))
    assert standing_house.proved(bound, proof).status_code == 200
    assert_refused(standing_house.proved(bound, proof))
    assert standing_house.proved(bound, Proof(bound)).status_code == 200


def test_an_address_is_the_same_in_any_spelling(standing_house):
    bound = bound_token()
    for spelling in ("HTTP://127.0.0.1:80/v1/me", f"{HERE}?limit=1", f"{HERE}#x", HERE):
        proof = Proof(bound, body={"htu": spelling})
        assert standing_house.proved(bound, proof).status_code == 200


def test_a_token_that_is_not_bound_is_not_good_with_a_proof(standing_house):
    plain = token()
    assert_refused(standing_house.proved(plain, Proof(plain)))


def test_where_issuer_or_client_wants_a_proof_it_is_needed(standing_house):
    for changes in ({"iss": HELD}, {"client_id": "prover", "sub": "prover"}):
        assert_refused(standing_house.bearer(token(**changes)))
        bound = bound_token(**changes)
        assert_refused(standing_house.bearer(bound))
        assert standing_house.proved(bound, Proof(bound)).status_code == 200


def test_a_proof_names_the_public_address_and_never_the_host_header(settings, database, tmp_path):
    add_client(database)
    issuers = str(issuers_file(tmp_path / "issuers"))
    public = replace(settings, issuers=issuers, public_url="https://directory.example/base/")
    with TestClient(create_app(public), base_url="http://127.0.0.1") as client:
        house = House(client, database)
        bound = bound_token()
        assert_refused(house.proved(bound, Proof(bound)))
        theirs = Proof(bound, body={"htu": "https://directory.example/base/v1/me"})
        assert house.proved(bound, theirs).status_code == 200


def test_a_proof_used_at_one_replica_is_used_at_every_one(make_settings, tmp_path):
    settings = make_settings("postgresql", tmp_path / "data")
    settings = replace(settings, issuers=str(issuers_file(tmp_path / "issuers")))
    with (
        TestClient(create_app(settings), base_url="http://127.0.0.1") as one,
        TestClient(create_app(settings), base_url="http://127.0.0.1") as other,
    ):
        from officer_directory.store.engines import Database

        database = Database(settings)
        add_client(database)
        database.close()
        bound = bound_token()
        proof = str(Proof(bound))
        assert House(one, None).proved(bound, proof).status_code == 200
        assert_refused(House(other, None).proved(bound, proof))
        assert House(other, None).proved(bound, Proof(bound)).status_code == 200


def test_in_memory_what_was_made_before_the_start_may_have_been_used():
    used = UsedInMemory(clock=lambda: 1000.5)
    assert not used.first(b"a", 999, until=1060)
    assert used.first(b"a", 1000, until=1060)
    assert not used.first(b"a", 1000, until=1060)


def test_in_memory_what_can_no_longer_be_used_is_forgotten():
    clock = iter([0.0, 0.0, 0.0, 100.0]).__next__
    used = UsedInMemory(clock)
    assert used.first(b"a", 0, until=60)
    assert used.first(b"b", 0, until=200)
    assert set(used._used) == {b"b"}


@pytest.mark.parametrize(
    ("written", "normalised"),
    [
        ("HTTPS://Example.COM:443", "https://example.com/"),
        ("https://example.com/%7euser/%2fa%c3%a9", "https://example.com/~user/%2Fa%C3%A9"),
        ("http://[::1]:80/a?b#c", "http://[::1]/a"),
        ("http://example.com:8080/", "http://example.com:8080/"),
        ("ftp://example.com/", None),
        ("https://user@example.com/", None),
        ("https://example.com:99999/", None),
        ("https:///a", None),
        ("https://example.com/a b", None),
        ("https://exämple.com/", None),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_an_address_is_normalised_as_rfc_3986_says(written, normalised):
    assert normal(written) == normalised


def test_a_thumbprint_is_that_of_rfc_9449():
    key = ECKey.import_key(
        {
            "kty": "EC",
            "crv": "P-256",
            "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
            "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
        }
    )
    assert key.thumbprint() == "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
