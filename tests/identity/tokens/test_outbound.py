"""What a token can make this service fetch: its issuer's keys, from one address, seldom."""

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from tests.identity.tokens import https_server
from tests.identity.tokens.conftest import House, issuers_file
from tests.identity.tokens.minting import AUDIENCE, EC, ISSUER, STRANGER, jwks, signed, token
from tests.identity.tokens.registering import add_client
from tests.identity.tokens.test_hostile_tokens import assert_refused

from officer_directory.app import create_app
from officer_directory.identity.authenticate import Called, Ways, authenticate, waits
from officer_directory.identity.key_format import new_key
from officer_directory.identity.tokens.accept import Tokens
from officer_directory.identity.tokens.clients import DatabaseClientLookup
from officer_directory.identity.tokens.dpop import Proofs
from officer_directory.identity.tokens.issuers import configured
from officer_directory.identity.used_once import UsedInMemory
from officer_directory.tiers import Tier


@pytest.fixture
def fetching(settings, database, tmp_path, monkeypatch):
    """A directory whose issuer has its keys at a real https address; and that server."""
    with https_server.serving(tmp_path) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        server.answers.body = jwks(EC)
        file = tmp_path / "issuers.toml"
        file.write_text(
            f'[[issuer]]\nissuer = "{ISSUER}"\naudience = "{AUDIENCE}"\n'
            f'jwks = "https://localhost:{server.port}/keys"\n'
        )
        add_client(database)
        app = create_app(replace(settings, issuers=str(file)))
        with TestClient(app, base_url="http://127.0.0.1") as client:
            yield House(client, database), server


def test_keys_are_fetched_once_for_any_number_of_tokens(fetching):
    house, server = fetching
    for _ in range(5):
        assert house.bearer(token()).status_code == 200
    assert [path for path, _ in server.answers.asked] == ["/keys"]


def test_what_a_token_names_is_never_fetched(fetching):
    house, server = fetching
    elsewhere = f"https://localhost:{server.port}/theirs"
    assert house.bearer(token()).status_code == 200
    server.answers.asked.clear()
    for head in ({"jku": elsewhere}, {"x5u": elsewhere}, {"kid": elsewhere}, {"iss": elsewhere}):
        assert_refused(house.bearer(token(head, STRANGER)))
    for said in ({"iss": elsewhere}, {"aud": elsewhere}, {"jwks_uri": elsewhere, "exp": 1}):
        assert_refused(house.bearer(token(**said)))
    assert server.answers.asked == []


def test_a_flood_of_key_ids_asks_the_issuer_no_further(fetching):
    house, server = fetching
    for number in range(50):
        assert_refused(house.bearer(token({"kid": f"k{number}"})))
    assert len(server.answers.asked) == 1
    assert house.bearer(token()).status_code == 200


def test_before_its_header_is_good_no_key_is_asked_for(fetching):
    house, server = fetching
    for head in ({"alg": "none"}, {"typ": "JWT"}, {"crit": ["x"]}, {"jwk": {}}, {"b64": False}):
        assert_refused(house.bearer(token(head)))
    assert_refused(house.bearer(signed({"alg": "HS256", "typ": "at+jwt", "kid": "x"}, {}, EC)))
    assert server.answers.asked == []


def test_an_issuer_that_is_gone_closes_itself_alone(fetching):
    house, server = fetching
    server.answers.status = 500
    assert_refused(house.bearer(token()))
    assert house.get({}).status_code == 200


def test_only_what_was_verified_lately_is_answered_without_waiting(settings, database, tmp_path):
    add_client(database)
    lookup = DatabaseClientLookup(settings)
    issuers = configured(issuers_file(tmp_path / "issuers"))
    ways = Ways(lambda _: None, Tokens(issuers, lookup, Proofs(UsedInMemory())))
    sent = [(b"authorization", f"Bearer {token()}".encode())]
    assert waits(ways, sent)
    authenticate(ways, sent, Called("GET", "http://directory.example/"))
    assert not waits(ways, sent)
    assert waits(ways, [*sent, (b"dpop", b"a.b.c")])
    assert not waits(ways, [(b"authorization", f"Bearer {new_key(Tier.HR)}".encode())])
    assert not waits(ways, [(b"host", b"directory.example")])
    lookup.close()
