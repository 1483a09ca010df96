"""A token for a client that shows who it is, and one refusal for all else."""

import time

import pytest
from sqlalchemy import insert, select, update

from officer_directory.identity import clients, persons
from officer_directory.identity.issuing import authentication
from officer_directory.store.identity import access_token, client
from tests.issuing.asking import ask, refused, unknown, verified
from tests.signing_in import (
    GRANT,
    ISSUER,
    basic,
    bind,
    public_jwk,
    signing_key,
)

FORM = "application/x-www-form-urlencoded"


def test_a_token_is_what_rfc_9068_says_and_lives_five_minutes(issuer, settings, database):
    added = bind(settings, "hr", agency_ids=["fernhollow"])
    answer = ask(issuer, added)
    given = answer.json()
    assert answer.status_code == 200
    assert (answer.headers["cache-control"], answer.headers["pragma"]) == ("no-store", "no-cache")
    assert (given["token_type"], given["expires_in"]) == ("Bearer", 300)
    token = verified(issuer, given["access_token"])
    assert (token.header["typ"], token.header["alg"]) == ("at+jwt", "ES256")
    claims = token.claims
    assert (claims["iss"], claims["aud"]) == (ISSUER, ISSUER)
    assert claims["sub"] == claims["client_id"] == added.client_id
    assert claims["exp"] - claims["iat"] == 300
    assert abs(claims["iat"] - time.time()) < 120
    assert given["scope"] == claims["scope"]
    assert claims["scope"].split() == [
        *("assignments:write", "officers:read", "officers:write", "photos:write"),
    ]
    assert claims.keys() == {*["iss", "sub", "aud", "client_id", "jti", "iat", "exp", "scope"]}
    with database.reading() as connection:
        mine = select(access_token).where(access_token.c.client == added.id)
        row = connection.execute(mine).one()
    assert (row.jti, row.client, row.revoked_at) == (claims["jti"], added.id, None)


def test_scopes_narrow_and_never_add(issuer, settings):
    added = bind(settings, "hr", agency_ids=["a"], scopes=["officers:read", "officers:write"])
    assert ask(issuer, added).json()["scope"] == "officers:read officers:write"
    assert ask(issuer, added, scope="officers:read").json()["scope"] == "officers:read"
    for beyond in ("photos:write", "admin", "officers:read ledger:read", "nonsense"):
        assert refused(ask(issuer, added, scope=beyond), "invalid_scope")


def test_old_rows_of_tokens_are_forgotten(issuer, settings, database):
    added, now = bind(settings), database.now()
    with database.transaction() as connection:
        for jti, end in (("old", now - 121), ("late", now - 60)):
            row = {"jti": jti, "client": added.id, "issued_at": 1, "expires_at": end}
            connection.execute(insert(access_token), row)
    assert ask(issuer, added).status_code == 200
    with database.reading() as connection:
        left = set(connection.scalars(select(access_token.c.jti)))
    assert "old" not in left
    assert "late" in left


@pytest.mark.parametrize("fate", ["client revoked", "person revoked", "other issuer's"])
def test_a_client_that_is_not_good_now_is_an_unknown_one(issuer, settings, database, fate):
    name = {"client revoked": "A. Kemp", "person revoked": "W. Marsh"}.get(fate, "T. Achebe")
    added = bind(settings, person=name)
    assert ask(issuer, added).status_code == 200
    with database.transaction() as connection:
        if fate == "client revoked":
            clients.revoke(connection, added.id, by="someone", now=database.now())
        elif fate == "person revoked":
            persons.revoke(connection, persons.require(connection, "W. Marsh"), now=1)
        else:
            mine = update(client).where(client.c.id == added.id)
            connection.execute(mine.values(issuer="https://login.example"))
    assert unknown(ask(issuer, added))


def hostile_headers(added, other):
    """Every way of not quite being a client, as headers."""
    good, secret = added.client_id, added.client_secret
    yield from (basic(good, "wrong"), basic("nobody", secret), basic(good, ""), basic("", secret))
    yield from (basic(good, other.client_secret), basic(good, "é"), basic("\0", secret))
    yield from (basic(good, secret + "x"), basic("x" * 2000, secret), basic("%FF", "%FF"))
    for raw in (
        b"",
        b"Basic",
        b"Basic ",
        b"Basic !!!",
        b"Basic \xff\xfe",
        b"Basic /w==",
        b"Bearer x",
    ):
        yield {b"Authorization": raw}
    yield {b"Authorization": b"Basic " + b"A" * 5000}
    yield {}


