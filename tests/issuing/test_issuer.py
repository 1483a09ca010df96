"""Its keys, its metadata, its name, and the end of a token."""

from dataclasses import replace

from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from officer_directory.app import create_app
from officer_directory.identity.issuing.signing_keys import rotate
from officer_directory.settings import Settings
from officer_directory.store.identity import access_token
from tests.issuing.asking import ask, refused, unknown, verified
from tests.signing_in import (
    GRANT,
    ISSUER,
    TOKEN,
    basic,
    bind,
)


def test_the_metadata_says_where_everything_is(issuer):
    told = issuer.get("/.well-known/oauth-authorization-server").json()
    assert told["issuer"] == ISSUER
    assert told["token_endpoint"] == TOKEN
    assert told["jwks_uri"] == f"{ISSUER}/oauth/jwks"
    assert told["token_endpoint_auth_methods_supported"] == [
        "client_secret_basic",
        "private_key_jwt",
    ]
    assert "none" not in told["token_endpoint_auth_signing_alg_values_supported"]
    resource = issuer.get("/.well-known/oauth-protected-resource").json()
    assert resource["resource"] == ISSUER
    assert ISSUER in resource["authorization_servers"]


def test_a_rotated_key_signs_no_more_and_its_tokens_stay_good(issuer, settings, database):
    added = bind(settings)
    before = ask(issuer, added).json()["access_token"]
    kid = rotate(settings.data, database.now())
    after = ask(issuer, added).json()["access_token"]
    assert verified(issuer, after).header["kid"] == kid != verified(issuer, before).header["kid"]


def revoke(issuer, added, token):
    headers = basic(added.client_id, added.client_secret)
    return issuer.post("/oauth/revoke", data={"token": token}, headers=headers)


def test_a_client_ends_its_own_tokens_and_learns_nothing_of_others(issuer, settings, database):
    added, other = bind(settings), bind(settings)
    mine, theirs = (ask(issuer, one).json()["access_token"] for one in (added, other))
    strange = [theirs, "nonsense", "a.b.c", mine[:-4] + "AAAA"]
    answers = {revoke(issuer, added, token).content for token in (mine, mine, *strange)}
    assert answers == {b"{}"}
    rows = select(access_token.c.client, access_token.c.revoked_at)
    with database.reading() as connection:
        ended = {owner: at is not None for owner, at in connection.execute(rows)}
    assert (ended[added.id], ended[other.id]) == (True, False)
    assert unknown(issuer.post("/oauth/revoke", data={"token": mine}))
    headers = basic(added.client_id, added.client_secret)
    empty = issuer.post("/oauth/revoke", data={"token": ""}, headers=headers)
    assert refused(empty, "invalid_request")


def test_the_issuer_is_the_public_address_where_there_is_one(apart):
    public = Settings(
        data=apart.data,
        database_url=apart.database_url,
        public_url="http://directory.example/",
    )
    added = bind(apart)
    app = create_app(public, address="http://127.0.0.1:9")
    with TestClient(app, base_url="http://directory.example") as asking:
        told = asking.get("/.well-known/oauth-authorization-server").json()
        assert told["issuer"] == "http://directory.example"
        token = ask(asking, added).json()["access_token"]
        assert verified(asking, token).claims["iss"] == "http://directory.example"


def test_switched_off_there_is_no_issuer(apart):
    off = Settings(data=apart.data, database_url=apart.database_url, embedded_issuer="off")
    added = bind(apart)
    with TestClient(create_app(off), base_url=ISSUER) as asking:
        assert ask(asking, added).status_code == 404
        for path in ("/oauth/jwks", "/.well-known/oauth-authorization-server"):
            assert asking.get(path).status_code == 404
        told = asking.get("/.well-known/oauth-protected-resource").json()
        assert "authorization_servers" not in told


def test_without_its_database_no_client_is_good_or_bad(issuer, settings, monkeypatch):
    """503, as for any other credential, and never an error that nobody expected."""
    added = bind(settings)

    def gone():
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(issuer.app.state.running.database, "now", gone)
    answer = ask(issuer, added)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")


def test_failures_at_the_token_endpoint_count_against_where_they_come_from(apart, tmp_path):
    limits = tmp_path / "limits.toml"
    limits.write_text('[failures]\nburst = "5/minute"\n')
    with TestClient(create_app(replace(apart, limits=limits)), base_url=ISSUER) as asking:
        answers = [
            asking.post("/oauth/token", data=GRANT, headers=basic("nobody", "x")).status_code
            for _ in range(7)
        ]
    assert answers == [401] * 5 + [429] * 2
