"""Asking for a key over HTTP: by strangers, decided by an admin, shown once."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import create_engine, update
from tests.asking import serving
from tests.ledger.reading import facts

from officer_directory.http.problems import BY_KIND
from officer_directory.store.asks import key_application

WHO = {"name": "Ada Lund", "contact": "ada@gazette.example"}
MISSING = BY_KIND["no-such-record"].body
EACH_BY_SOMEBODY = "[applications]\ngranted_per_day = 0\n"


@pytest.fixture
def ask(settings, world, tmp_path):
    """Nothing is granted by rule."""
    path = tmp_path / "limits.toml"
    path.write_text(EACH_BY_SOMEBODY)
    with serving(replace(settings, limits=path), world) as asking:
        yield asking


def apply(ask, **more):
    answer = ask("public").post("/v1/key-applications", json=WHO | more)
    assert answer.status_code == 202
    return answer


def looked(ask, address):
    answer = ask("public").get(address)
    assert answer.headers["cache-control"] == "private, no-store"
    return answer.json()["application"]


def applications(ask):
    return ask("admin").get("/v1/key-applications").json()["applications"]


def decide(ask, application, path, **body):
    return ask("admin").post(f"/v1/key-applications/{application['id']}/{path}", json=body)


def test_anyone_asks_and_alone_knows_the_address(ask):
    answer = apply(ask, organisation="The Gazette", purpose="Reporting")
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["location"] == answer.json()["address"]
    told = looked(ask, answer.json()["address"])
    assert told == answer.json()["application"]
    assert (told["state"], told["link"], told["reason"]) == ("waiting", None, None)
    (listed,) = applications(ask)
    assert {name: listed[name] for name in WHO} == WHO
    token = answer.json()["address"].rsplit("/", 1)[1]
    assert token not in json.dumps(listed)


def test_a_granted_key_is_shown_once_by_post_alone(ask):
    address = apply(ask).json()["address"]
    (listed,) = applications(ask)
    assert decide(ask, listed, "grant", by="a.clerk").json() == {"state": "granted"}
    told = looked(ask, address)
    for method in ("GET", "HEAD", "PUT"):  # a preview or a prefetch uses nothing up
        assert ask("public").request(method, told["link"]).status_code == 405
    shown = ask("public").post(told["link"])
    assert (shown.status_code, shown.headers["cache-control"]) == (201, "private, no-store")
    key = shown.json()["api_key"]
    me = ask("public").get("/v1/me", headers={"X-API-Key": key}).json()
    assert (me["tier"], me["label"]) == ("press", WHO["name"])
    again = ask("public").post(told["link"])
    never = ask("public").post("/v1/key-links/odlnk_" + "0" * 43)
    assert again.content == never.content == MISSING
    assert (looked(ask, address)["state"], looked(ask, address)["link"]) == ("taken", None)
    assert applications(ask) == []


def test_an_expired_link_is_like_one_that_never_was(ask, settings):
    address = apply(ask).json()["address"]
    (listed,) = applications(ask)
    decide(ask, listed, "grant", by="a.clerk")
    link = looked(ask, address)["link"]
    engine = create_engine(settings.database_url)
    with engine.begin() as connection:
        connection.execute(update(key_application).values(granted_on="2020-01-01"))
    engine.dispose()
    assert ask("public").post(link).content == MISSING
    assert looked(ask, address)["state"] == "expired"


def test_a_refusal_tells_the_reason_and_where_to_appeal(ask, settings):
    address = apply(ask).json()["address"]
    (listed,) = applications(ask)
    refused = decide(ask, listed, "refuse", by="a.clerk", reason="Sells them on.")
    assert refused.json() == {"state": "refused"}
    told = looked(ask, address)
    assert (told["state"], told["reason"]) == ("refused", "Sells them on.")
    assert told["appeals"] == settings.appeals
    assert told["second_person_agreed"] is False
    assert "a.clerk" not in json.dumps(told)
    confirming = "refuse/confirmation"
    assert decide(ask, listed, confirming, by="A. Clerk").status_code == 409
    assert decide(ask, listed, confirming, by="b.captain").status_code == 201
    assert looked(ask, address)["second_person_agreed"] is True
    assert decide(ask, listed, confirming, by="c.ito").status_code == 409


def test_by_rule_the_first_of_a_day_are_granted_at_once(settings, world, tmp_path):
    path = tmp_path / "rule.toml"
    path.write_text("[applications]\ngranted_per_day = 1\n")
    with serving(replace(settings, limits=path), world) as ask:
        first, second = apply(ask).json(), apply(ask).json()
        assert first["application"]["state"] == "granted"
        assert second["application"]["state"] == "waiting"
        shown = ask("public").post(first["application"]["link"])
        assert shown.json()["key"]["tier"] == "press"


def test_a_source_hands_in_so_many_and_the_directory_holds_so_many(settings, world, tmp_path):
    path = tmp_path / "few.toml"
    path.write_text(
        '[applications]\nburst = "2/hour"\ngranted_per_day = 0\nwaiting = 3\nshared = 2\n'
    )
    with serving(replace(settings, limits=path), world) as ask:

        def statuses(requester, times):
            asker = ask(requester)
            return [asker.post("/v1/key-applications", json=WHO).status_code for _ in range(times)]

        assert ask("public").post("/v1/key-applications", json={}).status_code == 422  # no charge
        assert statuses("public", 3) == [202, 202, 429]
        assert statuses("portal", 5) == [202, 503, 503, 503, 429]  # a portal is two; three wait


@pytest.mark.parametrize(
    "requester", ["public", "portal", "press", "hr", "records", "oversight", "auditor"]
)
def test_to_anyone_but_an_admin_the_applications_of_others_are_no_record(ask, requester):
    apply(ask)
    (listed,) = applications(ask)
    asker = ask(requester)
    assert asker.get("/v1/key-applications").content == MISSING
    for path in ("grant", "refuse", "refuse/confirmation"):
        body = {"by": "x", "reason": "y"}
        address = f"/v1/key-applications/{listed['id']}/{path}"
        assert asker.post(address, json=body).content == MISSING
    assert asker.get(f"/v1/key-applications/{listed['id']}").content == MISSING


@pytest.mark.parametrize("requester", ["hr", "records", "oversight", "auditor", "admin"])
def test_an_inside_tier_neither_asks_nor_leaves_a_token_in_the_ledger(ask, settings, requester):
    address = apply(ask).json()["address"]
    token = address.rsplit("/", 1)[1]
    assert ask(requester).post("/v1/key-applications", json=WHO).content == MISSING
    assert ask(requester).get(address).content == MISSING
    entered = [json.dumps(entry) for entry in facts(settings)]
    assert requester == "oversight" or any("/[hidden]" in entry for entry in entered)
    assert not any(token in entry for entry in entered)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "malformed-request"),
        (b'{"name":"a","name":"b","contact":"c"}', "malformed-request"),
        (b'{"name":"a"}', "not-understood"),
        (b'{"name":"a","contact":"c","tier":"admin"}', "not-understood"),
        (b'{"name":"a","contact":"c","days":9}', "not-understood"),
        (b'{"name":" ","contact":"c"}', "not-understood"),
        (b'{"name":"a\\u202eb","contact":"c"}', "not-understood"),
        (b'{"name":"a\\u0000b","contact":"c"}', "not-understood"),
        (b'{"name":1,"contact":"c"}', "not-understood"),
        (json.dumps(WHO | {"purpose": "x" * 201}).encode(), "not-understood"),
    ],
)
def test_an_application_is_understood_whole_or_nothing_is_kept(ask, body, kind):
    headers = {"Content-Type": "application/json"}
    answer = ask("public").post("/v1/key-applications", content=body, headers=headers)
    assert (answer.status_code, answer.content) == (BY_KIND[kind].status, BY_KIND[kind].body)
    assert applications(ask) == []


def test_what_is_decided_is_in_the_ledger(ask, settings):
    apply(ask)
    (listed,) = applications(ask)
    decide(ask, listed, "refuse", by="a.clerk", reason="Sells them on.")
    decide(ask, listed, "grant", by="b.captain")
    asked = [entry["asked"] for entry in facts(settings) if entry["tier"] == "admin"]
    address = f"POST /v1/key-applications/{listed['id']}"
    assert asked[-2:] == [f"{address}/refuse", f"{address}/grant"]
