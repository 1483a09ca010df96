"""A hold while something else is being written: it goes first, and nothing of either is lost."""

from contextlib import closing

import pytest
from sqlalchemy import select
from tests.races.department import WRITERS, Department
from tests.races.two_at_once import COMMIT, Writer, at_once

from officer_directory.commands import Command, Desk, quietly
from officer_directory.disclosure import check
from officer_directory.store import giving_way
from officer_directory.store.records import protection
from officer_directory.writer import carry_out

LONG = [name for name in WRITERS if name != "hold"]
STOPS = (1, 2, 4, 8, 12, COMMIT)


@pytest.fixture(autouse=True)
def looks_always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(giving_way, "_SECONDS_BETWEEN_LOOKS", 0)


def as_commanded(department: Department, name: str, subject: str) -> Writer:
    """A writer as the writer's desk runs it: giving way, or overtaking."""

    def work(desk: Desk) -> dict[str, object]:
        WRITERS[name](desk, department.prepared, subject, department.folder)
        return {}

    command = Command(name, work, overtakes=lambda _: name == "hold")
    return lambda database: carry_out(department.settings, database, command, {}, quietly)


@pytest.mark.parametrize("stop_after", STOPS)
@pytest.mark.parametrize("hold_first", [False, True])
@pytest.mark.parametrize("name", LONG)
def test_both_are_written_and_what_is_published_is_what_the_facts_give(
    department, name, hold_first, stop_after
):
    subject = "quill" if name == "open" else "diaz"
    long, hold = (as_commanded(department, one, subject) for one in (name, "hold"))
    first, second = (hold, long) if hold_first else (long, hold)
    at_once(department.open, first, second, stop_after)
    with closing(department.open()) as database:
        assert check.differences(database, department.prepared.snapshot) == []
        with database.reading() as connection:
            held = select(protection.c.id).where(protection.c.recorded_by == "b.second")
            held = held.where(protection.c.kind == "hold")
            assert len(connection.execute(held).all()) == 1


def test_a_hold_does_not_wait_for_what_gives_way(department, monkeypatch):
    """The import is stopped for good in the midst; only when it goes on does it give way."""
    told: list[str] = []
    long, hold = (as_commanded(department, one, "diaz") for one in ("import", "hold"))

    def then(writer: Writer, what: str) -> Writer:
        return lambda database: (writer(database), told.append(what))

    at_once(department.open, then(long, "import"), then(hold, "hold"), 12)
    assert told == ["hold", "import"]
