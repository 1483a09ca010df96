"""A hold waits for nothing that is being written, in this process or in another."""

import sqlite3
import threading
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from tests.world_people import FERNHOLLOW
from tests.writing.test_one_writer import in_thread, wait_until

from officer_directory.disclosure import check
from officer_directory.store import giving_way
from officer_directory.store.giving_way import GivenWayError, look
from officer_directory.store.records import officer, protection
from officer_directory.writer import WriterDesk, run

HOLD = {
    "agency": FERNHOLLOW,
    "uid": "30117",
    "kind": "hold",
    "protection_class": None,
    "justification": "A threat was made this morning.",
    "by": "night.watch",
}
NEW_OFFICERS = 700


@pytest.fixture
def desk(settings, database, world, monkeypatch) -> Iterator[WriterDesk]:
    monkeypatch.setattr(giving_way, "_SECONDS_BETWEEN_LOOKS", 0)
    made = WriterDesk(settings, database)
    made.start()
    yield made
    made.stop()


def roster(folder, by: str = "Ida Clerk") -> dict[str, object]:
    file = folder / "more.csv"
    rows = [f"N{n},Officer,Patrol,Patrol Watch Two,Surname{n}" for n in range(NEW_OFFICERS)]
    file.write_text("\n".join(["badge_number,title,unit,unit_description,last_name", *rows, ""]))
    told = {"path": str(file), "format_name": "seattle", "agency": FERNHOLLOW, "state": "CA"}
    return told | {"by": by}


@pytest.mark.parametrize("moment", [1, 2, 3, 6, 8, 9])
def test_a_hold_goes_between_and_the_import_is_whole_afterwards(
    desk, database, snapshot, tmp_path, moment
):
    told: list[str] = []
    steps: list[str] = []
    holds: list[threading.Thread] = []

    def hold() -> None:
        desk.run_and_wait("protections.add", HOLD)
        told.append("hold")

    def at_step(_done: int, _total: int, what: str) -> None:
        steps.append(what)
        if len(steps) == moment:
            holds.append(in_thread(hold))
            time.sleep(0.4)  # until it waits, or is done

    report = desk.run_and_wait("import", roster(tmp_path), at_step)
    told.append("import")
    for one in holds:
        one.join()
    assert told == ["hold", "import"]
    assert report["kinds"]["officers"]["added"] == NEW_OFFICERS
    assert check.differences(database, snapshot) == []
    with database.reading() as connection:
        held = (
            select(func.count()).select_from(protection).where(protection.c.author == "night.watch")
        )
        assert connection.scalar(held) == 1
        new = select(func.count()).select_from(officer).where(officer.c.uid.like("N%"))
        assert connection.scalar(new) == NEW_OFFICERS


def test_what_is_begun_again_is_told(desk, database, tmp_path):
    steps: list[str] = []

    def be_urgent() -> None:
        with database.urgent():
            time.sleep(2)

    def at_step(_done: int, _total: int, what: str) -> None:
        steps.append(what)
        if len(steps) == 3:
            in_thread(be_urgent)
            time.sleep(0.4)

    desk.run_and_wait("import", roster(tmp_path), at_step)
    assert steps.count("begun again: a hold went first") == 1
    assert steps.count("reading") == 2


def test_what_gives_way_ends_when_someone_is_urgent_and_only_then(database, monkeypatch):
    monkeypatch.setattr(giving_way, "_SECONDS_BETWEEN_LOOKS", 0)

    def write() -> None:
        with database.giving_way().transaction() as connection:
            connection.execute(select(1))
            with database.urgent():
                look(connection)

    with pytest.raises(GivenWayError):
        write()
    with database.giving_way().transaction() as connection:  # nobody is urgent any more
        look(connection)


def test_long_work_in_one_statement_gives_way_too(database):
    """On SQLite within the statement, on PostgreSQL before the next."""
    endless = (
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000000)"
        " SELECT max(i) FROM n"
    )
    began = time.monotonic()
    urgent = threading.Event()

    def be_urgent() -> None:
        time.sleep(0.2)
        with database.urgent():
            urgent.wait(30)

    def work() -> None:
        with database.giving_way().transaction() as connection:
            for _ in range(1 if database.is_sqlite else 1_000):
                connection.exec_driver_sql(
                    endless if database.is_sqlite else "SELECT pg_sleep(0.01)"
                )

    thread = in_thread(be_urgent)
    with pytest.raises(GivenWayError):
        work()
    urgent.set()
    thread.join()
    assert time.monotonic() - began < 20


def test_who_is_urgent_waits_for_the_others_who_are(database):
    told: list[int] = []

    def hold(number: int) -> None:
        with database.urgent() as own, own.transaction() as connection:
            connection.execute(select(1))
            told.append(number)

    threads = [in_thread(lambda n=n: hold(n)) for n in range(3)]
    for thread in threads:
        thread.join()
    assert sorted(told) == list(range(3))


def test_a_hold_does_not_wait_for_the_command_line_of_another(make_settings, tmp_path):
    """Whoever writes on SQLite without a server hears holds meanwhile."""
    settings = make_settings("sqlite", tmp_path / "data")
    slow = in_thread(lambda: run(settings, "test.slow", {"seconds": 3, "label": "slow"}))
    wait_until(lambda: (settings.data / "writer.sock").exists())
    time.sleep(0.3)
    hold = run(settings, "test.note", {"label": "hold", "hold": True})
    assert hold["labels"] == ["hold"]
    slow.join()
    assert run(settings, "test.note", {"label": "end"})["labels"] == ["hold", "slow", "end"]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_waits_for_another_program_gives_way_too(database):
    """Whoever is urgent then waits for the file itself, and no longer than it may."""
    with sqlite3.connect(database.url.database, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        thread = in_thread(lambda: _urgent_after(database, 0.2))
        began = time.monotonic()
        with pytest.raises(GivenWayError), database.giving_way().transaction():
            pass
        assert time.monotonic() - began < 10
        other.execute("ROLLBACK")
    other.close()
    thread.join()


def _urgent_after(database, seconds):
    time.sleep(seconds)
    with database.urgent():
        time.sleep(1)
