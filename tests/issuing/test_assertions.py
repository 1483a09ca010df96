"""A client that signs: for this issuer alone, shortly, once (RFC 7523, RFC 10070)."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from fastapi.testclient import TestClient
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from officer_directory.app import create_app
from tests.issuing.asking import ask, assert_with, refused, unknown, verified
from tests.signing_in import (
    ASSERTED,
    ISSUER,
    TOKEN,
    assertion,
    basic,
    bind,
    public_jwk,
    signing_key,
)


@pytest.mark.parametrize(
    ("kind", "size", "alg"),
    [
        (ECKey, "P-256", "ES256"),
        (RSAKey, 2048, "PS256"),
        (OKPKey, "Ed25519", "EdDSA"),
        (OKPKey, "Ed25519", "Ed25519"),
    ],
)
def test_a_client_may_sign_instead_of_keeping_a_secret(issuer, settings, kind, size, alg):
    key = signing_key(kind, size)
    added = bind(settings, public_keys=public_jwk(key))
    assert added.client_secret is None
    given = assert_with(issuer, assertion(added.client_id, key, alg)).json()
    assert verified(issuer, given["access_token"]).claims["client_id"] == added.client_id
    named = {"header": {"kid": key.kid, "typ": "client-authentication+jwt"}}
    assert assert_with(issuer, assertion(added.client_id, key, alg, **named)).status_code == 200


def test_an_assertion_is_good_once(issuer, settings):
    key = signing_key()
    added = bind(settings, public_keys=public_jwk(key))
    once = assertion(added.client_id, key)
    assert assert_with(issuer, once).status_code == 200
    assert unknown(assert_with(issuer, once))


def test_of_many_replicas_one_takes_an_assertion(issuer, settings):
    """On PostgreSQL two servers; on SQLite there is one, asked many times at once."""
    key = signing_key()
    once = assertion(bind(settings, public_keys=public_jwk(key)).client_id, key)
    with ExitStack() as stack:
        replicas = [issuer]
        if not settings.is_sqlite:
            replicas.append(stack.enter_context(TestClient(create_app(settings), base_url=ISSUER)))
        asked = replicas * (8 // len(replicas))
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(lambda a: assert_with(a, once).status_code, asked))
    assert sorted(answers) == [200] + [401] * 7


NOW = time.time
HOSTILE = {
    "for the token endpoint": {"aud": TOKEN},
    "for a list of one": {"aud": [ISSUER]},
    "for a list": {"aud": [ISSUER, TOKEN]},
    "for somebody else": {"aud": "https://elsewhere.example"},
    "for nobody": {"aud": None},
    "too long": {"exp": lambda now: now + 301},
    "over": {"exp": lambda now: now - 1},
    "without an end": {"exp": None},
    "made later": {"iat": lambda now: now + 60, "exp": lambda now: now + 120},
    "good later": {"nbf": lambda now: now + 60},
    "long before its end": {"iat": lambda now: now - 290, "exp": lambda now: now + 60},
    "without a start and too long": {"iat": None, "exp": lambda now: now + 400},
    "an end that is no number": {"exp": "soon"},
    "an end in fractions": {"exp": lambda now: now + 60.5},
    "a start that is a list": {"iat": []},
    "without jti": {"jti": None},
    "an empty jti": {"jti": ""},
    "a jti that is a list": {"jti": ["a"]},
    "a long jti": {"jti": "x" * 256},
    "by somebody else": {"iss": "another"},
    "by nobody": {"iss": None},
    "without a subject": {"sub": None},
    "a subject that is a list": {"sub": ["a"]},
    "a subject with a zero": {"sub": "a\0"},
    "an unknown client": {"iss": "nobody", "sub": "nobody"},
}


@pytest.mark.parametrize("claims", HOSTILE.values(), ids=HOSTILE)
def test_an_assertion_with_wrong_claims_is_an_unknown_client(issuer, settings, claims):
    key = signing_key()
    added = bind(settings, public_keys=public_jwk(key))
    now = int(time.time())
    changed = {name: value(now) if callable(value) else value for name, value in claims.items()}
    assert unknown(assert_with(issuer, assertion(added.client_id, key, **changed)))
    assert assert_with(issuer, assertion(added.client_id, key)).status_code == 200


def _signed(header, key):
    payload = json.dumps({"sub": "x", "iss": "x", "aud": ISSUER, "exp": 2**40, "jti": "1"})
    return jws.serialize_compact(header, payload, key, algorithms=[header["alg"]])


def test_an_assertion_by_another_key_or_algorithm_is_an_unknown_client(issuer, settings):
    key, other = signing_key(), signing_key()
    rsa = signing_key(RSAKey, 2048)
    added = bind(settings, public_keys=public_jwk(key))
    good = assertion(added.client_id, key)["client_assertion"]
    head, claims, signature = good.split(".")
    secret = OctKey.import_key(key.as_bytes(private=False)[27:])
    header = {"header": {"jwk": other.as_dict(private=False)}}
    wrong = [
        assertion(added.client_id, other)["client_assertion"],
        assertion(added.client_id, other, **header)["client_assertion"],
        assertion(added.client_id, rsa, "RS256")["client_assertion"],
        assertion(added.client_id, rsa, "PS256")["client_assertion"],
        assertion(added.client_id, secret, "HS256")["client_assertion"],
        assertion(added.client_id, key, header={"typ": "at+jwt"})["client_assertion"],
        assertion(added.client_id, key, header={"typ": "dpop+jwt"})["client_assertion"],
        f"{head}.{claims}.",
        f"{head}.{claims}",
        f"{head}.{claims}.{signature[:-4]}AAAA",
        f"{good}.{good}",
        "a.b.c",
        "é",
        "",
        "x" * 5000,
        _signed({"alg": "ES256", "typ": "JWT"}, other),
    ]
    for one in wrong:
        answer = assert_with(issuer, {"client_assertion_type": ASSERTED, "client_assertion": one})
        assert unknown(answer)
    assert (
        assert_with(
            issuer, {"client_assertion_type": ASSERTED, "client_assertion": good}
        ).status_code
        == 200
    )


def test_a_client_that_signs_has_no_secret_and_one_with_a_secret_does_not_sign(issuer, settings):
    key = signing_key()
    signer, keeper = bind(settings, public_keys=public_jwk(key)), bind(settings)
    assert unknown(ask(issuer, signer))
    assert unknown(assert_with(issuer, assertion(keeper.client_id, key)))
    both = basic(keeper.client_id, keeper.client_secret)
    answer = assert_with(issuer, assertion(signer.client_id, key), **both)
    assert refused(answer, "invalid_request")


@pytest.mark.parametrize(
    ("wrong", "check"),
    [
        ("for the token endpoint", "aud"),
        ("for a list of one", "aud"),
        ("too long", "exp"),
        ("over", "exp"),
        ("made later", "exp, iat, nbf"),
        ("an end in fractions", "exp, iat, nbf"),
        ("without jti", "jti"),
        ("by somebody else", "iss"),
        ("a subject with a zero", "sub"),
        ("an unknown client", "client"),
    ],
)
def test_the_log_says_which_check_an_assertion_failed_and_nothing_of_it(
    issuer, settings, caplog, wrong, check
):
    key, now = signing_key(), int(time.time())
    added = bind(settings, public_keys=public_jwk(key))
    claims = {n: v(now) if callable(v) else v for n, v in HOSTILE[wrong].items()}
    sent = assertion(added.client_id, key, **claims)
    assert unknown(assert_with(issuer, sent))
    (said,) = [r.getMessage() for r in caplog.records if "assertion" in r.getMessage()]
    assert said.startswith("a client assertion was refused: ")
    assert check.split(",")[0] in said
    for secret in (sent["client_assertion"], added.client_id, "elsewhere", "nobody"):
        assert secret not in caplog.text


def test_the_log_says_that_a_signature_or_a_second_use_was_the_reason(issuer, settings, caplog):
    key = signing_key()
    added = bind(settings, public_keys=public_jwk(key))
    unknown(assert_with(issuer, assertion(added.client_id, signing_key())))
    once = assertion(added.client_id, key)
    assert assert_with(issuer, once).status_code == 200
    assert unknown(assert_with(issuer, once))
    said = [r.getMessage().rpartition("refused: ")[2] for r in caplog.records]
    assert [one.partition(":")[0] for one in said if one] == ["signature", "jti"]
