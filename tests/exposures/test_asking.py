"""Who may ask about exposure, of whom, and what a question has to be."""

import csv
import io
import re
from datetime import UTC, datetime

import pytest
from tests.ledger.reading import facts

from officer_directory.http.problems import BY_KIND

MISSING = BY_KIND["no-such-record"].body
NOBODY = "00000000-0000-4000-8000-000000000000"
PATH = "/v1/exposures"
UNIT = "Gang Intelligence"


def address(asked):
    return PATH + ("/units" if "unit" in asked else "/policies" if "policy" in asked else "")


def exposure(ask, requester="records", **asked):
    answer = ask(requester).get(address(asked), asked)
    assert answer.status_code == 200, answer.text
    return answer.json()["exposure"]


def tiers(told):
    return [one["tier"] for one in told["could_see"]]


def test_records_are_told_who_could_see_a_field_and_who_was_given_it(ask, world):
    officer = world.diaz["id"]
    for _ in range(3):
        ask("hr").get(f"/v1/officers/{officer}")
    told = exposure(ask, officer=officer, field="badge_number")
    assert tiers(told) == ["public", "press", "hr", "records", "oversight"]
    assert {one["treatment"] for one in told["could_see"]} == {"release"}
    assert all(one["until"] is None for one in told["could_see"])
    assert [key["label"] for key in told["press_keys"]] == ["press"]
    (hr,) = told["recipients"]
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    assert (hr["tier"], hr["label"], hr["disclosures"]) == ("hr", "hr", 3)
    assert (hr["first_day"], hr["last_day"]) == (today, today)
    assert hr["fields"] == ["officer.badge_number"]
    (policy,) = hr["policies"]
    assert policy == ask("hr").get("/v1/policy").json()["policy"]


def test_of_a_field_that_is_withheld_outside_no_outside_tier_could_see(ask, world):
    assert tiers(exposure(ask, officer=world.diaz["id"], field="birth_year")) == [
        "hr",
        "records",
        "oversight",
    ]
    assert exposure(ask, officer=world.diaz["id"], field="birth_year")["press_keys"] == []


@pytest.mark.parametrize("hidden", ["nunez", "tran", "larsen", "singh"])
def test_outside_nobody_could_see_an_officer_who_was_never_published(ask, world, hidden):
    told = exposure(ask, officer=world.officers[hidden]["id"])
    assert set(tiers(told)) == {"hr", "records", "oversight"}
    assert told["press_keys"] == []


def test_what_a_hold_ended_is_said_with_its_end(ask, world):
    body = {"kind": "hold", "justification": "A threat.", "by": "w.marsh"}
    told = exposure(ask, officer=world.diaz["id"], field="rank")
    assert "public" in tiers(told)
    assert ask("records").post(f"/v1/officers/{world.diaz['id']}/protections", json=body)
    told = exposure(ask, officer=world.diaz["id"], field="rank")
    assert all(one["until"] for one in told["could_see"] if one["tier"] in ("public", "press"))


def test_an_officer_of_another_agency_is_no_such_record_like_nobody(ask, world):
    asked = [world.moss["id"], world.vega_there["id"], NOBODY]
    for form in ("", ".csv", ".html"):
        answers = [ask("records").get(f"/v1/exposures{form}", {"officer": one}) for one in asked]
        assert {answer.status_code for answer in answers} == {404}
        assert {answer.content for answer in answers} == {MISSING}
    assert exposure(ask, "records_other_agency", officer=world.moss["id"])
    assert exposure(ask, "oversight", officer=world.moss["id"])


@pytest.mark.parametrize("requester", ["public", "press", "hr", "auditor", "admin"])
def test_to_everyone_else_there_is_no_such_address(ask, world, requester):
    for form in ("", ".csv", ".html", "/units", "/policies.csv"):
        for query in (f"officer={world.diaz['id']}", "what=ever"):
            answer = ask(requester).get(f"/v1/exposures{form}?{query}")
            assert (answer.status_code, answer.content) == (404, MISSING)


@pytest.mark.parametrize(
    "query",
    [
        *("", "?field=rank", "?officer=7", f"?officer={NOBODY}&unit=Patrol"),
        *("?officer=x&officer=y", f"?officer={NOBODY}&field=secret", "/units?unit="),
        *(f"?officer={NOBODY}&field=officer", f"?officer={NOBODY}&field=agency.name"),
        *(f"?officer={NOBODY}&limit=1", f"?officer={NOBODY}&since=2026-02-30"),
        *(f"?officer={NOBODY}&since=yesterday", f"?officer={NOBODY}&agency=Fernhollow"),
        *(f"?officer={NOBODY}&field=", f"?unit={UNIT}", "/units?unit=%00", "/units?agency=A"),
        *("/policies?policy=abc", f"/policies?policy={'0' * 64}&unit=Patrol", "/policies"),
    ],
)
def test_what_is_not_understood_is_refused_with_one_text(standing, query):
    _, ask = standing
    answer = ask("records").get(f"{PATH}{query}")
    assert answer.status_code == 422
    assert answer.content == ask("records").get("/v1/officers?what=ever").content


