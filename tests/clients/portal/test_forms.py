"""Forms: corrections, and asking for a key; what was typed is never lost."""

import re

import pytest
from tests.clients.portal.conftest import portal_of, read, world_served
from tests.http.test_corrections import rows
from tests.world import HIDDEN

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def written(make_settings, tmp_path):
    """A world of this test's own, behind a portal that has a key."""
    with (
        world_served(make_settings, tmp_path) as api,
        portal_of(api.api, api.keys["portal"]) as browser,
    ):
        yield api, browser


def test_a_correction_reaches_the_records_officers_with_nothing_of_its_sender(written):
    api, browser = written
    address = f"/officers/{api.world.diaz['id']}/correct"
    typed = {"field": "rank", "should_be": "Lieutenant,\n since  May", "contact": "", "wrong": ""}
    sent = browser.post(address, data=typed)
    assert (sent.status_code, sent.headers["location"]) == (303, "/corrections/sent")
    assert "Thank you" in read(browser.get(sent.headers["location"])).text
    (row,) = rows(api.settings)
    assert row["officer_id"] == api.world.diaz["id"]
    assert (row["field"], row["should_be"], row["contact"]) == (
        "rank",
        "Lieutenant, since May",
        None,
    )


def test_what_is_missing_is_said_above_and_beside_and_nothing_typed_is_lost(browser, api):
    address = f"/es/officers/{api.world.diaz['id']}/correct"
    answer = browser.post(address, data={"contact": "a@b.example", "should_be": " "})
    page = read(answer)
    assert answer.status_code == 422
    assert {"#wrong", "#should_be"} <= set(page.links)
    box = next(field for field in page.every("textarea") if field["name"] == "should_be")
    assert (box["aria-invalid"], box["aria-describedby"]) == (
        "true",
        "should_be-help should_be-error",
    )
    contact = next(field for field in page.every("input") if field["name"] == "contact")
    assert contact["value"] == "a@b.example"
    assert "Por favor, complete este campo." in page.text


def test_what_the_directory_does_not_take_comes_back_filled_in(browser, api):
    address = f"/officers/{api.world.diaz['id']}/correct"
    answer = browser.post(
        address, data={"wrong": "bad \x07 sign", "should_be": "Kept <b>words</b>"}
    )
    assert answer.status_code == 422
    assert "could not read this" in read(answer).text
    assert "Kept &lt;b&gt;words&lt;/b&gt;" in answer.text


def test_too_many_corrections_are_told_when_to_come_back_and_keep_their_words(written):
    api, browser = written
    from officer_directory_client import errors

    problem = errors.Problem("/problems/quota-exceeded", "Quota exceeded", 429, "")

    async def busy(*given, **named):
        raise errors.QuotaExceededError(problem, 61)

    browser.app.state.site.directory.correct = busy
    address = f"/officers/{api.world.diaz['id']}/correct"
    answer = browser.post(address, data={"wrong": "x", "should_be": "My long answer"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "61")
    assert "My long answer" in answer.text


def test_whoever_may_not_be_shown_has_no_form_whatever_is_sent(browser, api):
    def told(method, identifier, **data):
        address = f"/officers/{identifier}/correct"
        answer = browser.request(method, address, **data)
        return answer.status_code, answer.headers.multi_items(), answer.content

    nobody = told("GET", NOBODY)
    assert nobody[0] == 404
    for name in HIDDEN:
        identifier = api.world.officers[name]["id"]
        assert told("GET", identifier) == nobody
        for typed in ({}, {"wrong": "x", "should_be": "y"}):
            assert told("POST", identifier, data=typed) == told("POST", NOBODY, data=typed)
            assert told("POST", identifier, data=typed) == nobody


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"name=x", "text/plain", 415),
        (b"name=" + b"x" * 40_000, "application/x-www-form-urlencoded", 413),
        (b"name=\xff\xfe", "application/x-www-form-urlencoded", 400),
        (b"&".join(b"a%d=1" % n for n in range(50)), "application/x-www-form-urlencoded", 400),
    ],
)
def test_what_is_no_form_is_refused_plainly(browser, body, kind, status):
    answer = browser.post("/keys", content=body, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert "We could not read that" in read(answer).text


def test_a_key_is_asked_for_granted_and_shown_once(written):
    _, browser = written
    form = read(browser.get("/keys"))
    assert {"name", "email", "organization"} <= {
        field.get("autocomplete") for field in form.every("input")
    }
    sent = browser.post("/keys", data={"name": "Ada Lund", "contact": "ada@gazette.example"})
    assert sent.status_code == 303
    application = sent.headers["location"]
    assert re.fullmatch("/keys/applications/odapp_[0-9A-Za-z]+", application)
    told = browser.get(application)
    assert told.headers["cache-control"] == sent.headers["cache-control"] == "no-store"
    link = next(link for link in read(told).links if link.startswith("/keys/links/"))
    looked = browser.get(link)
    assert browser.get(link).content == looked.content  # looking uses nothing up
    assert link.rpartition("/")[2].startswith("odlnk_")
    taken = browser.post(link)
    assert (taken.status_code, taken.headers["cache-control"]) == (200, "no-store")
    key = re.search("odprs_[0-9A-Za-z_]+", taken.text)
    assert key
    assert "etag" not in taken.headers
    gone = browser.post(link)
    assert gone.status_code == 404
    assert key[0] not in gone.text
    assert "It was shown only once" in read(browser.get(application)).text


def test_a_link_that_never_was_is_the_same_as_one_that_was_used(browser):
    answers = [
        browser.post(f"/keys/links/{link}") for link in ("odlnk_" + "0" * 43, "x", "%2e%2e", "a%00")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
