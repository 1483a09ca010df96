"""Both languages from one catalogue, in words that a fourteen-year-old can follow."""

import re

import pytest
from tests.clients.portal.conftest import read
from tools import portal_catalogue

from officer_directory_portal.languages import language_of, preferred

HOLES = re.compile(r"%\((\w+)\)s")
PATHS = ("/", "/officers?q=diaz", "/agencies", "/complaints", "/decides", "/download", "/about")


def said(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


def test_every_message_is_translated_and_none_is_stale():
    kept, wanted = portal_catalogue.kept(), portal_catalogue.wanted()
    assert {message.id for message in kept} == {message.id for message in wanted}, "make words"
    for message in kept:
        if message.id:
            assert all(said(message)), message.id
            assert not message.fuzzy, message.id


def test_a_translation_fills_in_what_the_message_does():
    for message in portal_catalogue.kept():
        if message.id:
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            for text in said(message):
                assert set(HOLES.findall(text)) == set(HOLES.findall(ids[-1])), message.id


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_wholly_in_the_language_of_its_address(browser, path):
    english, spanish = browser.get(f"/en{path}"), browser.get(f"/es{path}")
    for answer, code in ((english, "en"), (spanish, "es")):
        assert answer.headers["content-language"] == code
        assert f'<html lang="{code}">' in answer.text
        inside = [link for link in read(answer).links if link.startswith("/")]
        other = {"en": "/es", "es": "/en"}[code]
        assert all(link.startswith((f"/{code}/", f"{other}/")) for link in inside)
    assert 'lang="en">' not in spanish.text.replace('lang="en" hreflang="en">', "").replace(
        '<span lang="en">', ""
    )
    words = {str(message.id) for message in portal_catalogue.kept() if len(str(message.id)) > 25}
    assert not [word for word in words if word in read(spanish).text]


def test_without_a_language_in_the_address_the_browser_says_which(browser):
    for accepted, code in (("es-MX,es;q=0.9,en;q=0.5", "es"), ("fr", "en"), ("", "en")):
        answer = browser.get("/", headers={"Accept-Language": accepted})
        assert answer.headers["content-language"] == code
        assert answer.headers["vary"] == "Accept-Language"
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("es", "es"),
        ("en;q=0.2, es;q=0.3", "es"),
        ("es;q=0", "en"),
        ("es;q=x", "en"),
        ("*", "en"),
        (None, "en"),
        ("," * 9000, "en"),
    ],
)
def test_accept_language_is_read_as_rfc_9110_has_it(accepted, code):
    assert preferred(accepted) == code


def test_a_permanent_link_names_itself_in_each_language(browser, api):
    path = f"/officers/{api.world.diaz['id']}"
    heads = read(browser.get(f"/es{path}")).every("link")
    told = {head["hreflang"]: head["href"] for head in heads if "hreflang" in head}
    root = "https://officers.example"
    assert told == {
        "en": f"{root}/en{path}",
        "es": f"{root}/es{path}",
        "x-default": f"{root}{path}",
    }
    assert {"rel": "canonical", "href": f"{root}/es{path}"} in heads


def test_text_of_the_directory_that_is_not_translated_is_marked_as_english():
    spanish = language_of("es")
    assert spanish.told("An <odd> text") == '<span lang="en">An &lt;odd&gt; text</span>'
    assert spanish.told("Given name.") == "Nombre de pila."
    assert language_of("en").told("Given name.") == "Given name."


def test_what_the_pages_say_can_be_read_at_fourteen():
    texts = []
    for message in portal_catalogue.ours():
        for text in message if isinstance(message, tuple) else (message,):
            if len(text.split()) >= 4:
                texts.append(HOLES.sub("ten", text))
    grade = reading_grade(" ".join(t if t[-1] in ".?!:" else f"{t}." for t in texts))
    assert grade <= 6
    longest = max(len(s.split()) for t in texts for s in re.split(r"[.?!:](?:\s|$)", t))
    assert longest <= 25
    assert reading_grade("Notwithstanding jurisdictional considerations, proceed.") > 12


def reading_grade(text):
    """The grade of school that Flesch and Kincaid (1975) give a text."""
    sentences = [part for part in re.split(r"[.?!:]+(?:\s|$)", text) if part.strip()]
    words = re.findall(r"[A-Za-z’']+", text)
    syllables = sum(map(syllables_of, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def syllables_of(word):
    word = word.lower().replace("’", "'")
    count = len(re.findall(r"[aeiouy]+", word))
    if word.endswith("e") and not word.endswith(("le", "ee")):
        count -= 1
    if word.endswith("ed") and not word.endswith(("ted", "ded")):
        count -= 1
    return max(1, count)
