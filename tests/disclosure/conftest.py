"""Views over the fictional department, on both engines."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.disclosure.narrowing import RACE, without_race
from tests.world import World

from officer_directory.disclosure.opened import open_views
from officer_directory.disclosure.policy import Snapshot
from officer_directory.disclosure.view import View
from officer_directory.disclosure.views import Views
from officer_directory.identity.requester import Requester
from officer_directory.settings import Settings
from officer_directory.tiers import Tier

ViewOf = Callable[..., View]


@pytest.fixture
def views(settings: Settings, snapshot: Snapshot, world: World) -> Iterator[Views]:
    opened = open_views(settings, snapshot, b"k" * 64)
    yield opened
    opened.close()


@pytest.fixture
def view_of(views: Views, world: World) -> ViewOf:
    """`view_of("hr", "fernhollow")`: a tier's view, with the agencies it is about."""

    def of(tier: str, *agencies: str) -> View:
        views.confirm()
        ids = frozenset(world.agencies[name]["id"] for name in agencies)
        return views.of(Requester(Tier(tier), ids))

    return of


@pytest.fixture
def narrower(settings: Settings, tmp_path: Path) -> Path:
    """The shipped policy, but race is withheld from the public."""
    folder = tmp_path / "narrower"
    shutil.copytree(settings.policies, folder)
    lines = folder / "california" / "policy.csv"
    withheld = RACE.replace("release, ", "withhold,").replace("-", "no-rule-releases")
    assert RACE in lines.read_text()
    lines.write_text(lines.read_text().replace(RACE, withheld))
    tests = folder / "california" / "tests.yaml"
    tests.write_text(without_race(tests.read_text()))
    return folder
