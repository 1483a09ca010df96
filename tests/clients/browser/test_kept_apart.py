"""The browser keeps nothing of a reader, and asks nobody but the portal."""

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def paths(city):
    officer = city.world.officers["diaz"]["id"]
    agency = city.world.agencies["fernhollow"]["id"]
    return [
        "/",
        "/officers?q=diaz",
        f"/officers/{officer}",
        "/agencies",
        f"/agencies/{agency}",
        "/complaints",
        "/decides",
        "/download",
        "/file-a-complaint",
        "/about",
        f"/es/officers/{officer}",
        "/officers/00000000-0000-4000-8000-000000000000",
    ]


def test_no_page_sets_a_cookie_stores_anything_or_asks_elsewhere(look, paths):
    seen = look("/")
    for path in paths:
        answer = seen.go(path)
        seen.page.wait_for_load_state("networkidle")
        assert "set-cookie" not in answer.headers
        kept = seen.page.evaluate(
            "async () => [localStorage.length, sessionStorage.length,"
            " (await indexedDB.databases()).length, (await caches.keys()).length,"
            " (await navigator.serviceWorker.getRegistrations()).length]"
        )
        assert kept == [0] * 5, path
    assert seen.context.cookies() == []
    assert seen.elsewhere == []
    assert [said for said in seen.complaints if "404" not in said] == []


def test_no_page_has_a_script_and_its_policy_allows_none(look, paths):
    seen = look("/")
    for path in paths:
        answer = seen.go(path)
        assert seen.page.locator("script").count() == 0
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy or "script-src 'none'" in policy
        assert answer.headers["referrer-policy"] == "no-referrer"


def test_the_first_page_is_small(look):
    seen = look("/")
    sizes = [
        len(seen.page.request.get(address).body())
        for address in set(seen.asked)
        if address.startswith("http")
    ]
    assert sum(sizes) < 100_000
