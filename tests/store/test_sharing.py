"""What several parts of a process read by is made once, and closed by the last of them."""

from contextlib import closing

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from officer_directory.store.engines import Database
from officer_directory.store.sharing import Shared


def test_the_first_makes_an_engine_and_the_last_disposes_of_it(monkeypatch):
    made, disposed = [], []
    engine = create_engine("sqlite://", poolclass=NullPool)
    monkeypatch.setattr(engine, "dispose", lambda: disposed.append(engine))
    shared = Shared()
    for _ in range(2):
        assert shared.take("one", lambda: made.append(1) or engine) is engine
    shared.give_back("one")
    assert (made, disposed) == ([1], [])
    shared.give_back("one")
    assert disposed == [engine]
    shared.take("one", lambda: made.append(2) or engine)
    assert made == [1, 2]


def test_the_ledger_is_read_on_whoever_else_has_closed(settings):
    with closing(Database.of_ledger(settings)) as one:
        other = Database.of_ledger(settings)
        assert (one.engine is other.engine) is not settings.is_sqlite
        other.close()
        other.close()
        with one.reading() as connection:
            assert connection.scalar(text("SELECT 1")) == 1
