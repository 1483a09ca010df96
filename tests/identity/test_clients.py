"""A client is bound to what it is bound to; a person is one, and is out when revoked."""

import json

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from sqlalchemy import select
from tests.signing_in import bind

from officer_directory.errors import NoSuchRecordError, RefusedByRuleError
from officer_directory.identity import clients, persons
from officer_directory.identity.issuing.known_clients import look_up_in
from officer_directory.identity.public_keys import key_set
from officer_directory.store.identity import access_token, client, person

NOW = 1_800_000_000


def only(database, table):
    with database.reading() as connection:
        return connection.execute(select(table)).one()


def test_a_client_is_bound_as_it_was_asked_for(settings, database):
    added = bind(
        settings, "hr", "Payroll", agency_ids=["b", "a", "a"], scopes=["officers:read"], person="Z"
    )
    row = only(database, client)
    assert (row.issuer, row.client_id, row.tier, row.label) == (
        "",
        added.client_id,
        "hr",
        "Payroll",
    )
    assert json.loads(row.agency_ids) == ["a", "b"]
    assert json.loads(row.scopes) == ["officers:read"]
    assert row.person_id == only(database, person).id


def test_the_database_holds_no_secret(settings, database):
    added = bind(settings)
    assert len(bytes.fromhex(added.client_secret.removeprefix("odsec_"))) == 32
    assert added.client_secret not in repr(only(database, client))


@pytest.mark.parametrize(
    "wrong",
    [
        {"tier": "police"},
        {"tier": "public"},
        {"tier": "press"},
        {"tier": "hr"},
        {"tier": "auditor", "agency_ids": ["a"]},
        {"label": " "},
        {"label": "a\nb"},
        {"person": "\u200b"},
        {"scopes": ["officers:write"]},
        {"scopes": []},
        {"client_id": "mine"},
        {"issuer": "https://login.example"},
        {"issuer": "login.example", "client_id": "x"},
        {"issuer": "https://login.example", "client_id": "é"},
        {"issuer": "https://login.example", "client_id": "x", "public_keys": "{}"},
        {"public_keys": "no key"},
    ],
)
def test_a_client_that_does_not_go_together_is_not_bound(settings, database, wrong):
    with pytest.raises(RefusedByRuleError):
        bind(settings, **wrong)
    with database.reading() as connection:
        assert connection.execute(select(client)).all() == []


def test_a_client_of_another_issuer_is_bound_once_and_has_no_secret(settings, database):
    other = {"issuer": "https://login.example/v2", "client_id": "payroll app"}
    assert bind(settings, **other).client_secret is None
    with pytest.raises(RefusedByRuleError, match="bound already"):
        bind(settings, **other)
    bind(settings, issuer="https://elsewhere.example", client_id="payroll app")


def test_spellings_of_one_name_are_one_person(settings, database):
    for name in ("Reva Castellanos", "CASTELLANOS, Reva", "reva  castellanos", "Reva Castéllanos"):
        bind(settings, person=name)
    assert only(database, person).name == "Reva Castellanos"


def test_a_subject_is_one_person(database):
    with database.transaction() as connection:
        one = persons.link(connection, "T. Achebe", "https://login.example", "42", now=NOW)
        same = persons.link(connection, "achebe t", "https://login.example", "42", now=NOW)
        assert one == same
        with pytest.raises(RefusedByRuleError, match="somebody else"):
            persons.link(connection, "W. Marsh", "https://login.example", "42", now=NOW)
        with pytest.raises(RefusedByRuleError, match="issuer"):
            persons.link(connection, "W. Marsh", "login", "42", now=NOW)


def test_a_revoked_client_and_the_clients_of_a_revoked_person_are_not_known(settings, database):
    look_up = look_up_in(database)
    first, second, other = (bind(settings, person=p) for p in ("A. One", "B. Two", "C. Three"))
    assert all(look_up(c.client_id) for c in (first, second, other))
    with database.transaction() as connection:
        clients.revoke(connection, first.id, by="W. Marsh", now=NOW)
        persons.revoke(connection, persons.require(connection, "Two, B."), now=NOW)
    assert [bool(look_up(c.client_id)) for c in (first, second, other)] == [False, False, True]
    with pytest.raises(RefusedByRuleError, match="revoked"):
        bind(settings, person="B. Two")


def test_a_client_of_another_issuer_is_not_known_to_the_embedded_one(settings, database):
    bind(settings, issuer="https://login.example", client_id="theirs")
    assert look_up_in(database)("theirs") is None


def test_revoking_a_client_ends_its_tokens(settings, database):
    added, other = bind(settings), bind(settings)
    with database.transaction() as connection:
        for jti, owner in (("mine", added.id), ("others", other.id)):
            row = {"jti": jti, "client": owner, "issued_at": NOW, "expires_at": NOW + 300}
            connection.execute(access_token.insert(), row)
        clients.revoke(connection, added.id, by="W. Marsh", now=NOW)
        ended = connection.execute(select(access_token.c.jti, access_token.c.revoked_at)).all()
    assert dict(map(tuple, ended)) == {"mine": NOW, "others": None}


def test_an_id_that_several_issuers_use_needs_its_issuer(settings, database):
    for issuer in ("https://one.example", "https://two.example"):
        bind(settings, issuer=issuer, client_id="app")
    with database.transaction() as connection:
        with pytest.raises(NoSuchRecordError, match="issuer"):
            clients.find(connection, "app")
        assert clients.find(connection, "app", "https://two.example").issuer.endswith("two.example")
        with pytest.raises(NoSuchRecordError, match="no client"):
            clients.find(connection, "nobody")


def pem(key, private=False):
    return key.as_pem(private=private).decode()


def jwks(*keys):
    return json.dumps({"keys": [key.as_dict(private=False) for key in keys]})


EC, RSA, ED = ECKey.generate_key("P-256"), RSAKey.generate_key(2048), OKPKey.generate_key("Ed25519")


@pytest.mark.parametrize("key", [EC, RSA, ED], ids=["P-256", "RSA", "Ed25519"])
def test_a_public_key_is_read_from_pem_and_from_jwk(key):
    for text in (pem(key), json.dumps(key.as_dict(private=False)), jwks(key)):
        (stored,) = json.loads(key_set(text))["keys"]
        assert stored["kid"] == key.thumbprint()
        assert "d" not in stored


def other_curve():
    public = ec.generate_private_key(ec.SECP384R1()).public_key()
    form = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return public.public_bytes(*form).decode()


WRONG = {
    "nothing": "",
    "a list": "[]",
    "no key": "{}",
    "an empty set": '{"keys": []}',
    "no PEM": "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
    "private PEM": pem(EC, private=True),
    "private JWK": json.dumps(EC.as_dict(private=True)),
    "symmetric": json.dumps(OctKey.generate_key(256).as_dict()),
    "another curve": json.dumps(ECKey.generate_key("P-384").as_dict(private=False)),
    "another curve in PEM": other_curve(),
    "one twice": jwks(EC, EC),
    "nine": jwks(*(ECKey.generate_key("P-256") for _ in range(9))),
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_a_key_that_may_not_sign_is_refused(text):
    with pytest.raises(RefusedByRuleError):
        key_set(text)
