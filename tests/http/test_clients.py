"""Clients over HTTP: for the admin tier alone, strictly, and of oversight by two people."""

import json

import pytest
from sqlalchemy import select
from tests.signing_in import GRANT, basic
from tests.world import FERNHOLLOW

from officer_directory.http.problems import BY_KIND
from officer_directory.store.identity import access_token

PAYROLL = {"tier": "hr", "label": "Payroll", "agencies": [FERNHOLLOW]}


def add(ask, **body):
    if body["tier"] == "oversight" or "person" in body:  # at the command line alone
        return ask("admin").app.state.running.desk.run_and_wait("clients.add", body)
    answer = ask("admin").post("/v1/clients", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["client"]


def token(ask, client):
    headers = basic(client["client_id"], client["client_secret"])
    return ask("public").post("/oauth/token", data=GRANT, headers=headers).json()["access_token"]


def get(ask, path, held):
    return ask("public").get(path, headers={"Authorization": f"Bearer {held}"})


def test_a_client_that_is_added_gets_its_tiers_view_and_no_more(ask, world):
    client = add(ask, **PAYROLL, scopes=["officers:read"], person="R. Castellanos")
    held = token(ask, client)
    own, other = world.diaz["id"], world.moss["id"]
    assert get(ask, f"/v1/officers/{own}", held).json()["officer"]["unit"]
    assert get(ask, f"/v1/officers/{other}", held).status_code == 404
    me = get(ask, "/v1/me", held).json()
    assert (me["tier"], me["scopes"], me["notices"]) == ("hr", ["officers:read"], [])


def test_the_list_says_what_each_is_bound_to_and_no_secret(ask):
    client = add(ask, **PAYROLL)
    add(ask, tier="auditor", label="Proofs", issuer="https://login.example", client_id="audit")
    answer = ask("admin").get("/v1/clients")
    assert client["client_secret"] not in answer.text
    theirs, ours = sorted(answer.json()["clients"], key=lambda c: c["label"], reverse=True)
    assert (theirs["issuer"], theirs["client_id"]) == ("https://login.example", "audit")
    assert (ours["issuer"], ours["agencies"], ours["scopes"]) == (None, [FERNHOLLOW], None)


def test_a_revoked_client_is_out_with_the_next_request(ask, world, database):
    client, other = add(ask, **PAYROLL), add(ask, **PAYROLL)
    held, kept = token(ask, client), token(ask, other)
    assert get(ask, "/v1/officers", held).status_code == 200
    done = ask("admin").request("DELETE", f"/v1/clients/{client['id']}")
    assert (done.status_code, done.json()) == (200, {"proposal": None})
    assert get(ask, "/v1/officers", held).status_code == 401
    assert get(ask, "/v1/officers", kept).status_code == 200
    (listed,) = (
        c for c in ask("admin").get("/v1/clients").json()["clients"] if c["id"] == client["id"]
    )
    assert listed["revoked_by"] == "admin"
    with database.reading() as connection:
        ended = select(access_token.c.revoked_at).where(access_token.c.client == client["id"])
        assert all(connection.scalars(ended))


def test_a_token_that_was_ended_is_out_with_the_next_request(ask):
    client = add(ask, **PAYROLL)
    held = token(ask, client)
    headers = basic(client["client_id"], client["client_secret"])
    assert get(ask, "/v1/officers", held).status_code == 200
    ask("public").post("/oauth/revoke", data={"token": held}, headers=headers)
    assert get(ask, "/v1/officers", held).status_code == 401


def test_oversight_is_told_and_works_until_a_second_person_agrees(ask, world):
    client = add(ask, tier="oversight", label="Inspector", agencies=[FERNHOLLOW], person="W. Marsh")
    held = token(ask, client)
    done = ask("admin").request("DELETE", f"/v1/clients/{client['id']}")
    assert done.status_code == 202
    (notice,) = get(ask, "/v1/me", held).json()["notices"]
    assert notice.startswith("admin proposed on ")
    assert get(ask, f"/v1/officers/{world.nunez['id']}", held).status_code == 200
    desk = ask("admin").app.state.running.desk
    desk.run_and_wait("approve", {"proposal": done.json()["proposal"], "by": "T. Achebe"})
    assert get(ask, "/v1/me", held).status_code == 401


def test_whoever_oversees_is_not_put_out_by_one_person_either(ask):
    client = add(ask, tier="oversight", label="Inspector", agencies=[FERNHOLLOW], person="W. Marsh")
    other = add(ask, **PAYROLL, person="R. Castellanos")
    held, theirs = token(ask, client), token(ask, other)
    desk = ask("admin").app.state.running.desk

    def revoke(name):
        return desk.run_and_wait("persons.revoke", {"name": name, "by": "os:root"})["proposal"]

    assert revoke("castellanos r") is None
    assert get(ask, "/v1/me", theirs).status_code == 401
    proposal = revoke("W. Marsh")
    assert len(get(ask, "/v1/me", held).json()["notices"]) == 1
    desk.run_and_wait("approve", {"proposal": proposal, "by": "T. Achebe"})
    assert get(ask, "/v1/me", held).status_code == 401


@pytest.mark.parametrize(
    "requester", ["public", "press", "hr", "records", "oversight", "auditor", "portal"]
)
def test_to_anyone_else_there_is_no_such_record(standing, requester):
    _, ask = standing
    for method, path in (
        ("GET", "/v1/clients"),
        ("POST", "/v1/clients"),
        ("DELETE", "/v1/clients/00000000-0000-4000-8000-000000000000"),
    ):
        answer = ask(requester).request(method, path)
        assert answer.content == BY_KIND["no-such-record"].body


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"tier": "press"}, "not-understood"),
        *(({"tier": tier}, "not-understood") for tier in ("records", "oversight", "admin")),
        ({"person": "R. Castellanos"}, "not-understood"),
        ({"label": " "}, "not-understood"),
        ({"label": "a\u202eb"}, "not-understood"),
        ({"secret": "mine"}, "not-understood"),
        ({"require_dpop": "yes"}, "not-understood"),
        ({"agencies": FERNHOLLOW}, "not-understood"),
        ({"issuer": "login"}, "not-understood"),
        ({"agencies": []}, "refused-by-rule"),
        ({"agencies": ["Nowhere"]}, "no-such-record"),
        ({"scopes": ["admin"]}, "refused-by-rule"),
        ({"client_id": "mine"}, "refused-by-rule"),
        ({"public_keys": '{"kty": "oct", "k": "AAAA"}'}, "refused-by-rule"),
        ({"public_keys": {"kty": "oct", "k": "AAAA"}}, "not-understood"),
    ],
)
def test_a_client_is_asked_for_as_a_whole_or_is_not_bound(standing, change, kind):
    _, ask = standing
    before = ask("admin").get("/v1/clients").content
    answer = ask("admin").post("/v1/clients", json={**PAYROLL, **change})
    assert answer.content == BY_KIND[kind].body
    assert ask("admin").get("/v1/clients").content == before


def test_an_unknown_client_cannot_be_revoked(standing):
    _, ask = standing
    answer = ask("admin").request("DELETE", "/v1/clients/00000000-0000-4000-8000-000000000000")
    assert answer.content == BY_KIND["no-such-record"].body


def test_the_entry_of_an_added_client_holds_no_secret(ask, settings):
    client = add(ask, **PAYROLL)
    for file in settings.data.glob("ledger.db*"):
        assert client["client_secret"].encode() not in file.read_bytes()
    assert "secret" not in json.dumps(ask("admin").get("/v1/clients").json())
