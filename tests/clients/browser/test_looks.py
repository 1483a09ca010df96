"""Screenshots of the main pages, for whoever looks at them (`build/screenshots`)."""

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", ["home", "search", "officer", "agency", "decides", "download"])
@pytest.mark.parametrize(
    ("how", "width", "dark"), [("wide", 1280, False), ("dark", 1280, True), ("narrow", 320, False)]
)
def test_a_main_page_is_drawn(look, city, shots, name, how, width, dark):
    officer = city.world.officers["garcia"]["id"]
    agency = city.world.agencies["fernhollow"]["id"]
    path = {
        "home": "/",
        "search": "/officers",
        "officer": f"/officers/{officer}",
        "agency": f"/agencies/{agency}",
        "decides": "/decides",
        "download": "/download",
    }[name]
    seen = look(path, width=width, dark=dark)
    picture = seen.page.screenshot(path=shots / f"{name}-{how}.png", full_page=True)
    assert len(picture) > 5_000
