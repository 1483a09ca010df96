"""API keys over HTTP: an admin's, and the holder's own; to anyone else there is no such thing."""

import time
from datetime import datetime
from urllib.parse import quote

import pytest
from sqlalchemy import create_engine, select

from officer_directory.http.problems import BY_KIND
from officer_directory.identity.key_format import parse
from officer_directory.store.identity import key_notice

NEW = {"tier": "press", "label": "The Gazette", "contact": "desk@gazette.example"}
PATIENCE = 5


def issue(ask, **more):
    answer = ask("admin").post("/v1/keys", json=NEW | more)
    assert answer.status_code == 201
    return answer.json()["api_key"]


def tier_of(ask, key):
    answer = ask("public").get("/v1/me", headers={"X-API-Key": key})
    return answer.json().get("tier") if answer.status_code == 200 else answer.status_code


def told(settings, key):
    """What the holder of a key is to be told, once something is there to tell."""
    engine, end = create_engine(settings.database_url), time.monotonic() + PATIENCE
    words = []
    while not words and time.monotonic() < end:
        with engine.connect() as connection:
            of = key_notice.c.key_id == parse(key).key_id
            words = list(connection.scalars(select(key_notice.c.words).where(of)))
        time.sleep(0.02)
    engine.dispose()
    return words


def test_an_admin_issues_a_key_that_is_shown_once(ask):
    key = issue(ask)
    assert tier_of(ask, key) == "press"
    listed = ask("admin").get("/v1/keys")
    assert key not in listed.text
    (found,) = [k for k in listed.json()["keys"] if k["key_id"] == parse(key).key_id]
    assert (found["label"], found["contact"], found["state"]) == (*list(NEW.values())[1:], "good")
    for name in ("issued_at", "expires_at"):
        assert found[name] == f"{datetime.fromisoformat(found[name]):%Y-%m-%dT%H:%M:%SZ}"
    assert found["issued_at"] < found["expires_at"]


def test_every_moment_of_an_answer_is_said_in_one_way(ask):
    """No epoch seconds anywhere: of keys, clients, or of a key to its holder."""
    issued = ask("admin").post("/v1/keys", json=NEW).json()
    own = ask("press").get("/v1/me/keys").json()
    told = [
        issued,
        own,
        ask("admin").get("/v1/keys").json(),
        ask("admin").get("/v1/clients").json(),
    ]
    moments = [v for key, v in _members(told) if key.endswith("_at") and v is not None]
    assert len(moments) > 10
    for moment in moments:
        assert moment == f"{datetime.fromisoformat(moment):%Y-%m-%dT%H:%M:%SZ}"


def _members(value):
    if isinstance(value, dict):
        yield from value.items()
        value = list(value.values())
    for one in value if isinstance(value, list) else ():
        yield from _members(one)


@pytest.mark.parametrize("tier", ["hr", "records", "oversight", "auditor", "admin", "PRESS"])
def test_no_inside_key_is_issued_over_http(ask, tier):
    assert ask("admin").post("/v1/keys", json=NEW | {"tier": tier}).status_code == 422


def test_taking_a_key_away_closes_it_at_once_and_says_where_to_appeal(ask, settings):
    key = issue(ask)
    address = f"/v1/keys/{parse(key).key_id}/revocation"
    gone = ask("admin").post(address, json={"reason": "Sold on.", "by": "a.clerk"})
    assert (gone.status_code, gone.json()) == (201, {"closed": True})
    assert tier_of(ask, key) == 401
    (words,) = told(settings, key)
    assert "Sold on." in words
    assert "To appeal, write to" in words


def test_a_second_person_confirms_and_the_first_cannot(ask):
    key = issue(ask)
    address = f"/v1/keys/{parse(key).key_id}/revocation"
    ask("admin").post(address, json={"reason": "Sold on.", "by": "a.clerk"})
    confirming = f"{address}/confirmation"
    assert ask("admin").post(confirming, json={"by": "A. Clerk"}).status_code == 409
    assert ask("admin").post(confirming, json={"by": "b.captain"}).status_code == 201
    assert ask("admin").post(confirming, json={"by": "c.ito"}).status_code == 409


def test_an_oversight_key_is_closed_by_two_people_alone(ask, settings):
    key = ask("oversight").key
    address = f"/v1/keys/{parse(key).key_id}/revocation"
    asked = ask("admin").post(address, json={"reason": "No longer needed.", "by": "a.clerk"})
    assert asked.json() == {"closed": False}
    assert tier_of(ask, key) == "oversight"
    assert "a second person decides" in told(settings, key)[0]
    ask("admin").post(f"{address}/confirmation", json={"by": "b.captain"})
    assert tier_of(ask, key) == 401


def test_a_holder_rotates_its_own_key_and_gives_the_old_one_up(ask):
    old = issue(ask)
    own = {"X-API-Key": old}
    answer = ask("public").post("/v1/me/keys", json={"overlap_days": 3}, headers=own)
    new = answer.json()["api_key"]
    assert tier_of(ask, old) == tier_of(ask, new) == "press"
    family = ask("public").get("/v1/me/keys", headers={"X-API-Key": new}).json()["keys"]
    assert {one["key_id"] for one in family} == {parse(old).key_id, parse(new).key_id}
    gone = ask("public").request("DELETE", f"/v1/me/keys/{parse(old).key_id}", headers=own)
    assert gone.status_code == 201
    assert (tier_of(ask, old), tier_of(ask, new)) == (401, "press")


def test_a_holder_ends_no_key_but_the_one_it_asks_with(ask):
    mine, other = issue(ask), issue(ask)
    address = f"/v1/me/keys/{parse(other).key_id}"
    answer = ask("public").request("DELETE", address, headers={"X-API-Key": mine})
    assert answer.content == BY_KIND["no-such-record"].body
    assert tier_of(ask, other) == "press"


@pytest.mark.parametrize("requester", ["public", "portal", "press", "hr", "records", "oversight"])
def test_to_anyone_but_an_admin_the_keys_of_others_are_no_record(ask, requester):
    key_id = parse(issue(ask)).key_id
    missing = BY_KIND["no-such-record"].body
    assert ask(requester).get("/v1/keys").content == missing
    assert ask(requester).post("/v1/keys", json=NEW).content == missing
    for path in ("rotation", "revocation", "revocation/confirmation"):
        body = {"reason": "x", "by": "y"}
        assert ask(requester).post(f"/v1/keys/{key_id}/{path}", json=body).content == missing
    if requester == "public":
        assert ask(requester).get("/v1/me/keys").content == missing


@pytest.mark.parametrize("place", ["/v1/officers?q={}", "/v1/officers/{}", "/v1/me?{}=1"])
def test_a_key_in_an_address_is_refused_and_its_holder_is_told(ask, settings, place):
    key = issue(ask)
    answer = ask("public").get(place.format(quote(key)))
    assert answer.content == BY_KIND["credential-in-address"].body
    assert "was sent in an address" in told(settings, key)[0]


def test_the_day_of_use_is_listed_and_nothing_finer(ask):
    key = issue(ask)
    tier_of(ask, key)
    end = time.monotonic() + PATIENCE
    found = {}
    while not found.get("last_used_on") and time.monotonic() < end:
        keys = ask("admin").get("/v1/keys").json()["keys"]
        (found,) = [k for k in keys if k["key_id"] == parse(key).key_id]
    assert len(found["last_used_on"]) == len("2026-11-27")
