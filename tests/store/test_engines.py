"""Connections: one writer, snapshots for readers, everything rolled back on an error."""

import contextlib
import re
import stat
import threading
import time

import pytest
from sqlalchemy import insert, select, text

from officer_directory.errors import NotAnsweredError
from officer_directory.settings import SettingError, Settings
from officer_directory.store.engines import Database
from officer_directory.store.published import publication_state as state

ROW = {"one": 1, "generation": 1, "policy": "x"}


class StopError(Exception):
    pass


def test_a_transaction_that_fails_leaves_nothing(database):
    with contextlib.suppress(StopError), database.transaction() as connection:
        connection.execute(insert(state).values(ROW))
        raise StopError
    with database.reading() as connection:
        assert connection.execute(select(state)).all() == []


def test_a_reader_sees_one_moment(database):
    with database.reading() as reading:
        assert reading.execute(select(state)).all() == []
        with database.transaction() as writing:
            writing.execute(insert(state).values(ROW))
        assert reading.execute(select(state)).all() == []
    with database.reading() as reading:
        assert len(reading.execute(select(state)).all()) == 1


def test_a_reader_cannot_write(database):
    with pytest.raises(Exception) as refused, database.reading() as connection:
        connection.execute(insert(state).values(ROW))
    assert re.search("readonly|read-only", str(refused.value.__cause__ or refused.value))


def test_a_writer_after_a_reader_can_write(database):
    """The read-only mode of a pooled connection does not stay with it."""
    for _ in range(3):
        with database.reading() as connection:
            connection.execute(select(state))
        with database.transaction() as connection:
            connection.execute(state.delete())


def test_the_clock_is_the_epoch_in_whole_seconds(database):
    assert abs(database.now() - time.time()) < 5


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_sqlite_is_durable_and_keeps_its_references(database):
    with database.transaction() as connection:
        asked = {p: connection.scalar(text(f"PRAGMA {p}")) for p in PRAGMAS}
    assert asked == PRAGMAS


PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_sqlite_files_are_for_their_owner_alone(settings):
    database = Database(settings)
    with database.transaction() as connection:
        connection.execute(insert(state).values(ROW))
        files = [p for p in settings.data.iterdir() if p.name.startswith("directory.db")]
        assert len(files) == 3
        assert {stat.S_IMODE(p.stat().st_mode) for p in files} == {0o600}
    database.close()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_writers_of_one_process_take_turns(database):
    def add(number: int) -> None:
        with database.transaction() as connection:
            count = len(connection.execute(select(state)).all())
            time.sleep(0.01)
            connection.execute(insert(state).values(ROW | {"one": count + 1}))

    threads = [threading.Thread(target=add, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as connection:
        assert len(connection.execute(select(state)).all()) == 8


def test_a_database_elsewhere_is_made_with_its_folder(tmp_path):
    url = f"sqlite:///{tmp_path}/there/city.db"
    database = Database(Settings(data=tmp_path / "data", database_url=url))
    with database.transaction() as connection:
        connection.execute(text("CREATE TABLE t (x INTEGER)"))
    database.close()
    assert stat.S_IMODE((tmp_path / "there").stat().st_mode) == 0o700


def test_what_cannot_be_made_is_named(tmp_path):
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(SettingError, match="OFFICER_DIRECTORY_DATA"):
        Settings(data=file / "data").prepare_data()
    with pytest.raises(NotAnsweredError, match="cannot be written"):
        Database(Settings(data=tmp_path, database_url=f"sqlite:///{file}/city.db"))
