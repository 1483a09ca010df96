"""Each change is told once, whenever a process is killed and however many tell."""

import json
import subprocess
import sys
import threading

import psycopg
import pytest
from sqlalchemy import select

from officer_directory import every_command as every_command
from officer_directory import writer
from officer_directory.ledger import telling, writing
from officer_directory.store.changes import change_entry, publication_change
from officer_directory.store.engines import Database
from officer_directory.store.ledger import ledger_publication

_TELLS = """
import os, signal, sys
from pathlib import Path
from officer_directory.ledger import telling, writing
from officer_directory.settings import Settings
from officer_directory.store.engines import Database

settings = Settings(data=Path(sys.argv[1]), database_url=sys.argv[2])
dies, telling.MOST_TOGETHER = sys.argv[3], int(sys.argv[4])
opened = writing.open_store

def kill(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def dying(settings):
    if dies == "before":
        kill()
    store = opened(settings)
    add = store.add
    if dies == "kept":
        store.add = kill
    if dies == "entered":
        store.add = lambda rows: (add(rows), kill())
    return store

writing.open_store = dying
telling.tell(Database(settings), settings)
"""


def begin(settings, monkeypatch):
    """A log that has begun, of which nothing was told."""
    with monkeypatch.context() as patch:
        patch.setattr(writer, "_tell", lambda *_: None)
        writer.run(settings, "ledger.checkpoint", {"log": "publication"})


def process(settings, dies, together):
    command = [sys.executable, "-c", _TELLS, str(settings.data), settings.database_url]
    return subprocess.Popen([*command, dies, str(together)])


def entered(settings):
    ledger = Database.of_ledger(settings)
    with ledger.reading() as connection:
        query = select(ledger_publication.c.entry).order_by(ledger_publication.c.number)
        found = [bytes(one) for one in connection.scalars(query)]
    ledger.close()
    return [one for one in found if json.loads(one)["kind"] == "change"]


def assert_each_is_told_once(settings, database):
    with database.reading() as connection:
        kept = connection.scalars(select(change_entry.c.entry)).all()
        rows = connection.execute(select(publication_change)).all()
        now = database.now()
    due = [row for row in rows if row.since <= now]
    assert due
    assert all((row.entry is not None) == (row.since <= now) for row in rows)
    assert sorted(entered(settings)) == sorted(map(bytes, kept))
    assert sum(json.loads(one)["officers"] for one in entered(settings)) == len(due)


@pytest.mark.parametrize("dies", ["before", "kept", "entered"])
def test_whenever_it_is_killed_the_next_tells_what_is_left(
    settings, database, world, monkeypatch, dies
):
    begin(settings, monkeypatch)
    for _ in range(2):
        assert process(settings, dies, 3).wait() == -9
    telling.tell(database, settings)
    assert_each_is_told_once(settings, database)


def test_several_that_tell_at_once_tell_each_change_once(
    settings, database, world, engine, monkeypatch
):
    begin(settings, monkeypatch)
    if engine == "postgresql":
        processes = [process(settings, "never", 1) for _ in range(3)]
        assert 0 in [one.wait() for one in processes]  # who waited too long is told with it
    else:  # one process writes
        monkeypatch.setattr(telling, "MOST_TOGETHER", 1)
        monkeypatch.setattr(telling, "_PATIENCE", 60.0)
        of = (database, settings)
        threads = [threading.Thread(target=telling.tell, args=of) for _ in range(3)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    assert_each_is_told_once(settings, database)


def test_nothing_is_told_before_the_log_has_begun_with_its_keys(settings, database, world):
    telling.tell(database, settings)
    assert entered(settings) == []
    writer.run(settings, "ledger.checkpoint", {"log": "publication"})
    assert_each_is_told_once(settings, database)


def protect(settings, world, name, kind):
    told = {"agency": world.agencies["fernhollow"]["name"], "uid": getattr(world, name)["uid"]}
    told |= {"kind": kind, "justification": "A threat was made", "by": "Ada"}
    told |= {"protection_class": "held", "review_date": "2027-06-01"}
    if kind == "finding":
        told |= {"protection_class": "undercover"}
    return writer.run(settings, "protections.add", told)


def test_a_write_is_told_before_it_is_answered(settings, database, world):
    writer.run(settings, "ledger.checkpoint", {"log": "publication"})
    before = len(entered(settings))
    protect(settings, world, "diaz", "finding")
    assert [json.loads(one)["officers"] for one in entered(settings)[before:]] == [1, 1]
    assert_each_is_told_once(settings, database)


@pytest.mark.parametrize("kind", ["hold", "finding"])
def test_narrowing_works_without_the_ledger_and_is_told_later(
    settings, database, world, monkeypatch, kind
):
    writer.run(settings, "ledger.checkpoint", {"log": "publication"})
    before = len(entered(settings))

    def away(_):
        raise psycopg.OperationalError("away")

    with monkeypatch.context() as patch:
        patch.setattr(writing, "open_store", away)
        assert protect(settings, world, "diaz", kind)
    assert len(entered(settings)) == before
    writer.run(settings, "changes.tell", {})
    assert len(entered(settings)) == before + 2
    assert_each_is_told_once(settings, database)