def test_a_unit_is_everyone_who_was_assigned_to_it_in_the_time(ask, world):
    mates = [
        one["officer_id"] for one in world.facts["assignment"] if unit_name(world, one) == UNIT
    ]
    assert mates
    ask("hr").get("/v1/officers?limit=100")
    told = exposure(ask, unit=UNIT)
    (hr,) = told["recipients"]
    assert hr["officers"] == hr["disclosures"] == len(set(mates))
    assert exposure(ask, unit=UNIT.lower())["recipients"][0]["officers"] == hr["officers"]
    long_ago = exposure(ask, unit=UNIT, until="1950-01-01")
    assert (long_ago["recipients"], long_ago["could_see"]) == ([], [])


def unit_name(world, assignment):
    found = [u["name"] for u in world.units.values() if u["id"] == assignment["unit_id"]]
    return found[0] if found else None


def test_a_unit_of_another_agency_is_no_such_record_like_one_that_is_none(ask, world):
    own = {u["name"] for u in world.units.values() if u["agency_id"] == fernhollow(world)}
    theirs = {u["name"] for u in world.units.values()} - own
    assert theirs
    for unit in (*theirs, "No Such Unit"):
        answer = ask("records").get("/v1/exposures/units", {"unit": unit})
        assert (answer.status_code, answer.content) == (404, MISSING)
        named = {"unit": UNIT, "agency": "Brackwater Police Department"}
        assert ask("records").get("/v1/exposures/units", named).content == MISSING


def fernhollow(world):
    return world.agencies["fernhollow"]["id"]


def test_a_policy_says_what_each_tier_could_see_while_it_was_in_force(ask):
    policy = ask("public").get("/v1/officers").json()["policy"]
    told = exposure(ask, policy=policy, field="birth_year")
    assert set(tiers(told)) == {"hr", "records", "oversight"}
    whole = {one["policy"] for one in told["could_see"]}
    assert exposure(ask, policy=whole.pop(), field="birth_year")["could_see"] == told["could_see"]
    unknown = ask("records").get("/v1/exposures/policies", {"policy": "0" * 64})
    assert (unknown.status_code, unknown.content) == (404, MISSING)


def test_days_narrow_what_is_told(ask, world):
    officer = world.diaz["id"]
    ask("hr").get(f"/v1/officers/{officer}")
    assert exposure(ask, officer=officer, field="rank", since="2020-01-01")["recipients"]
    assert not exposure(ask, officer=officer, field="rank", since="2999-01-01")["recipients"]
    past = exposure(ask, officer=officer, field="rank", until="2020-01-01")
    assert (past["recipients"], past["could_see"]) == ([], [])


def test_what_oversight_looked_at_is_left_out_and_that_is_said(ask, world):
    officer = world.diaz["id"]
    ask("oversight").get(f"/v1/officers/{officer}")
    ask("oversight").get("/v1/officers.csv")
    for requester in ("records", "oversight"):
        told = exposure(ask, requester, officer=officer, field="rank")
        assert told["recipients"] == []
        assert any("oversight" in note for note in told["notes"])


def test_an_answer_about_exposure_is_a_disclosure_itself(ask, world, settings):
    officer = world.diaz["id"]
    exposure(ask, officer=officer)
    (entry,) = [e for e in facts(settings) if e.get("route") == "GET /v1/exposures"]
    assert entry["officers"] == [officer]
    (records,) = exposure(ask, officer=officer)["recipients"]
    assert (records["label"], records["fields"]) == ("records", ["exposure.recipients"])


def test_the_sheet_has_what_the_answer_has(ask, world):
    asked = {"officer": world.diaz["id"], "field": "rank"}
    ask("hr").get(f"/v1/officers/{world.diaz['id']}")
    told = exposure(ask, **asked)
    answer = ask("records").get("/v1/exposures.csv", asked)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    kinds = [row["kind"] for row in rows]
    assert kinds.count("could_see") == len(told["could_see"])
    assert kinds.count("press_key") == len(told["press_keys"])
    (recipient,) = [row for row in rows if row["kind"] == "recipient"]
    assert (recipient["label"], recipient["disclosures"]) == ("hr", "1")
    assert [row["label"] for row in rows if row["kind"] == "note"] == told["notes"]


def test_the_page_is_plain_accessible_and_loads_nothing(ask, world):
    answer = ask("records").get("/v1/exposures.html", {"officer": world.diaz["id"]})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cache-control"] == "private, no-store"
    text = answer.text
    assert '<html lang="en">' in text
    assert "<h1>" in text
    assert not re.search(r"<(script|img|link|iframe)|(src|href)=\"http", text)
    tables = re.findall(r"<table>.*?</table>", text, re.S)
    assert len(tables) == 3
    assert all("<caption>" in table and 'scope="col"' in table for table in tables)
    assert world.diaz["id"] in text
