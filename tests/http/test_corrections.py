"""Saying what is wrong in a record: by anyone, for the records officers of the agency alone."""

from dataclasses import replace

import pytest
from sqlalchemy import create_engine, select, update
from tests.asking import serving
from tests.ledger.reading import facts

from officer_directory.http.problems import BY_KIND
from officer_directory.store.asks import correction

MISSING = BY_KIND["no-such-record"]
HOLD = {"kind": "hold", "justification": "A threat was made this morning.", "by": "w.marsh"}


def said(officer, **more):
    return {"officer": officer["id"], "field": "rank", "should_be": "Sergeant"} | more


def send(ask, officer, requester="public", **more):
    return ask(requester).post("/v1/corrections", json=said(officer, **more))


def listed(ask, requester="records", query=""):
    answer = ask(requester).get(f"/v1/corrections{query}")
    assert answer.status_code == 200
    return answer.json()["corrections"]


def rows(settings):
    engine = create_engine(settings.database_url)
    with engine.connect() as connection:
        found = [dict(row._mapping) for row in connection.execute(select(correction))]
    engine.dispose()
    return found


def test_anyone_says_what_is_wrong_and_is_answered_alike_of_every_listed_officer(ask, world):
    answers = [
        send(ask, officer, **more)
        for officer in (world.diaz, world.okafor, world.garcia)
        for more in ({}, {"wrong": "She was promoted.", "contact": "ada@x.example"})
    ]
    assert {answer.status_code for answer in answers} == {202}
    assert {answer.content for answer in answers} == {b'{"correction":{"state":"open"}}'}
    assert {answer.headers["cache-control"] for answer in answers} == {"private, no-store"}
    found = listed(ask)
    assert len(found) == len(answers)
    named = [one for one in found if one["contact"]]
    assert {one["wrong"] for one in named} == {"She was promoted."}
    assert {one["should_be"] for one in found} == {"Sergeant"}


def test_of_whoever_sends_it_nothing_is_kept_but_words_and_a_day(ask, world, settings):
    send(ask, world.diaz)
    send(ask, world.diaz, requester="press")
    for row in rows(settings):
        assert set(row) == {
            *("id", "officer_id", "field", "wrong", "should_be", "contact"),
            *("received_on", "closed_on", "closed_by", "answer"),
        }
        assert len(row["received_on"]) == len("2026-11-28")
        kept = {name for name, value in row.items() if value is not None}
        assert kept == {"id", "officer_id", "field", "should_be", "received_on"}


@pytest.mark.parametrize("requester", ["public", "portal", "press"])
def test_of_a_hidden_officer_there_is_no_such_record_and_nothing_is_kept(
    ask, world, settings, requester
):
    hidden = [world.nunez["id"], world.officers["quill"]["id"], "0" * 8 + world.nunez["id"][8:]]
    answers = [send(ask, {"id": officer}, requester) for officer in hidden]
    assert {answer.content for answer in answers} == {MISSING.body}
    headers = [dict(answer.headers) | {"x-request-id": ""} for answer in answers]
    for each in headers:
        each.pop("disclosure-receipt", None), each.pop("ratelimit", None)
    assert headers[0] == headers[1] == headers[2]
    assert rows(settings) == []


def test_a_correction_changes_nothing_that_is_shown(ask, world):
    address = f"/v1/officers/{world.diaz['id']}"
    before = ask("public").get(address).content
    send(ask, world.diaz)
    (one,) = listed(ask)
    ask("records").post(f"/v1/corrections/{one['id']}/close", json={"answer": "So it is."})
    assert ask("public").get(address).content == before


def test_it_stays_with_the_records_officers_when_its_officer_is_protected(ask, world):
    send(ask, world.diaz)
    ask("records").post(f"/v1/officers/{world.diaz['id']}/protections", json=HOLD)
    assert send(ask, world.diaz).content == MISSING.body
    assert [one["officer_id"] for one in listed(ask)] == [world.diaz["id"]]
    assert listed(ask, "records_other_agency") == []


def test_records_officers_of_another_agency_cannot_tell_it_from_none(ask, world):
    send(ask, world.diaz)
    (one,) = listed(ask)
    other = ask("records_other_agency")
    body = {"answer": "Not ours.", "by": "x"}
    never = other.post(f"/v1/corrections/{world.diaz['id']}/close", json=body)
    found = other.post(f"/v1/corrections/{one['id']}/close", json=body)
    assert found.content == never.content == MISSING.body
    query = f"?officer={world.diaz['id']}"
    assert listed(ask, "records_other_agency", query) == []
    assert len(listed(ask, query=query)) == 1


@pytest.mark.parametrize("requester", ["hr", "oversight", "auditor", "admin", "public", "press"])
def test_text_from_strangers_is_shown_to_nobody_else(ask, world, requester):
    send(ask, world.diaz)
    (one,) = listed(ask)
    asker = ask(requester)
    assert asker.get("/v1/corrections").content == MISSING.body
    closing = asker.post(f"/v1/corrections/{one['id']}/close", json={"answer": "x", "by": "y"})
    assert closing.content == MISSING.body
    if requester not in ("public", "press"):
        assert send(ask, world.diaz, requester).content == MISSING.body


