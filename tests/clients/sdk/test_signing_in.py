"""Signing in to a real directory, by secret and by key, with proofs and without."""

import json
import logging
import time

import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey
from tests.clients.driving import driving
from tests.signing_in import public_jwk

from officer_directory.identity import clients
from officer_directory.store.engines import Database
from officer_directory_client import (
    ClientSecret,
    DpopKey,
    PrivateKeyJwt,
    SignInError,
    UnexpectedAnswerError,
    errors,
)

API = "https://directory.example"
SERVICE = ("authlib.oauth2.rfc6749.grants", "officer_directory.", "uvicorn")  # in this process too


@pytest.fixture
def hr(directory_served, shell):
    """A way to sign in: `with hr(credential) as directory`."""
    return lambda credential: driving(shell, "Hr", directory_served.api, credential)


@pytest.mark.parametrize("dpop", [False, True])
def test_a_client_signs_in_with_its_secret(hr, directory_served, dpop):
    client = directory_served.client(require_dpop=dpop)
    bound = DpopKey() if dpop else None
    with hr(ClientSecret(client.client_id, client.client_secret, dpop=bound)) as directory:
        assert directory.me().tier == "hr"
        assert directory.first(directory.officers(q="diaz")).records[0].birth_year == 1984


KEYS = [(ECKey, "P-256"), (OKPKey, "Ed25519"), (RSAKey, 2048)]


@pytest.mark.filterwarnings("ignore:.*EdDSA")
@pytest.mark.parametrize(("kind", "size"), KEYS)
@pytest.mark.parametrize("form", ["pem", "jwk", "json", "key"])
def test_a_client_signs_in_with_a_key_in_any_form(hr, directory_served, kind, size, form):
    key = kind.generate_key(size, auto_kid=True)
    client = directory_served.client(public_keys=public_jwk(key))
    given = {
        "pem": key.as_pem(private=True),
        "jwk": key.as_dict(private=True),
        "json": json.dumps(key.as_dict(private=True)),
        "key": key,
    }[form]
    with hr(PrivateKeyJwt(client.client_id, given, dpop=DpopKey())) as directory:
        assert directory.me().tier == "hr"


@pytest.mark.parametrize(
    "given",
    [
        "",
        "no key",
        b"\xff",
        {},
        {"kty": "oct", "k": "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"},
        "{",
        None,
        7,
    ],
)
def test_what_is_no_private_key_is_refused_without_being_repeated(given):
    with pytest.raises(ValueError, match="no private key"):
        PrivateKeyJwt("client", given)


def test_the_public_half_of_a_key_does_not_sign():
    public = ECKey.generate_key("P-256").as_dict(private=False)
    with pytest.raises(ValueError, match="no private key"):
        PrivateKeyJwt("client", public)
    with pytest.raises(ValueError, match="P-256"):
        DpopKey(ECKey.generate_key("P-384"))


def test_a_wrong_secret_and_an_unknown_client_are_refused_alike(hr, directory_served):
    client = directory_served.client()
    said = []
    for wrong in (ClientSecret(client.client_id, "odsec_wrong"), ClientSecret("odc00", "odsec_")):
        with hr(wrong) as directory, pytest.raises(SignInError) as raised:
            directory.me()
        said.append((str(raised.value), raised.value.code))
    assert said[0] == said[1] == ("The issuer gave no token: invalid_client.", "invalid_client")


def test_a_client_that_has_to_prove_its_key_is_told_without_one(hr, directory_served):
    client = directory_served.client(require_dpop=True)
    secret = ClientSecret(client.client_id, client.client_secret)
    with hr(secret) as directory, pytest.raises(SignInError):
        directory.me()


def fetched(directory):
    return directory.directory._core._signer._token


def test_a_token_is_used_until_shortly_before_it_expires(hr, directory_served):
    client = directory_served.client()
    with hr(ClientSecret(client.client_id, client.client_secret)) as directory:
        directory.me()
        first = fetched(directory)
        directory.me()
        assert fetched(directory) is first
        first["expires_at"] = int(time.time()) + 29
        directory.me()
        assert fetched(directory) is not first


@pytest.mark.parametrize("dpop", [False, True])
def test_a_token_that_is_refused_is_fetched_anew_once(hr, directory_served, dpop):
    client = directory_served.client()
    bound = DpopKey() if dpop else None
    with hr(ClientSecret(client.client_id, client.client_secret, dpop=bound)) as directory:
        directory.me()
        fetched(directory)["access_token"] += "x"
        assert directory.me().tier == "hr"


def test_a_client_that_was_revoked_is_out(hr, directory_served):
    client = directory_served.client()
    with hr(ClientSecret(client.client_id, client.client_secret)) as directory:
        assert directory.me().tier == "hr"
        settings = directory_served.settings
        database = Database(settings)
        with database.transaction() as connection:
            clients.revoke(connection, client.id, by="tests", now=database.now())
        database.close()
        with pytest.raises((SignInError, errors.BadCredentialError)):
            directory.me()


