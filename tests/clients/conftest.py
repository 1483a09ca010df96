"""A served world for each engine, and a network that is not there: httpx2 under pytest-httpx."""

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from pytest_httpx import HTTPXMock
from tests import world as fictional
from tests.clients.bridge import bridge
from tests.clients.served import Served, served
from tests.http.test_serving import free_port

from officer_directory.disclosure import activation
from officer_directory.settings import Settings
from officer_directory.store.engines import Database

# `make browser` installs it; what only that command runs is not even read without it.
collect_ignore = [] if find_spec("playwright") else ["browser"]

MakeSettings = Callable[[str, Path], Settings]


def serve(make: MakeSettings, engine: str, folder: Path) -> Iterator[Served]:
    settings = make(engine, folder / "data")
    database = Database(settings)
    built = fictional.build(database, activation.ensure(database, settings))
    database.close()
    with served(settings, built, free_port()) as running:
        yield running


@pytest.fixture(scope="package", params=("sqlite", "postgresql"))
def directory_served(
    request: pytest.FixtureRequest,
    make_lasting_settings: MakeSettings,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    """The world, served once for these tests on each engine: only to be read."""
    yield from serve(make_lasting_settings, request.param, tmp_path_factory.mktemp("served"))


@pytest.fixture(params=("sqlite", "postgresql"))
def written_to(
    request: pytest.FixtureRequest, make_settings: MakeSettings, tmp_path: Path
) -> Iterator[Served]:
    """A world of this test's own, to be written to."""
    yield from serve(make_settings, request.param, tmp_path)


@pytest.fixture
def mocked(httpx_mock: HTTPXMock, monkeypatch: pytest.MonkeyPatch) -> HTTPXMock:
    """pytest-httpx, which governs httpx2 too: what is not mocked fails, and is not sent."""
    bridge(httpx_mock, monkeypatch)
    return httpx_mock


@pytest.fixture(params=("sync", "async"))
def shell(request: pytest.FixtureRequest) -> str:
    """Which of the two shells: a test that asks for it runs with each."""
    name: str = request.param
    return name


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What would have been waited, in seconds; nothing is."""
    waited: list[float] = []

    async def later(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("officer_directory_client._sync.time.sleep", waited.append)
    monkeypatch.setattr("officer_directory_client._async.anyio.sleep", later)
    return waited
