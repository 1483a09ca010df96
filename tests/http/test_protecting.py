"""Protections and orders over HTTP: at once, by the records tier of the agency alone."""

import json

import pytest
from tests.ledger.reading import entries

from officer_directory.errors import NotAnsweredError
from officer_directory.http.problems import BY_KIND
from officer_directory.ledger.append import Ledger

HOLD = {"kind": "hold", "justification": "A threat was made this morning.", "by": "w.marsh"}


def test_a_hold_hides_at_once(ask, world):
    address = f"/v1/officers/{world.diaz['id']}"
    assert ask("public").get(address).status_code == 200
    done = ask("records").post(f"{address}/protections", json=HOLD)
    assert done.status_code == 201
    assert done.headers["cache-control"] == "private, no-store"
    assert ask("public").get(address).content == BY_KIND["no-such-record"].body
    (held,) = ask("records").get(f"{address}/protections").json()["protections"]
    assert held["id"] == done.json()["protection"]["id"]
    assert (held["kind"], held["protection_class"], held["author"]) == ("hold", "held", "w.marsh")


def test_a_finding_has_its_class_and_dates(ask, world):
    address = f"/v1/officers/{world.okafor['id']}/protections"
    finding = {
        "kind": "finding",
        "class": "sensitive",
        "justification": "Particular.",
        "from": "2031-01-01",
        "until": "2032-01-01",
        "review_date": "2030-12-01",
    }
    assert ask("records").post(address, json=finding).status_code == 201
    (found,) = ask("oversight").get(address).json()["protections"]
    assert found["starts_at"] == "2031-01-01T08:00:00Z"
    assert found["review_date"] == "2030-12-01"


def test_an_order_covers_an_officer_or_the_identities_in_an_incident(ask, world):
    incident = world.incidents["not_reviewed"]["id"]
    assert len(_incident(ask, incident)["officer_ids"]) == 2
    order = {"justification": "Case 12, Superior Court.", "by": "w.marsh"}
    assert ask("records").post("/v1/orders", json=order | {"incident": incident}).status_code == 201
    assert _incident(ask, incident)["officer_ids"] in ([], None)
    officer = world.reyes["id"]
    assert ask("records").post("/v1/orders", json=order | {"officer": officer}).status_code == 201
    assert ask("public").get(f"/v1/officers/{officer}").status_code == 404


def _incident(ask, incident):
    return ask("public").get(f"/v1/incidents/{incident}").json()["incident"]


@pytest.mark.parametrize(
    "requester", ["public", "press", "hr", "oversight", "auditor", "admin", "records_other_agency"]
)
def test_to_anyone_else_there_is_no_such_record(ask, world, requester):
    asker = ask(requester)
    for name in ("diaz", "nunez"):
        officer = world.officers[name]["id"]
        answer = asker.post(f"/v1/officers/{officer}/protections", json=HOLD)
        assert answer.content == BY_KIND["no-such-record"].body
        order = {"officer": officer, "justification": "x"}
        answer = asker.post("/v1/orders", json=order)
        assert answer.content == BY_KIND["no-such-record"].body
    assert ask("public").get(f"/v1/officers/{world.diaz['id']}").status_code == 200


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "malformed-request"),
        (b'{"kind":"hold","kind":"hold","justification":"x"}', "malformed-request"),
        (b'{"kind":"hold","justification":NaN}', "malformed-request"),
        (b'{"kind":"hold","justification":"\\ud800"}', "malformed-request"),
        (b"[]", "not-understood"),
        (b'{"kind":"hold"}', "not-understood"),
        (b'{"kind":"order","justification":"x"}', "not-understood"),
        (b'{"kind":"hold","justification":" "}', "not-understood"),
        (b'{"kind":"hold","justification":"a\\u0000b"}', "not-understood"),
        (b'{"kind":"hold","justification":1}', "not-understood"),
        (b'{"kind":"hold","justification":"x","tier":"admin"}', "not-understood"),
        (b'{"kind":"hold","justification":"x","until":"soon"}', "not-understood"),
        (b'{"kind":"hold","justification":"x","until":"2001-01-01"}', "refused-by-rule"),
        (b'{"kind":"hold","justification":"x","from":"2026-13-41"}', "refused-by-rule"),
    ],
)
def test_a_body_is_understood_whole_or_changes_nothing(standing, body, kind):
    world, ask = standing
    address = f"/v1/officers/{world.garcia['id']}/protections"
    headers = {"Content-Type": "application/json"}
    before = ask("oversight").get(address).content
    answer = ask("records").post(address, content=body, headers=headers)
    assert (answer.status_code, answer.content) == (BY_KIND[kind].status, BY_KIND[kind].body)
    assert ask("oversight").get(address).content == before


def test_a_body_that_is_not_json_is_said_to_be_so(standing):
    world, ask = standing
    address = f"/v1/officers/{world.diaz['id']}/protections"
    for headers in ({"Content-Type": "text/plain"}, {}):
        answer = ask("records").post(address, content=b"{}", headers=headers)
        assert answer.content == BY_KIND["not-json"].body


def test_every_answer_above_the_public_is_in_the_ledger(ask, world, settings):
    address = f"/v1/officers/{world.diaz['id']}"
    ask("public").get(address)
    ask("portal").get(address)
    assert entries(settings) == []
    ask("press").get("/v1/officers?last_name=diaz")
    ((log, entry),) = entries(settings)
    assert log == "press"
    assert "diaz" not in json.dumps(entry)
    for requester, path in (
        ("hr", address),
        ("hr", "/v1/officers?unit=nothing&limit=3"),
        ("hr", "/v1/officers?nonsense=1"),
        ("records", "/v1/officers.csv"),
        ("auditor", "/v1/me"),
        ("admin", "/metrics"),
        ("hr", "/docs"),
    ):
        before = len(entries(settings))
        ask(requester).get(path)
        added = entries(settings)[before:]
        assert added, path
        assert {entry["asked"] for _, entry in added} == {f"GET {path}"}
        assert {entry["label"] for _, entry in added} == {requester}


def test_without_the_ledger_nothing_above_the_public_is_answered(ask, world, monkeypatch):
    async def broken(*_):
        raise NotAnsweredError("broken")

    monkeypatch.setattr(Ledger, "append", broken)
    address = f"/v1/officers/{world.diaz['id']}"
    assert ask("public").get(address).status_code == 200
    for requester in ("press", "hr", "oversight", "auditor"):
        for path in (address, "/v1/officers", "/v1/officers.csv", "/v1/me", "/v1/officers?x=1"):
            answer = ask(requester).get(path)
            assert answer.content == BY_KIND["not-answered"].body
            assert answer.headers["retry-after"]
    held = ask("records").post(f"{address}/protections", json=HOLD)
    assert held.status_code == 201  # narrowing does not wait
    assert ask("public").get(address).status_code == 404