def test_nothing_that_is_secret_is_shown_or_logged(hr, directory_served, caplog):
    caplog.set_level(logging.DEBUG)
    client = directory_served.client()
    key = ECKey.generate_key("P-256")
    secret = ClientSecret(client.client_id, client.client_secret, dpop=DpopKey())
    signing = PrivateKeyJwt("client", key)
    with hr(secret) as directory:
        directory.me()
        token = fetched(directory)["access_token"]
        with pytest.raises(errors.NoSuchRecordError) as raised:
            directory.officer("0")
        shown = [repr(secret), repr(signing), repr(directory.directory), repr(raised.value)]
        ours = [r.getMessage() for r in caplog.records if not r.name.startswith(SERVICE)]
        assert any("HTTP Request" in said for said in ours)
        shown += [str(vars(raised.value)), *ours]
    hidden = (client.client_secret, token, key.as_dict(private=True)["d"])
    assert not [each for each in hidden for text in shown if each in text]
    assert client.client_id in repr(secret)


def metadata(mocked, **told):
    mocked.add_response(
        url=f"{API}/.well-known/oauth-authorization-server", json={"issuer": API, **told}
    )


def test_a_nonce_that_is_asked_for_is_used(mocked, shell):
    metadata(mocked)
    asked = {"url": f"{API}/oauth/token", "headers": {"dpop-nonce": "n-1"}}
    mocked.add_response(400, json={"error": "use_dpop_nonce"}, **asked)
    token = {"access_token": "t", "token_type": "DPoP", "expires_in": 300}
    mocked.add_response(json=token, **asked)
    me = f"{API}/v1/policy"
    wants = {"dpop-nonce": "n-2", "www-authenticate": 'DPoP error="use_dpop_nonce"'}
    mocked.add_response(401, url=me, headers=wants)
    mocked.add_response(url=me, json={"policy": "p", "tier": "hr", "bundles": []})
    with driving(shell, "Hr", API, ClientSecret("c", "s", dpop=DpopKey())) as hr:
        assert hr.policy().tier == "hr"
    nonces = [claims(request.headers["dpop"]).get("nonce") for request in mocked.get_requests()[1:]]
    assert nonces == [None, "n-1", "n-1", "n-2"]


def claims(proof):
    from base64 import urlsafe_b64decode

    return json.loads(urlsafe_b64decode(proof.split(".")[1] + "=="))


LOGIN = "https://login.example/agency"


def test_an_issuer_of_ones_own_is_asked_where_its_metadata_says(mocked, shell):
    well_known = "https://login.example/.well-known/oauth-authorization-server/agency"
    told = {"issuer": LOGIN, "token_endpoint": "https://login.example/token"}
    mocked.add_response(url=well_known, json=told)
    token = {"access_token": "t", "token_type": "bearer", "expires_in": 300}
    mocked.add_response(url=told["token_endpoint"], json=token)
    answer = {"policy": "p", "tier": "hr", "bundles": []}
    mocked.add_response(url=f"{API}/v1/policy", json=answer)
    key = ECKey.generate_key("P-256")
    with driving(shell, "Hr", API, PrivateKeyJwt("payroll", key, issuer=LOGIN)) as hr:
        hr.policy()
    (sent,) = mocked.get_requests(url=told["token_endpoint"])
    from urllib.parse import parse_qs

    asserted = claims(parse_qs(sent.read().decode())["client_assertion"][0])
    assert (asserted["aud"], asserted["iss"], asserted["sub"]) == (LOGIN, "payroll", "payroll")
    assert asserted["exp"] - asserted["iat"] <= 60


@pytest.mark.parametrize(
    "told",
    [
        {"issuer": "https://other.example", "token_endpoint": f"{LOGIN}/token"},
        {"issuer": LOGIN},
        {},
    ],
)
def test_an_issuer_that_is_another_or_says_too_little_is_given_nothing(mocked, shell, told):
    well_known = "https://login.example/.well-known/oauth-authorization-server/agency"
    mocked.add_response(url=well_known, json=told)
    credential = ClientSecret("c", "s", issuer=LOGIN)
    with driving(shell, "Hr", API, credential) as hr, pytest.raises(SignInError):
        hr.me()
    assert len(mocked.get_requests()) == 1


def test_a_token_endpoint_without_https_is_given_nothing(mocked, shell):
    well_known = "https://login.example/.well-known/oauth-authorization-server/agency"
    told = {"issuer": LOGIN, "token_endpoint": "http://login.example/token"}
    mocked.add_response(url=well_known, json=told)
    credential = ClientSecret("c", "s", issuer=LOGIN)
    with driving(shell, "Hr", API, credential) as hr, pytest.raises(ValueError, match="https"):
        hr.me()
    assert len(mocked.get_requests()) == 1


@pytest.mark.parametrize(
    "token",
    [{}, {"access_token": 7}, {"access_token": "t", "token_type": "mac"}, {"error": []}],
)
def test_a_token_of_another_kind_is_none(mocked, shell, token):
    metadata(mocked)
    mocked.add_response(url=f"{API}/oauth/token", json=token)
    with driving(shell, "Hr", API, ClientSecret("c", "s")) as hr, pytest.raises(SignInError):
        hr.me()


def test_an_issuer_that_is_away_is_said_to_be(mocked, shell):
    mocked.add_response(404, html="Not here")
    with (
        driving(shell, "Hr", API, ClientSecret("c", "s")) as hr,
        pytest.raises(UnexpectedAnswerError),
    ):
        hr.me()
