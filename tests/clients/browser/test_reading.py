"""What somebody does with the portal: search, read, find nothing, turn the page, download."""

import hashlib
import re

import pytest

pytestmark = pytest.mark.browser
NOTHING = "No record can be shown here. Either there is none, or the law lets us not say which."


def officer(city, name):
    return f"/officers/{city.world.officers[name]['id']}"


@pytest.mark.parametrize("script", [True, False], ids=["with-scripts", "without-scripts"])
@pytest.mark.parametrize("typed", ["Diaz", "díaz", "Daz", "0012", "30117"])
def test_an_officer_is_found_by_name_badge_or_number_however_it_is_typed(look, script, typed):
    seen = look("/", script=script)
    seen.page.get_by_role("searchbox").fill(typed)
    seen.page.get_by_role("button", name="Search").click()
    link = seen.page.get_by_role("link", name="Lucía M Díaz").or_(
        seen.page.get_by_role("link", name="Lucía M. Díaz")
    )
    link.first.click()
    assert "Díaz" in seen.page.get_by_role("heading", level=1).inner_text()
    assert "0012" in seen.page.inner_text("main")


def test_every_withheld_field_says_by_which_law_who_decided_and_how_to_challenge_it(look, city):
    seen = look(officer(city, "diaz"))
    page = seen.page
    assert page.get_by_text("Withheld").count() > 0
    reasons = page.locator("section[aria-labelledby=withheld]")
    for words in ("Law or rule", "Who decided, and when", "How to challenge this"):
        assert reasons.get_by_text(words).count() >= 1
    page.get_by_role("link", name="Why?").first.click()
    assert "#" in page.url


def test_whoever_cannot_be_shown_reads_the_same_words_as_of_nobody(look, city):
    bodies = set()
    nobody = "00000000-0000-4000-8000-000000000000"
    for path in (officer(city, "nunez"), f"/officers/{nobody}", "/officers/no-id"):
        seen = look("/")
        answer = seen.go(path)
        assert answer.status == 404
        assert NOTHING in seen.page.inner_text("main")
        bodies.add(answer.body())
    assert len(bodies) == 1


def test_a_search_for_whoever_cannot_be_shown_finds_what_a_search_for_nobody_finds(look):
    found = set()
    for words in ("Ñuñez", "Zzyzxq"):
        seen = look(f"/officers?q={words}")
        found.add(seen.page.inner_text("main").replace(words, "…"))
    assert len(found) == 1


def test_pay_is_a_chart_with_a_table_that_says_the_same(look, city):
    seen = look(officer(city, "diaz"))
    pay = seen.page.locator("section[aria-labelledby=pay]")
    assert pay.get_by_role("img", name="Pay by year").count() == 1
    assert pay.get_by_role("table").count() == 1


def test_a_page_reads_in_spanish_and_leads_back(look, city):
    seen = look("/", locale="es-MX")
    assert seen.page.locator("html").get_attribute("lang") == "es"
    seen.page.get_by_role("link", name="English").click()
    assert seen.page.locator("html").get_attribute("lang") == "en"
    there = look("/es" + officer(city, "diaz"))
    assert there.page.locator("html").get_attribute("lang") == "es"
    assert "Withheld" not in there.page.inner_text("main")


def test_the_pages_can_be_used_with_the_keyboard_alone(look):
    seen = look("/", script=False)
    keyboard = seen.page.keyboard
    keyboard.press("Tab")
    assert "#main" in (seen.page.locator(":focus").get_attribute("href") or "")
    for _ in range(40):
        keyboard.press("Tab")
        if seen.page.locator(":focus").get_attribute("name") == "q":
            break
    keyboard.type("Diaz")
    keyboard.press("Enter")
    seen.page.wait_for_url("**/officers?**")
    for _ in range(60):
        keyboard.press("Tab")
        if "Díaz" in seen.page.locator(":focus").inner_text():
            break
    keyboard.press("Enter")
    seen.page.wait_for_url("**/officers/*-*")
    assert "Díaz" in seen.page.get_by_role("heading", level=1).inner_text()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_the_whole_roster_is_downloaded_with_the_digest_that_was_told(look, script):
    seen = look("/download", script=script, accept_downloads=True)
    seen.page.get_by_role("link", name="Make the files now").click()
    told = seen.page.get_by_role("row", name="CSV").locator("code").inner_text()
    with seen.page.expect_download() as coming:
        seen.page.get_by_role("link", name="CSV").click()
    saved = coming.value.path().read_bytes()
    assert hashlib.sha256(saved).hexdigest() == told
    assert b",0012," in saved
    assert re.fullmatch(r"officers-\d{4}-\d\d-\d\d\.csv", coming.value.suggested_filename)


def test_what_is_missing_in_a_form_is_reached_from_its_summary_and_nothing_is_lost(look):
    seen = look("/keys", script=False)
    seen.page.get_by_label("Your name").fill("Ada Lund")
    seen.page.get_by_role("button", name="Send").click()
    summary = seen.page.get_by_role("alert")
    summary.get_by_role("link", name="How can we reach you?").click()
    assert seen.page.url.endswith("/keys#contact")
    assert seen.page.get_by_label("Your name").input_value() == "Ada Lund"
