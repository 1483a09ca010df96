"""A token is bound to the key that was proved (RFC 9449)."""

import time

from tests.issuing.asking import ask, refused, unknown, verified
from tests.signing_in import (
    GRANT,
    ISSUER,
    basic,
    bind,
    proof,
    signing_key,
)


def test_a_token_is_bound_to_the_key_that_was_proved(issuer, settings):
    key, added = signing_key(), bind(settings)
    headers = {**basic(added.client_id, added.client_secret), **proof(key)}
    given = issuer.post("/oauth/token", data=GRANT, headers=headers).json()
    assert given["token_type"] == "DPoP"
    claims = verified(issuer, given["access_token"]).claims
    assert claims["cnf"] == {"jkt": key.thumbprint()}


def test_a_client_that_must_prove_possession_gets_nothing_without(issuer, settings):
    key, added = signing_key(), bind(settings, require_dpop=True)
    assert refused(ask(issuer, added), "invalid_dpop_proof")
    headers = {**basic(added.client_id, added.client_secret), **proof(key)}
    assert issuer.post("/oauth/token", data=GRANT, headers=headers).status_code == 200


def test_a_proof_is_good_once_and_is_not_used_up_by_strangers(issuer, settings):
    key, added = signing_key(), bind(settings)
    once = proof(key)
    assert unknown(issuer.post("/oauth/token", data=GRANT, headers={**basic("no", "body"), **once}))
    headers = {**basic(added.client_id, added.client_secret), **once}
    assert issuer.post("/oauth/token", data=GRANT, headers=headers).status_code == 200
    again = issuer.post("/oauth/token", data=GRANT, headers=headers)
    assert refused(again, "invalid_dpop_proof")


def wrong_proofs(key, other):
    now = int(time.time())
    yield proof(key, method="GET")
    yield proof(key, address="https://elsewhere.example/oauth/token")
    yield proof(key, address=f"{ISSUER}/oauth/revoke")
    yield proof(key, iat=now - 120)
    yield proof(key, iat=now + 60)
    yield proof(key, iat="now")
    yield proof(key, jti="")
    yield proof(key, jti=7)
    yield proof(key, htu=None)
    yield proof(key, header={"typ": "JWT"})
    yield proof(key, header={"jwk": other.as_dict(private=False)})
    yield proof(key, header={"jwk": key.as_dict(private=True)})
    yield proof(key, header={"jwk": {"kty": "oct", "k": "AAAA"}})
    for text in ("", "x", "a.b.c", proof(key)["DPoP"] + "x", "x" * 9000):
        yield {"DPoP": text}


def test_a_proof_that_is_not_good_is_one_error(issuer, settings):
    key, other, added = signing_key(), signing_key(), bind(settings)
    who = basic(added.client_id, added.client_secret)
    for wrong in wrong_proofs(key, other):
        answer = issuer.post("/oauth/token", data=GRANT, headers={**who, **wrong})
        assert refused(answer, "invalid_dpop_proof")
    two = [*who.items(), *proof(key).items(), *proof(key).items()]
    assert refused(issuer.post("/oauth/token", data=GRANT, headers=two), "invalid_dpop_proof")
