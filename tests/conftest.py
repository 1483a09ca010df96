"""What every test may ask for: settings and a freshly migrated database, on both engines."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from officer_directory.settings import Settings
from officer_directory.store.engines import Database
from officer_directory.store.schema import upgrade
from tests import postgres
from tests.command_line import cli
from tests.postgres_databases import PostgresDatabases
from tests.world_fixtures import ask, loaded, snapshot, standing, world

__all__ = ["ask", "cli", "loaded", "snapshot", "standing", "world"]

ENGINES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """A server on which this session makes databases, and drops them again."""
    return postgres.find(os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid()))


@pytest.fixture(scope="session")
def postgres_databases(postgres_url: str) -> Iterator[PostgresDatabases]:
    databases = PostgresDatabases(postgres_url)
    yield databases
    databases.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with migrated, empty databases, to be copied."""
    data = tmp_path_factory.mktemp("template") / "data"
    upgrade(Settings(data=data))
    return data


@pytest.fixture(scope="session")
def postgres_template(
    postgres_databases: PostgresDatabases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The URL of a migrated, empty database, to be copied."""
    url = postgres_databases.make()
    upgrade(Settings(data=tmp_path_factory.mktemp("data"), database_url=url))
    yield url
    postgres_databases.drop(url)


MakeSettings = Callable[[str, Path], Settings]


@pytest.fixture
def make_settings(request: pytest.FixtureRequest) -> Iterator[MakeSettings]:
    """Settings of a freshly migrated directory: `make_settings("sqlite", folder)`.

    Each call is a world of its own. Only the engine that is asked for is looked for.
    """
    with _making(request, PostgresDatabases.give_back) as make:
        yield make


@pytest.fixture(scope="session")
def make_lasting_settings(request: pytest.FixtureRequest) -> Iterator[MakeSettings]:
    """The same for a world that several tests share, which nothing may write to."""
    with _making(request, PostgresDatabases.drop) as make:
        yield make


@contextmanager
def _making(
    request: pytest.FixtureRequest, leave: Callable[[PostgresDatabases, str], None]
) -> Iterator[MakeSettings]:
    made: list[tuple[PostgresDatabases, str]] = []

    def make(engine: str, data: Path) -> Settings:
        if engine == "sqlite":
            shutil.copytree(request.getfixturevalue("sqlite_template"), data)
            return Settings(data=data)
        databases = request.getfixturevalue("postgres_databases")
        url = databases.take(request.getfixturevalue("postgres_template"))
        made.append((databases, url))
        # A run has many servers at a time, and PostgreSQL a hundred connections.
        return Settings(data=data, database_url=url, threads="2")

    yield make
    for databases, url in made:
        leave(databases, url)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Which database: a test that asks for it, or for anything below, runs on both."""
    name: str = request.param
    return name


@pytest.fixture
def settings(engine: str, make_settings: MakeSettings, tmp_path: Path) -> Settings:
    return make_settings(engine, tmp_path / "data")


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    made = Database(settings)
    yield made
    made.close()
