"""Both images are built in clean roots, and the services of compose.yaml run from them."""

import shutil
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from tests.container.clean_root import end
from tests.container.composed import SERVICES, composed
from tests.container.images import PROJECT, Builder

pytestmark = pytest.mark.container
PASSWORD = "composed"
DATABASE = ROLE = "directory"  # as compose.yaml names them


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    built = Builder(tmp_path_factory.mktemp("images")).build()
    for image in built.values():
        hosts = "".join(f"127.0.0.1 {name}\n" for name in ("localhost", *SERVICES))
        (image.root.path / "etc/hosts").write_text(hosts)
    return built


@pytest.fixture
def services(images, database, tmp_path):
    services = composed(images, {"DIRECTORY_DATABASE_PASSWORD": PASSWORD})
    volume = tmp_path / "directory-data"
    volume.mkdir()
    inside = images["directory"].root.path / "data"
    shutil.chown(volume, inside.stat().st_uid, inside.stat().st_gid)
    volume.chmod(inside.stat().st_mode & 0o777)
    return services


@pytest.fixture
def database(postgres_url):
    """The database that compose.yaml's own PostgreSQL would make, on the one that is here."""
    with psycopg.connect(postgres_url, autocommit=True) as server:
        drop = SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(DATABASE))
        role = SQL("DROP ROLE IF EXISTS {}").format(Identifier(ROLE))
        server.execute(drop)
        server.execute(role)
        made = SQL("CREATE ROLE {} SUPERUSER LOGIN PASSWORD {}")
        server.execute(made.format(Identifier(ROLE), PASSWORD))
        server.execute(SQL("CREATE DATABASE {} OWNER {}").format(*[Identifier(DATABASE)] * 2))
        yield
        server.execute(drop)
        server.execute(role)


@contextmanager
def running(service, data):
    process = service.start(data)
    try:
        yield process
    finally:
        end(process)
        said, _ = process.communicate(timeout=20)
        print(said[-4000:])


def healthy_within(service, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if service.is_healthy():
            return True
        time.sleep(0.5)
    return False


def page(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return answer.read().decode()


def test_the_services_of_the_compose_file_start_become_healthy_and_answer(services, tmp_path):
    with running(services["upgrade"], tmp_path) as upgrade:
        assert upgrade.wait(60) == 0
    with ExitStack() as stack:
        for name in ("directory", "portal"):
            stack.enter_context(running(services[name], tmp_path))
            assert healthy_within(services[name], 60), name
        assert '"officers": []' in page(8000, "/v1/officers").replace('":[', '": [')
        first = page(8001, "/")
        assert "<form" in first
        assert 'rel="canonical" href="http://127.0.0.1:8001/' in first  # and not 0.0.0.0
    assert not services["directory"].is_healthy()


def test_nothing_runs_as_root_or_writes_beside_its_volumes(images):
    for name in ("directory", "portal"):
        root = images[name].root
        assert root.user.split(":")[0] not in ("0", "root")
        tried = root.start(["/bin/sh", "-c", "id -u; touch /opt/written || echo refused"])
        said, _ = tried.communicate(timeout=20)
        assert said.split()[0] == root.user.split(":")[0]
        assert said.endswith("refused\n")


def test_no_secret_and_no_test_is_in_an_image(images):
    for name in ("directory", "portal"):
        root = images[name].root.path
        found = subprocess.run(
            ["find", root / "opt", root / "data", "-name", "tests", "-o", "-name", "*.key"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        ours = [line for line in found.stdout.splitlines() if "officer" in line]
        assert ours == []


def test_the_files_are_linted():
    hadolint = Path(sys.executable).with_name("hadolint")
    subprocess.run([hadolint, PROJECT / "Dockerfile"], check=True)
    subprocess.run(["npx", "--yes", "dclint@3.1.0", "-q", PROJECT / "compose.yaml"], check=True)
