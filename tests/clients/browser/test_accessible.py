"""Axe finds nothing at WCAG 2.2 AA, light and dark, wide and narrow; nothing runs over."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from officer_directory_client import PublicDirectory

pytestmark = pytest.mark.browser
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
PAGES = [
    "home",
    "search",
    "officer",
    "nothing",
    "agencies",
    "agency",
    "complaints",
    "decides",
    "download",
    "files",
    "complaint",
    "incident",
    "correct",
    "key",
    "link",
    "sent",
    "complain",
    "about",
    "spanish",
]


@pytest.fixture
def path(request, city):
    officer = city.world.officers["diaz"]["id"]
    agency = city.world.agencies["fernhollow"]["id"]
    with PublicDirectory(city.api) as directory:
        complaint = next(iter(directory.complaints())).id
        incident = next(iter(directory.incidents())).id
    return {
        "home": "/",
        "search": "/officers?q=a",
        "officer": f"/officers/{officer}",
        "nothing": "/officers/00000000-0000-4000-8000-000000000000",
        "agencies": "/agencies",
        "agency": f"/agencies/{agency}",
        "complaints": "/complaints",
        "decides": "/decides",
        "download": "/download",
        "files": "/download/files",
        "complaint": f"/complaints/{complaint}",
        "incident": f"/incidents/{incident}",
        "correct": f"/officers/{officer}/correct",
        "key": "/keys",
        "link": "/keys/links/odlnk_x",
        "sent": "/corrections/sent",
        "complain": "/file-a-complaint",
        "about": "/about",
        "spanish": f"/es/officers/{officer}",
    }[request.param]


@pytest.mark.parametrize("path", PAGES, indirect=True)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(look, path, dark):
    seen = look(path, dark=dark, bypass_csp=True)  # axe is a script, and none may run here
    found = Axe().run(seen.page, options=RULES)
    told = [
        f"{v['id']}: {n['html'][:160]}" for v in found.response["violations"] for n in v["nodes"]
    ]
    assert told == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_in_a_form_that_came_back(look, dark):
    seen = look("/keys", dark=dark, bypass_csp=True)
    seen.page.get_by_role("button", name="Send").click()
    assert seen.page.get_by_role("alert").is_visible()
    found = Axe().run(seen.page, options=RULES)
    assert [violation["id"] for violation in found.response["violations"]] == []


@pytest.mark.parametrize("path", PAGES, indirect=True)
@pytest.mark.parametrize("width", [320, 768, 1920])
def test_no_page_is_wider_than_its_window(look, path, width):
    seen = look(path, width=width)
    wide = seen.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width


@pytest.mark.parametrize("path", ["officer"], indirect=True)
def test_a_page_is_printed_without_its_navigation(look, path):
    seen = look(path)
    seen.page.emulate_media(media="print")
    assert seen.page.locator("header.top nav").is_hidden()
    assert "Díaz" in seen.page.inner_text("main")
    assert len(seen.page.pdf()) > 5_000


def test_axe_would_find_something(look):
    seen = look("/", bypass_csp=True)
    seen.page.evaluate("document.querySelector('main').innerHTML += '<img src=x><a href=/></a>'")
    found = {v["id"] for v in Axe().run(seen.page, options=RULES).response["violations"]}
    assert {"image-alt", "link-name"} <= found
