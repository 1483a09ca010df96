"""Code that nobody here wrote signs in, and issues tokens that are let in (`make interop`)."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.integrations.requests_client import OAuth2Session as AuthlibSession
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc.jwk import ECKey
from oauthlib.oauth2 import BackendApplicationClient
from requests_oauthlib import OAuth2Session
from tests.http.test_serving import free_port, wait_until_ready
from tests.signing_in import basic, bind, proof, signing_key

from officer_directory.settings import Settings
from officer_directory.store.schema import upgrade

pytestmark = pytest.mark.interop
HERE = Path(__file__).parent
AUDIENCE = "https://directory.example"
SERVE = "from officer_directory.cli import main; main()"


@contextmanager
def node(script, told):
    """A Node program that is told something, until it is ready; it ends with the block."""
    environ = os.environ | {"INTEROP": json.dumps(told)}
    command = ["node", script]
    with subprocess.Popen(command, cwd=HERE, env=environ, stdout=subprocess.PIPE, text=True) as ran:
        try:
            assert ran.stdout.readline() == "ready\n"
            yield
        finally:
            ran.terminate()


def finished(script, told):
    environ = os.environ | {"INTEROP": json.dumps(told)}
    ran = subprocess.run(
        ["node", script], cwd=HERE, env=environ, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def foreign():
    """npm oidc-provider on a free port: its address."""
    port = free_port()
    with node("provider.mjs", {"port": port, "audience": AUDIENCE}):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module", params=("sqlite", "postgresql"))
def directory(request, tmp_path_factory, foreign):
    """The directory as a process that trusts the foreign issuer: address and settings."""
    folder = tmp_path_factory.mktemp("interop")
    with urllib.request.urlopen(f"{foreign}/jwks") as answer:
        (folder / "jwks.json").write_bytes(answer.read())
    issuers = folder / "issuers.toml"
    issuers.write_text(
        f'[[issuer]]\nissuer = "{foreign}"\njwks = "jwks.json"\naudience = "{AUDIENCE}"\n'
    )
    databases, url = request.getfixturevalue("postgres_databases"), ""
    if request.param == "postgresql":
        url = databases.make()
    settings = Settings(data=folder / "data", database_url=url)
    upgrade(settings)
    port = free_port()
    environ = os.environ | {
        "OFFICER_DIRECTORY_DATA": str(settings.data),
        "OFFICER_DIRECTORY_DATABASE_URL": settings.database_url,
        "OFFICER_DIRECTORY_ISSUERS": str(issuers),
    }
    command = [sys.executable, "-c", SERVE, "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environ) as server:
        try:
            wait_until_ready(port)
            yield f"http://127.0.0.1:{port}", settings
        finally:
            server.terminate()
    if url:
        databases.drop(url)


@pytest.fixture(scope="module")
def told(directory):
    """What a client has to know to sign in as an auditor, with a secret or a key."""
    address, settings = directory
    key = signing_key()
    secret = bind(settings)
    signing = bind(settings, public_keys=json.dumps(key.as_dict(private=False)))
    return {
        "issuer": address,
        "secret": {"client_id": secret.client_id, "client_secret": secret.client_secret},
        "signing": {"client_id": signing.client_id},
        "jwk": key.as_dict(private=True) | {"kid": key.kid},
    }


def me(address, headers):
    request = urllib.request.Request(f"{address}/v1/me", headers=headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read())["tier"]
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


def test_npm_oauth4webapi_signs_in_every_way(told):
    assert finished("oauth4webapi.mjs", told).startswith("oauth4webapi: discovery, basic")


def test_npm_openid_client_signs_in(told):
    assert finished("openid-client.mjs", told).startswith("openid-client: discovery, basic")


def test_authlibs_requests_session_signs_in(told):
    secret = told["secret"]
    with AuthlibSession(secret["client_id"], secret["client_secret"], scope="ledger:read") as one:
        one.fetch_token(f"{told['issuer']}/oauth/token", grant_type="client_credentials")
        assert one.get(f"{told['issuer']}/v1/me").json()["scopes"] == ["ledger:read"]


def signed_by_authlib(told, claims):
    """A token that Authlib's httpx client fetches with a signed assertion."""
    key, how = ECKey.import_key(told["jwk"]), PrivateKeyJWT(told["issuer"], claims, alg="ES256")
    method = "private_key_jwt"
    client_id = told["signing"]["client_id"]
    with OAuth2Client(client_id, key, token_endpoint_auth_method=method) as one:
        one.register_client_auth_method(how)
        one.fetch_token(f"{told['issuer']}/oauth/token", grant_type="client_credentials")
        return one.get(f"{told['issuer']}/v1/me").json()["tier"]


def test_authlibs_httpx_client_signs_in_with_a_key(told):
    assert signed_by_authlib(told, {"exp": int(time.time()) + 60}) == "auditor"
    with pytest.raises(OAuthError, match="invalid_client"):
        signed_by_authlib(told, None)  # left to itself it asserts for an hour


def test_requests_oauthlib_signs_in(told, monkeypatch):
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    secret = told["secret"]
    client = BackendApplicationClient(client_id=secret["client_id"], scope=["ledger:read"])
    with OAuth2Session(client=client) as one:
        one.fetch_token(f"{told['issuer']}/oauth/token", client_secret=secret["client_secret"])
        assert one.get(f"{told['issuer']}/v1/me").json()["tier"] == "auditor"


def foreign_token(foreign, name, headers=None):
    asked = {"grant_type": "client_credentials", "scope": "ledger:read"}
    head = {**basic(name, f"secret-of-{name}"), **(headers or {})}
    answer = httpx.post(f"{foreign}/token", data=asked, headers=head)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_token_of_npm_oidc_provider_is_let_in_where_its_client_is_bound(directory, foreign):
    address, settings = directory
    bind(settings, issuer=foreign, client_id="payroll")
    token = foreign_token(foreign, "payroll")["access_token"]
    assert me(address, {"Authorization": f"Bearer {token}"}) == "auditor"
    other = foreign_token(foreign, "stranger")["access_token"]
    assert me(address, {"Authorization": f"Bearer {other}"}) == 401
    key = signing_key()
    given = foreign_token(foreign, "payroll", proof(key, address=f"{foreign}/token"))
    assert given["token_type"] == "DPoP"
    bound = given["access_token"]
    assert me(address, {"Authorization": f"Bearer {bound}"}) == 401
    proved = proof(key, "GET", f"{address}/v1/me", token=bound)
    assert me(address, {"Authorization": f"DPoP {bound}", **proved}) == "auditor"
