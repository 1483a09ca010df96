"""Whoever is revoked is out with the next request, at every replica, whatever is remembered."""

import time
from dataclasses import replace
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import insert, update
from tests.identity.tokens.conftest import House, issuers_file
from tests.identity.tokens.minting import AUDIENCE, CLIENT, EC, ISSUER, token
from tests.identity.tokens.registering import add_client, add_person, change

from officer_directory.app import create_app
from officer_directory.errors import NotAnsweredError
from officer_directory.identity.tokens.accept import Tokens
from officer_directory.identity.tokens.cache import KEPT_S, MOST, VerifiedTokens
from officer_directory.identity.tokens.claims import Verified
from officer_directory.identity.tokens.clients import DatabaseClientLookup
from officer_directory.identity.tokens.dpop import Proofs
from officer_directory.identity.tokens.issuers import EMBEDDED, Issuer
from officer_directory.identity.used_once import UsedInMemory
from officer_directory.store.engines import Database
from officer_directory.store.identity import access_token, client, person


def ways_to_revoke(database):
    marsh = add_person(database, "W. Marsh", (ISSUER, "marsh"))
    ito = add_person(database, "T. Ito")
    one = add_client(database, "one")
    two = add_client(database, "two")
    add_client(database, "three", person_id=ito)
    add_client(database, "four")
    later = int(time.time()) + 1
    return {
        "one": ({}, lambda: change(database, client, one, revoked_at=1)),
        "two": ({}, lambda: change(database, client, two, not_before=later)),
        "three": ({}, lambda: change(database, person, ito, revoked_at=1)),
        "four": ({"sub": "marsh"}, lambda: change(database, person, marsh, revoked_at=1)),
    }


def test_client_person_and_epoch_are_looked_at_on_each_request_at_each_replica(
    make_settings, tmp_path
):
    settings = make_settings("postgresql", tmp_path / "data")
    settings = replace(settings, issuers=str(issuers_file(tmp_path / "issuers")))
    database = Database(settings)
    with (
        TestClient(create_app(settings), base_url="http://127.0.0.1") as one,
        TestClient(create_app(settings), base_url="http://127.0.0.1") as other,
    ):
        replicas = [House(one, database), House(other, database)]
        for name, (changes, revoke) in ways_to_revoke(database).items():
            good = token(client_id=name, **({"sub": name} | changes))
            assert [r.bearer(good).status_code for r in replicas] == [200, 200], name
            revoke()
            assert [r.bearer(good).status_code for r in replicas] == [401, 401], name
    database.close()


def test_the_same_on_one_machine(house):
    for name, (changes, revoke) in ways_to_revoke(house.database).items():
        good = token(client_id=name, **({"sub": name} | changes))
        assert house.bearer(good).status_code == 200
        revoke()
        assert house.bearer(good).status_code == 401


class Held:
    """The keys of the embedded issuer, as it would plug them in."""

    def key(self, kid):
        return EC if kid == "ec" else None


@pytest.fixture
def embedded(settings, database):
    lookup = DatabaseClientLookup(settings)
    issuer = Issuer(
        issuer="https://directory.example",
        binding=EMBEDDED,
        audience=AUDIENCE,
        algorithms=("ES256",),
        client_claims=("client_id",),
        scope_claims=("scope",),
        max_age_s=300,
        require_dpop=False,
        keys=Held(),
    )
    yield Tokens([issuer], lookup, Proofs(UsedInMemory()))
    lookup.close()


def of_the_embedded(database, client_row, **changes):
    """A token of the embedded issuer, with its row."""
    now, jti = int(time.time()), str(uuid4())
    row = {"jti": jti, "client": client_row, "issued_at": now, "expires_at": now + 300}
    with database.transaction() as connection:
        connection.execute(insert(access_token), row)
    said = {"iss": "https://directory.example", "jti": jti, "iat": now - 1, "exp": now + 290}
    return token(**(said | changes)), jti


def test_a_token_of_the_embedded_issuer_is_good_until_it_is_revoked(embedded, database):
    row = add_client(database, issuer=EMBEDDED)
    good, jti = of_the_embedded(database, row)
    other, _ = of_the_embedded(database, row)
    assert embedded.bearer(good).client_id == CLIENT
    with database.transaction() as connection:
        one = update(access_token).where(access_token.c.jti == jti)
        connection.execute(one.values(revoked_at=int(time.time())))
    assert embedded.bearer(good) is None
    assert embedded.bearer(other) is not None


def test_a_token_the_embedded_issuer_has_no_row_of_is_no_token_of_its(embedded, database):
    row = add_client(database, issuer=EMBEDDED)
    add_client(database, "another", issuer=EMBEDDED)
    add_client(database, "foreign")
    assert embedded.bearer(of_the_embedded(database, row)[0]) is not None
    for changes in ({"jti": "invented"}, {"client_id": "another"}, {"client_id": "foreign"}):
        assert embedded.bearer(of_the_embedded(database, row, **changes)[0]) is None


def test_without_the_database_nobody_is_let_in(embedded, database, monkeypatch):
    good, _ = of_the_embedded(database, add_client(database, issuer=EMBEDDED))
    assert embedded.bearer(good) is not None

    def gone(*_):
        raise NotAnsweredError

    monkeypatch.setattr(embedded, "_lookup", gone)
    with pytest.raises(NotAnsweredError):
        embedded.bearer(good)


def saying(expires_at):
    return Verified(ISSUER, CLIENT, CLIENT, (), 0, expires_at, None, None, False)


class Clocks:
    wall = monotonic = 1_000.0

    def kept(self):
        return VerifiedTokens(lambda: self.wall, lambda: self.monotonic)


def test_what_is_remembered_never_outlives_the_token_or_a_minute():
    clocks = Clocks()
    kept = clocks.kept()
    kept.keep("t", saying(1_030))
    assert kept.find("t") is not None
    clocks.wall = 1_030
    assert kept.find("t") is None
    kept.keep("u", saying(9_999))
    assert kept.find("u") is not None
    clocks.monotonic += KEPT_S
    assert kept.find("u") is None


def test_what_is_remembered_is_bounded_and_holds_no_token():
    kept = Clocks().kept()
    for number in range(MOST + 10):
        kept.keep(f"token {number}", saying(9_999))
    assert len(kept._kept) == MOST
    assert kept.find("token 9") is None
    assert kept.find(f"token {MOST}") is not None
    assert all(len(digest) == 32 for digest in kept._kept)
    assert "token 9" not in repr(kept._kept)
