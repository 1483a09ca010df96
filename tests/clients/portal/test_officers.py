"""Searching, and the page of an officer."""

import pytest
from tests.clients.portal.conftest import read
from tests.world import HIDDEN, LISTED

from officer_directory.http.problems import NO_SUCH_RECORD
from officer_directory_client import PublicDirectory

NOBODY = "00000000-0000-4000-8000-000000000000"


def page_of(browser, world, name, **options):
    return browser.get(f"/officers/{world.officers[name]['id']}", **options)


@pytest.mark.parametrize("typed", ["Díaz", "diaz", "diax", "0012"])
def test_a_name_or_badge_is_found_however_it_is_spelt(browser, api, typed):
    found = browser.get("/officers", params={"q": typed})
    assert found.status_code == 200
    assert f"/officers/{api.world.diaz['id']}" in read(found).links


def test_filters_narrow_a_search_and_stay_filled_in(browser, api):
    found = browser.get("/officers", params={"rank": "Sergeant", "status": "active"})
    page = read(found)
    officers = [link for link in page.links if link.startswith("/officers/")]
    assert f"/officers/{api.world.diaz['id']}" in officers
    assert len(officers) < len(LISTED)
    assert " selected>Sergeant</option>" in found.text


def test_pages_follow_one_another_until_everyone_was_shown_once(browser, monkeypatch):
    monkeypatch.setattr("officer_directory_portal.pages.search.PAGE", 5)
    seen, address = [], "/officers"
    while address:
        page = read(browser.get(address))
        seen += [link for link in page.links if link.startswith("/officers/")]
        address = next((a["href"] for a in page.every("a") if a.get("rel") == "next"), None)
    assert len(seen) == len(set(seen)) == len(LISTED)


def test_an_officer_has_identity_career_pay_complaints_and_reasons(browser, api):
    answer = page_of(browser, api.world, "diaz")
    page = read(answer)
    assert answer.status_code == 200
    for said in ("0012", "Sergeant", "Fernhollow Police Department", "Career", "Pay by year"):
        assert said in page.text
    assert {"role": "img", "aria-labelledby": "pay-title pay-desc"}.items() <= next(
        svg for svg in page.every("svg") if "role" in svg
    ).items()
    assert '<th scope="row">' in answer.text


def test_each_withheld_field_leads_to_its_law_its_author_its_day_and_its_remedy(browser, api):
    answer = page_of(browser, api.world, "diaz")
    page = read(answer)
    photo = next(tag for tag in page.every("div") if "photo" in (tag.get("id") or ""))
    assert f"#{photo['id']}" in page.links
    for said in (
        "We do not show photos.",
        "Ibarra v. Superior Court",
        "Directory policy board (sample decision), October 1, 2026",
        "Ask the records office for a photo and say why",
    ):
        assert said in page.text
    assert page.text.count("Withheld") >= 8


def test_the_page_of_an_officer_does_not_say_that_no_officer_can_be_named(browser, api):
    page = read(page_of(browser, api.world, "diaz"))
    assert "What happened" in page.text
    assert "no officer can be named" not in page.text


@pytest.mark.parametrize("language", ["", "/en", "/es"])
def test_whoever_may_not_be_shown_is_the_same_as_nobody_and_as_nonsense(browser, api, language):
    def told(address):
        answer = browser.get(f"{language}/officers/{address}")
        return answer.status_code, answer.headers.multi_items(), answer.content

    nobody = told(NOBODY)
    assert nobody[0] == 404
    for address in [api.world.officers[name]["id"] for name in HIDDEN]:
        assert told(address) == nobody
    for nonsense in ("1", "x" * 200, NOBODY.replace("0", "O"), "%00", f"{NOBODY}%0a", "é"):
        assert told(nonsense) == nobody


def test_each_list_that_does_not_fit_on_the_page_says_so(browser, api, monkeypatch):
    whole = read(page_of(browser, api.world, "diaz")).text
    assert "more than fit" not in whole
    monkeypatch.setattr("officer_directory_portal.pages.officers.MOST", 1)
    with PublicDirectory(api.api) as directory:
        lists = ("employments", "salaries", "complaints", "incidents", "documents")
        diaz = api.world.diaz["id"]
        longer = [name for name in lists if len(list(directory.related(diaz, name))) > 1]
        newest = max(pay.year for pay in directory.related(diaz, "salaries"))
    page = page_of(browser, api.world, "diaz")
    assert len(longer) >= 2
    assert read(page).text.count("There are more than fit on this page.") == len(longer)
    assert f'<th scope="row">{newest}</th>' in page.text  # what is left out is the oldest


def test_where_nothing_can_be_shown_the_words_are_those_of_the_directory(browser, api):
    with PublicDirectory(api.api) as directory:
        without = next(
            o
            for o in directory.officers()
            if not directory.related(o.id, "documents").first().records
        )
    for address in (
        f"/officers/{NOBODY}",
        f"/officers/{without.id}",
        "/officers?q=zzyzxq",
        "/complaints?agency=zzyzxq",
    ):
        assert NO_SUCH_RECORD.detail in read(browser.get(address)).text, address


def test_a_name_that_may_not_be_known_is_found_by_no_search(browser, api):
    hidden = {api.world.officers[name]["id"] for name in HIDDEN}
    for name in HIDDEN:
        found = browser.get("/officers", params={"q": api.world.officers[name]["last_name"]})
        assert not any(one in found.text for one in hidden)


def test_a_search_that_cannot_be_read_keeps_what_was_typed(browser):
    answer = browser.get("/officers", params={"q": "a\x00b"})
    assert answer.status_code == 422
    assert "We could not read that search" in read(answer).text
    stale = browser.get("/officers", params={"q": "diaz", "after": "nonsense"})
    assert stale.status_code == 422
    assert 'value="diaz"' in stale.text


def test_nothing_that_is_typed_is_markup(browser):
    answer = browser.get("/officers", params={"q": '"><script>alert(1)</script>'})
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text
