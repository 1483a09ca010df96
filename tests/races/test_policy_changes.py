"""Each writer while another policy comes into force: published under what is then in force."""

import shutil
from contextlib import closing, suppress
from pathlib import Path

import pytest
from tests.disclosure.narrowing import RACE, without_race
from tests.races.department import WRITERS, Department
from tests.races.two_at_once import COMMIT, Writer, at_once

from officer_directory.disclosure import activation, check
from officer_directory.disclosure.archive import pack
from officer_directory.disclosure.policy import Snapshot, load
from officer_directory.errors import PolicyChangedError
from officer_directory.store.bundled import bundled_folder
from officer_directory.store.engines import Database

STOPS = (-1, -2, -3, -4, -6, -7)  # commits of an activation: it begins, builds, swaps, forgets


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped policies, but race is withheld from the public."""
    copied = tmp_path_factory.mktemp("narrower") / "policies"
    shutil.copytree(bundled_folder("policies"), copied)
    lines, tests = (copied / "california" / name for name in ("policy.csv", "tests.yaml"))
    withheld = RACE.replace("release, ", "withhold,").replace("-", "no-rule-releases")
    lines.write_text(lines.read_text().replace(RACE, withheld))
    tests.write_text(without_race(tests.read_text()))
    return copied


@pytest.fixture(scope="module")
def narrower(folder: Path) -> Snapshot:
    return load(folder)


def both(
    department: Department, narrower: Snapshot, folder: Path, name: str, stop: int, first: bool
) -> None:
    """Race a writer and an activation, and hold what is published to the policy in force."""
    before = department.prepared.snapshot.hash
    with closing(department.open()) as database, database.transaction() as connection:
        pack(connection, folder, narrower, 0)

    def change(database: Database) -> None:
        activation.activate(database, narrower.hash, before, "b.second", lambda *_: None)

    def write(database: Database) -> None:
        with suppress(PolicyChangedError):  # nothing was written; a command begins again
            department.writer(name, subject)(database)

    subject = "quill" if name == "open" else "diaz"
    one, other = order(change, write, first)
    at_once(department.open, one, other, stop)
    with closing(department.open()) as database:
        with database.reading() as connection:
            now = activation.in_force(connection)
        assert now is not None
        assert now.hash == narrower.hash
        assert check.differences(database, now) == []


def order(change: Writer, write: Writer, change_first: bool) -> tuple[Writer, Writer]:
    return (change, write) if change_first else (write, change)


@pytest.mark.parametrize("stop", STOPS)
@pytest.mark.parametrize("name", WRITERS)
def test_a_writer_during_an_activation(department, narrower, folder, name, stop):
    both(department, narrower, folder, name, stop, first=True)


@pytest.mark.parametrize("stop", [1, 4, COMMIT])
@pytest.mark.parametrize("name", WRITERS)
def test_an_activation_during_a_write(department, narrower, folder, name, stop):
    both(department, narrower, folder, name, stop, first=False)
