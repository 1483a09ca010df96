"""What a credential reaches: scopes at each route, and the person who acts."""

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from tests.identity.tokens.conftest import House, issuers_file
from tests.identity.tokens.minting import token
from tests.identity.tokens.registering import add_client, add_person
from tests.ledger.reading import facts

from officer_directory.app import create_app
from officer_directory.http.problems import BY_KIND, INSUFFICIENT_SCOPE

HOLD = {"kind": "hold", "justification": "A threat was made this morning."}


@pytest.fixture
def town(settings, world, database, tmp_path):
    """The world, served with issuers: records of Fernhollow, and the other tiers."""
    fernhollow = [world.agencies["fernhollow"]["id"]]
    marsh = add_person(database, "W. Marsh")
    add_client(database, "records", tier="records", agency_ids=fernhollow, person_id=marsh)
    add_client(database, "system", tier="records", agency_ids=fernhollow)
    add_client(database, "hr", tier="hr", agency_ids=fernhollow)
    both = [*fernhollow, world.agencies["brackwater"]["id"]]
    add_client(database, "hr of two", tier="hr", agency_ids=both)
    add_client(database, "auditor")
    add_client(database, "admin", tier="admin")
    issuers = str(issuers_file(tmp_path / "issuers"))
    app = create_app(replace(settings, issuers=issuers))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield House(client, database)


def as_client(name, **claims):
    return {"authorization": f"Bearer {token(client_id=name, sub=name, **claims)}"}


def test_without_the_scope_to_read_no_fact_is_read_and_none_is_told_apart(town, world):
    narrow = as_client("hr", scope="officers:write")
    there, absent = world.diaz["id"], "00000000-0000-4000-8000-000000000000"
    addresses = [
        *(f"/v1/officers/{i}{of}" for i in (there, absent) for of in ("", "/salaries", "/photo")),
        *("/v1/officers", "/v1/officers.csv", "/v1/officers?last_name=diaz", "/v1/officers?x=1"),
        *("/v1/agencies", "/v1/complaints", "/v1/incidents", f"/v1/incidents/{absent}"),
    ]
    for address in addresses:
        answer = town.client.get(address, headers=narrow)
        assert (answer.status_code, answer.content) == (403, INSUFFICIENT_SCOPE.body), address
        challenge = 'Bearer realm="officer-directory", error="insufficient_scope"'
        assert answer.headers["www-authenticate"] == challenge
    reads = as_client("hr", scope="officers:read")
    assert town.client.get(f"/v1/officers/{there}", headers=reads).status_code == 200
    for address in ("/v1/me", "/v1/fields", "/v1/policy", "/openapi.json"):
        assert town.client.get(address, headers=narrow).status_code == 200, address


def test_a_unit_stated_with_an_officer_needs_the_scope_of_assignments(town, world):
    address, stated = "/v1/officers/by-uid/90001", {"last_name": "Newcomb", "unit": "A Unit"}
    writes = "officers:read officers:write"
    refused = town.client.put(address, json=stated, headers=as_client("hr", scope=writes))
    assert (refused.status_code, refused.content) == (403, INSUFFICIENT_SCOPE.body)
    both = as_client("hr", scope=f"{writes} assignments:write")
    assert town.client.put(address, json=stated, headers=both).status_code == 201


def test_by_scim_too_a_client_writes_with_the_scope_to_write_alone(town, world):
    address = f"/scim/v2/Users/{world.diaz['id']}"
    reads = as_client("hr", scope="officers:read")
    assert town.client.get(address, headers=reads).status_code == 200
    for method, path in (("DELETE", address), ("POST", "/scim/v2/Bulk"), ("PUT", "/scim/v2/x")):
        answer = town.client.request(method, path, headers=reads)
        assert (answer.status_code, answer.content) == (403, INSUFFICIENT_SCOPE.body), path
    writes = as_client("hr", scope="officers:write")
    assert town.client.get(address, headers=writes).content == INSUFFICIENT_SCOPE.body
    both = as_client("hr", scope="officers:read officers:write")
    assert town.client.delete(address, headers=both).status_code == 204


def test_scim_is_for_clients_of_one_agency(town, world):
    several = as_client("hr of two")
    assert town.client.get("/v1/officers", headers=several).status_code == 200
    for path in ("Users", f"Users/{world.diaz['id']}", "Schemas", "nothing"):
        answer = town.client.get(f"/scim/v2/{path}", headers=several)
        assert answer.status_code == 403
        assert answer.headers["content-type"] == "application/scim+json"


def test_a_tier_without_a_scope_is_told_that_there_is_nothing(town, world):
    for name in ("auditor", "admin"):
        answer = town.client.get(f"/v1/officers/{world.diaz['id']}", headers=as_client(name))
        assert answer.content == BY_KIND["no-such-record"].body


def test_protecting_needs_its_scope(town, world):
    address = f"/v1/officers/{world.diaz['id']}/protections"
    for scope in ("officers:read", "officers:read releases:draft", ""):
        answer = town.client.post(address, json=HOLD, headers=as_client("records", scope=scope))
        assert answer.content == INSUFFICIENT_SCOPE.body
        order = {"officer": world.diaz["id"], "justification": "Case 12."}
        answer = town.client.post("/v1/orders", json=order, headers=as_client("hr", scope=scope))
        assert answer.content == BY_KIND["no-such-record"].body
    assert town.client.get(f"/v1/officers/{world.diaz['id']}").status_code == 200
    good = as_client("records", scope="protections:write")
    assert town.client.post(address, json=HOLD, headers=good).status_code == 201
    assert town.client.get(f"/v1/officers/{world.diaz['id']}").status_code == 404


def test_metrics_need_the_scope_of_an_administrator(town):
    narrow = as_client("admin", scope="officers:read")
    assert town.client.get("/metrics", headers=narrow).content == INSUFFICIENT_SCOPE.body
    whole = town.client.get("/metrics", headers=as_client("admin"))
    assert whole.status_code == 404  # only because the test's client is not this machine


@pytest.mark.parametrize(
    ("named", "status"), [(None, 201), ("w marsh", 201), ("T. Ito", 409), ("", 422)]
)
def test_whoever_is_signed_in_acts_and_nobody_else_can_be_named(town, world, named, status):
    officer = f"/v1/officers/{world.diaz['id']}"
    body = HOLD if named is None else HOLD | {"by": named}
    signed_in = as_client("records")
    assert (
        town.client.post(f"{officer}/protections", json=body, headers=signed_in).status_code
        == status
    )
    found = town.client.get(f"{officer}/protections", headers=signed_in).json()["protections"]
    assert [p["author"] for p in found] == ["W. Marsh"] * (status == 201)


def test_a_credential_of_nobody_lets_the_body_name_one(town, world):
    officer = f"/v1/officers/{world.diaz['id']}"
    body = HOLD | {"by": "T. Ito"}
    done = town.client.post(f"{officer}/protections", json=body, headers=as_client("system"))
    assert done.status_code == 201
    reading = as_client("system")
    (found,) = town.client.get(f"{officer}/protections", headers=reading).json()["protections"]
    assert found["author"] == "T. Ito"


def test_the_ledger_names_issuer_client_and_person(town, settings):
    town.client.get("/v1/me", headers=as_client("records"))
    town.client.get("/v1/officers", headers=as_client("records", scope="admin"))
    entries = facts(settings)
    for entry in entries:
        assert (entry["client"], entry["person"]) == ("records", "W. Marsh")
        assert entry["issuer"].startswith("https://login.")
        assert "key" not in entry
    assert [entry["status"] for entry in entries] == [200, 403]
