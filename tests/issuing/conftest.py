"""One directory without officers for all of these, on each engine, and its issuer."""

import shutil

import pytest
from fastapi.testclient import TestClient

from officer_directory.app import create_app
from officer_directory.settings import Settings
from tests.signing_in import ISSUER


@pytest.fixture(scope="module", params=("sqlite", "postgresql"))
def engine(request):
    return request.param


@pytest.fixture(scope="module")
def settings(engine, request, tmp_path_factory):
    data = tmp_path_factory.mktemp("issuer") / "data"
    if engine == "sqlite":
        shutil.copytree(request.getfixturevalue("sqlite_template"), data)
        yield Settings(data=data)
        return
    databases = request.getfixturevalue("postgres_databases")
    url = databases.make(request.getfixturevalue("postgres_template"))
    yield Settings(data=data, database_url=url)
    databases.drop(url)


@pytest.fixture(scope="module")
def issuer(settings):
    with TestClient(create_app(settings), base_url=ISSUER) as asking:
        yield asking


@pytest.fixture
def apart(engine, make_settings, tmp_path):
    """A directory of a test's own."""
    return make_settings(engine, tmp_path / "data")


@pytest.fixture
def database(issuer):
    return issuer.app.state.running.database
