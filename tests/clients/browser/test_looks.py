"""Pictures of the main pages, for whoever looks at them, and those that the documentation has.

Each run leaves them in `build/screenshots`; with `PICTURES=write` those of the documentation
are written into `docs/portal`.
"""

import os
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
DOCUMENTED = Path(__file__).parents[3] / "docs/portal"
LARGEST = 120_000
WIDE, NARROW = {"width": 1000}, {"width": 360}


@pytest.fixture
def paths(city):
    officer = city.world.officers["garcia"]["id"]
    return {
        "home": "/",
        "search": "/officers",
        "officer": f"/officers/{officer}",
        "pay": f"/officers/{officer}#pay",
        "withheld": f"/officers/{officer}#withheld",
        "spanish": f"/es/officers/{officer}",
        "agency": f"/agencies/{city.world.agencies['fernhollow']['id']}",
        "decides": "/decides",
        "download": "/download",
    }


@pytest.mark.parametrize("name", ["home", "search", "officer", "agency", "decides", "download"])
@pytest.mark.parametrize(
    ("how", "width", "dark"), [("wide", 1280, False), ("dark", 1280, True), ("narrow", 320, False)]
)
def test_a_main_page_is_drawn(look, paths, shots, name, how, width, dark):
    seen = look(paths[name], width=width, dark=dark)
    picture = seen.page.screenshot(path=shots / f"{name}-{how}.png", full_page=True)
    assert len(picture) > 5_000


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("home", WIDE),
        ("search", WIDE),
        ("officer", WIDE),
        ("pay", WIDE),
        ("withheld", {"width": 600}),
        ("agency", WIDE),
        ("decides", WIDE | {"dark": True}),
        ("spanish", NARROW),
    ],
)
def test_a_picture_of_the_documentation_is_there_and_small(look, paths, shots, name, how):
    seen = look(paths[name], **how, reduced_motion="reduce")  # else it is on its way to `#pay`
    picture = seen.page.screenshot(path=shots / f"docs-{name}.png")
    assert 5_000 < len(picture) < LARGEST
    kept = DOCUMENTED / f"{name}.png"
    if os.environ.get("PICTURES") == "write":
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(picture)
    assert 5_000 < kept.stat().st_size < LARGEST