def test_whatever_is_wrong_with_a_secret_the_answer_is_one_and_the_same(issuer, settings):
    added, other = bind(settings), bind(settings)
    said = set()
    for headers in hostile_headers(added, other):
        answer = issuer.post("/oauth/token", data=GRANT, headers=headers)
        assert unknown(answer)
        said.add((answer.content, answer.headers["www-authenticate"]))
    assert len(said) == 1
    assert ask(issuer, added).status_code == 200


def test_an_unknown_client_takes_the_same_path_as_a_wrong_secret(issuer, settings, monkeypatch):
    """One look-up, one digest and one comparison each; only then are they told apart."""
    added, signer = bind(settings), bind(settings, public_keys=public_jwk(signing_key()))
    steps = []
    real = authentication.digest
    compare = authentication.KnownClient.has_secret

    def counted(name, function):
        return lambda *a: steps.append(name) or function(*a)

    monkeypatch.setattr(authentication, "digest", counted("digest", real))
    monkeypatch.setattr(authentication.KnownClient, "has_secret", counted("compare", compare))
    paths = []
    for client_id in (added.client_id, "nobody", signer.client_id):
        steps.clear()
        assert unknown(issuer.post("/oauth/token", data=GRANT, headers=basic(client_id, "wrong")))
        paths.append(list(steps))
    assert paths == [["digest", "compare"]] * 3


def test_a_secret_may_be_percent_encoded(issuer, settings):
    """RFC 6749, 2.3.1: both are form-encoded before they are joined."""
    added = bind(settings)
    encoded = added.client_secret.replace("_", "%5F")
    answer = issuer.post("/oauth/token", data=GRANT, headers=basic(added.client_id, encoded))
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", "invalid_request"),
        (b"grant_type=client_credentials&grant_type=client_credentials", "invalid_request"),
        (b"grant_type=client_credentials&x=1&x=2", "invalid_request"),
        (b"grant_type=client_credentials&scope=%FF", "invalid_request"),
        (b"grant_type=client_credentials&scope=%00", "invalid_request"),
        (b"grant_type=client_credentials&scope=%zz", "invalid_request"),
        (b"grant_type=client_credentials&scope=\xff", "invalid_request"),
        (b"grant_type=client_credentials&x=" + b"a" * 17_000, "invalid_request"),
        (b"grant_type=", "invalid_request"),
        (b"scope=officers%3Aread", "invalid_request"),
        (b"grant_type=password&username=a&password=b", "unsupported_grant_type"),
        (b"grant_type=refresh_token", "unsupported_grant_type"),
        (b"grant_type=client_credentials&client_secret=x", "invalid_request"),
        (b"grant_type=client_credentials&client_assertion=x", "invalid_request"),
        (b"grant_type=client_credentials&resource=https%3A%2F%2Felsewhere", "invalid_target"),
    ],
)
def test_a_form_is_understood_whole_or_refused(issuer, settings, body, error):
    added = bind(settings)
    headers = {**basic(added.client_id, added.client_secret), "Content-Type": FORM}
    assert refused(issuer.post("/oauth/token", content=body, headers=headers), error)


def test_what_is_not_known_in_a_form_is_ignored(issuer, settings):
    """RFC 6749, 3.2: unrecognised parameters are, and empty ones are omitted ones."""
    added = bind(settings)
    more = {"audience": "x", "scope": "", "resource": ISSUER, "client_id": added.client_id}
    assert ask(issuer, added, **more).status_code == 200
    assert unknown(ask(issuer, added, client_id="another"))


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "text/plain", f"{FORM}; charset=latin-1", f"{FORM}, {FORM}", ""],
)
def test_only_a_form_in_utf_8_is_read(issuer, settings, content_type):
    added = bind(settings)
    headers = {**basic(added.client_id, added.client_secret), "Content-Type": content_type}
    body = b"grant_type=client_credentials"
    assert refused(issuer.post("/oauth/token", content=body, headers=headers), "invalid_request")
    headers["Content-Type"] = f"{FORM}; charset=UTF-8"
    assert issuer.post("/oauth/token", content=body, headers=headers).status_code == 200


def test_credentials_in_the_address_or_sent_twice_are_refused(issuer, settings):
    added = bind(settings)
    said = f"client_id={added.client_id}&client_secret={added.client_secret}"
    in_address = issuer.post(f"/oauth/token?{said}", data=GRANT)
    assert in_address.status_code == 400
    assert in_address.json()["type"] == "/problems/credential-in-address"
    headers = [*basic(added.client_id, added.client_secret).items()] * 2
    assert refused(issuer.post("/oauth/token", data=GRANT, headers=headers), "invalid_request")


def test_a_get_and_a_huge_body_are_refused_before_anything_is_read(issuer):
    assert issuer.get("/oauth/token").status_code == 405
    headers = {"Content-Type": FORM}
    assert issuer.post("/oauth/token", content=b"x" * 70_000, headers=headers).status_code == 413