def test_it_is_closed_once_with_an_answer(ask, world):
    send(ask, world.diaz)
    (one,) = listed(ask)
    address = f"/v1/corrections/{one['id']}/close"
    done = ask("records").post(address, json={"answer": "Corrected with HR.", "by": "w.marsh"})
    assert (done.status_code, done.json()) == (201, {"correction": {"state": "closed"}})
    assert listed(ask) == []
    (closed,) = listed(ask, query="?state=closed")
    assert (closed["answer"], closed["closed_by"]) == ("Corrected with HR.", "w.marsh")
    assert closed["closed_on"] >= one["received_on"]
    assert ask("records").post(address, json={"answer": "x"}).status_code == 409


def test_pages_follow_one_another_without_gap_or_repetition(ask, world):
    for number in range(5):
        send(ask, world.diaz, wrong=str(number))
    seen, address = [], "/v1/corrections?limit=2"
    while address:
        answer = ask("records").get(address).json()
        seen += [one["wrong"] for one in answer["corrections"]]
        address = answer["next"]
    assert sorted(seen) == [str(number) for number in range(5)]


def test_markup_is_text_and_leaves_as_it_came(ask, world):
    words = '<script>alert(1)</script> =1+1 "quoted" \' \\ </a>'
    send(ask, world.diaz, wrong=words)
    answer = ask("records").get("/v1/corrections")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["corrections"][0]["wrong"] == words


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"should_be": "x"}, "not-understood"),
        ({"field": "rank"}, "not-understood"),
        ({"should_be": "x", "field": "birth_year"}, "not-understood"),
        ({"should_be": "x", "field": "unit"}, "not-understood"),
        ({"should_be": "x", "field": "no_such"}, "not-understood"),
        ({"should_be": "x", "wrong": " "}, "not-understood"),
        ({"should_be": "x", "wrong": "a\u202eb"}, "not-understood"),
        ({"should_be": "x", "wrong": "a\nb"}, "not-understood"),
        ({"should_be": "x" * 2001, "wrong": "a"}, "not-understood"),
        ({"should_be": "x", "wrong": "a", "address": "Elm Street 1"}, "not-understood"),
        ({"should_be": "x", "wrong": "a", "officer": "1"}, "not-understood"),
    ],
)
def test_a_correction_is_understood_whole_or_nothing_is_kept(ask, world, settings, body, kind):
    sent = {"officer": world.diaz["id"]} | body
    answer = ask("public").post("/v1/corrections", json=sent)
    assert (answer.status_code, answer.content) == (BY_KIND[kind].status, BY_KIND[kind].body)
    assert rows(settings) == []


@pytest.mark.parametrize(
    "query",
    [
        "state=all",
        "officer=1",
        "limit=0",
        "limit=501",
        "limit=000000001999",
        f"limit={'1' * 5000}",
        "after=x",
        "x=1",
        "state=open&state=open",
    ],
)
def test_a_question_that_is_not_understood_has_one_answer(standing, query):
    _, ask = standing
    answer = ask("records").get(f"/v1/corrections?{query}")
    assert answer.content == BY_KIND["not-understood"].body


def test_a_source_sends_so_many_and_the_directory_holds_so_many(settings, world, tmp_path):
    path = tmp_path / "few.toml"
    path.write_text('[corrections]\nburst = "2/hour"\nwaiting = 3\nshared = 2\n')
    with serving(replace(settings, limits=path), world) as ask:
        hidden = send(ask, world.nunez).status_code
        assert [hidden, *(send(ask, world.diaz).status_code for _ in range(2))] == [404, 202, 429]
        portal = [send(ask, world.diaz, "portal").status_code for _ in range(5)]
        assert portal == [202, 202, 503, 503, 429]


def test_what_was_closed_a_year_ago_or_never_for_two_is_deleted(ask, world, settings):
    for number in range(3):
        send(ask, world.diaz, wrong=str(number))
    engine = create_engine(settings.database_url)
    with engine.begin() as connection:
        of = correction.c.wrong
        connection.execute(update(correction).where(of == "0").values(closed_on="2020-01-01"))
        connection.execute(update(correction).where(of == "1").values(received_on="2020-01-01"))
    engine.dispose()
    send(ask, world.diaz, wrong="3")
    assert {row["wrong"] for row in rows(settings)} == {"2", "3"}


def test_reading_and_closing_are_in_the_ledger_with_the_officers_named(ask, world, settings):
    send(ask, world.diaz)
    (one,) = listed(ask)
    ask("records").post(f"/v1/corrections/{one['id']}/close", json={"answer": "So it is."})
    reading, closing = facts(settings)
    assert (reading["asked"], reading["officers"]) == ("GET /v1/corrections", [world.diaz["id"]])
    assert closing["asked"] == f"POST /v1/corrections/{one['id']}/close"
    assert closing["officers"] == [world.diaz["id"]]
