"""Fixtures of the world: the fictional department in a database of each test's own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from officer_directory.disclosure import activation
from officer_directory.disclosure.policy import Snapshot, load
from officer_directory.settings import Settings
from officer_directory.store.bundled import bundled_folder
from officer_directory.store.engines import Database
from tests import world as fictional
from tests.asking import Ask, serving


@pytest.fixture(scope="session")
def loaded() -> Snapshot:
    """The shipped policy, compiled once for all tests: it is immutable, and takes a second."""
    return load(bundled_folder("policies"))


@pytest.fixture
def snapshot(
    database: Database, settings: Settings, loaded: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> Snapshot:
    """The shipped policy, in force in this test's database."""
    with monkeypatch.context() as patch:
        patch.setattr(activation, "load", lambda _: loaded)
        return activation.ensure(database, settings)


@pytest.fixture
def world(database: Database, snapshot: Snapshot) -> fictional.World:
    """The fictional department, written and published."""
    return fictional.build(database, snapshot)


@pytest.fixture
def ask(settings: Settings, world: fictional.World) -> Iterator[Ask]:
    """Whoever asks the world of this test: `ask("hr").get("/v1/officers")`."""
    with serving(settings, world) as asking:
        yield asking


@pytest.fixture(scope="session", params=("sqlite", "postgresql"))
def standing(
    request: pytest.FixtureRequest,
    make_lasting_settings: Callable[[str, Path], Settings],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[fictional.World, Ask]]:
    """A world that is served for the whole run, on each engine: only to be read.

    `world, ask = standing`; a test that writes takes `world` and `ask` of its own instead.
    """
    data = tmp_path_factory.mktemp("standing") / "data"
    settings = make_lasting_settings(request.param, data)
    database = Database(settings)
    built = fictional.build(database, activation.ensure(database, settings))
    database.close()
    with serving(settings, built) as asking:
        yield built, asking
