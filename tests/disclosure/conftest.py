"""Views over the fictional department, on both engines."""

from collections.abc import Callable, Iterator

import pytest
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
