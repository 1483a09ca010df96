"""Where entries are written nothing else is at the same time: it takes its turn."""

import threading
from contextlib import closing

import pytest

from officer_directory.errors import NotAnsweredError
from officer_directory.ledger import writing
from officer_directory.ledger.append import Ledger
from officer_directory.ledger.entry import press_row
from officer_directory.ledger.writing import entering, write
from officer_directory.store.engines import Database


@pytest.fixture
def of_ledger(settings):
    with closing(Database.of_ledger(settings)) as database:
        yield database


def thread_of(database):
    seen = []
    write(database, lambda _: seen.append(threading.current_thread().name))
    return seen


def test_on_sqlite_what_is_written_besides_is_in_the_turn_of_the_ledger(settings, of_ledger):
    with closing(Ledger(settings)):
        own = "ledger" if of_ledger.is_sqlite else threading.current_thread().name
        assert thread_of(of_ledger) == [own]
    assert thread_of(of_ledger) == [threading.current_thread().name]


def test_what_fails_in_its_turn_fails_for_whoever_asked_and_writes_nothing(settings, of_ledger):
    def fails(_):
        raise NotAnsweredError("as it happens")

    with closing(Ledger(settings)) as ledger:
        with pytest.raises(NotAnsweredError, match="as it happens"):
            write(of_ledger, fails)
        assert ledger.append_and_wait({}, "inside")


def test_where_a_ledger_is_at_work_rows_are_entered_through_it(settings, monkeypatch):
    row = press_row(b'{"commitment":"","hour":"","v":1}')
    with closing(Ledger(settings)), monkeypatch.context() as patch:
        patch.delattr(writing, "open_store")
        with entering(settings) as through:
            before = through.last()["press"]
            assert not through.has(row, before)
            through.add([row])
            assert through.has(row, before)
            assert through.last()["press"] == before + 1
    with entering(settings) as alone:
        assert alone.has(row, before)
