"""An entry is durable before an answer leaves; without a ledger there is no answer."""

import asyncio
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from sqlalchemy import select

from officer_directory.errors import NotAnsweredError
from officer_directory.ledger import append as appending
from officer_directory.ledger.append import Ledger
from officer_directory.ledger.entry import canonical, commitment
from officer_directory.ledger.store import open_store
from officer_directory.store.engines import Database
from officer_directory.store.ledger import ledger_entry


@pytest.fixture
def ledger(settings):
    made = Ledger(settings)
    yield made
    made.close()


@pytest.fixture
def entries(settings):
    database = Database.of_ledger(settings)

    def read():
        query = select(ledger_entry).order_by(ledger_entry.c.number)
        with database.reading() as connection:
            return [
                (row.number, row.log, json.loads(row.entry)) for row in connection.execute(query)
            ]

    yield read
    database.close()


def test_an_inside_entry_is_kept_whole_and_can_be_read_when_append_returns(ledger, entries):
    before = int(time.time())
    number = ledger.append_and_wait({"who": "records", "asked": "officers"}, "inside")
    ((found, log, entry),) = entries()
    assert (found, log) == (number, "inside")
    assert before <= entry.pop("at") <= time.time()
    assert entry == {"who": "records", "asked": "officers"}


def test_of_a_press_entry_only_a_commitment_and_the_hour_are_kept(ledger, entries):
    asked = {"key": "k1", "q": "Ñuñez"}
    for _ in range(2):
        ledger.append_and_wait(asked, "press")
    first, second = (entry for _, _, entry in entries())
    assert first.keys() == second.keys() == {"commitment", "hour"}
    assert first["commitment"] != second["commitment"]
    unsalted = hashlib.sha256(canonical(asked)).hexdigest()
    assert unsalted not in (first["commitment"], second["commitment"])


def test_a_commitment_opens_with_its_salt_alone():
    asked = {"b": 1, "a": "é"}
    assert commitment(b"s" * 32, asked) == commitment(b"s" * 32, {"a": "é", "b": 1})
    assert commitment(b"s" * 32, asked) != commitment(b"t" * 32, asked)


def test_many_at_once_each_have_a_number_of_their_own(ledger, entries):
    async def ask():
        return await asyncio.gather(*(ledger.append({"n": n}, "inside") for n in range(300)))

    numbers = asyncio.run(ask())
    assert len(set(numbers)) == 300
    assert {n: e["n"] for n, _, e in entries()} == dict(zip(numbers, range(300), strict=True))


def test_many_at_once_share_their_writes(settings, monkeypatch):
    writes = []

    class Counting:
        def __init__(self, store):
            self.store = store

        def add(self, entries):
            writes.append(len(entries))
            return self.store.add(entries)

        def close(self):
            self.store.close()

    monkeypatch.setattr(appending, "open_store", lambda s: Counting(open_store(s)))
    ledger = Ledger(settings)

    async def ask():
        await asyncio.gather(*(ledger.append({"n": n}, "inside") for n in range(200)))

    asyncio.run(ask())
    ledger.close()
    assert sum(writes) == 200
    assert len(writes) < 50


class Broken:
    """A store that fails until it is mended."""

    def __init__(self, settings, failing):
        self.store, self.failing = open_store(settings), failing

    def add(self, entries):
        if self.failing.is_set():
            raise OSError("no space left on device")
        return self.store.add(entries)

    def close(self):
        self.store.close()


def test_without_a_ledger_there_is_no_answer_and_with_it_again_there_is(
    settings, monkeypatch, entries
):
    failing = threading.Event()
    monkeypatch.setattr(appending, "open_store", lambda s: Broken(s, failing))
    ledger = Ledger(settings)
    failing.set()
    with pytest.raises(NotAnsweredError):
        ledger.append_and_wait({"n": 1}, "inside")
    failing.clear()
    assert ledger.append_and_wait({"n": 2}, "inside")
    ledger.close()
    assert [entry["n"] for _, _, entry in entries()] == [2]


def test_a_ledger_that_is_behind_takes_no_more(settings, monkeypatch):
    stuck, monkey = threading.Event(), monkeypatch

    class Slow:
        def add(self, entries):
            stuck.wait(10)
            return list(range(len(entries)))

        def close(self):
            pass

    monkey.setattr(appending, "open_store", lambda s: Slow())
    monkey.setattr(appending, "_MOST_WAITING", 10)
    ledger = Ledger(settings)

    async def ask():
        asked = [asyncio.ensure_future(ledger.append({"n": n}, "inside")) for n in range(300)]
        await asyncio.sleep(0.1)
        stuck.set()
        return await asyncio.gather(*asked, return_exceptions=True)

    answers = asyncio.run(ask())
    ledger.close()
    refused = [a for a in answers if isinstance(a, NotAnsweredError)]
    assert 0 < len(refused) < 300
    assert len(refused) + sum(isinstance(a, int) for a in answers) == 300


def test_a_closed_ledger_takes_no_more_and_has_written_what_was_waiting(settings, entries):
    ledger = Ledger(settings)
    waiting = [
        threading.Thread(target=ledger.append_and_wait, args=({"n": n}, "inside"))
        for n in range(20)
    ]
    for thread in waiting:
        thread.start()
    for thread in waiting:
        thread.join()
    ledger.close()
    assert len(entries()) == 20
    with pytest.raises(NotAnsweredError):
        ledger.append_and_wait({"n": 21}, "inside")


def test_whoever_left_does_not_disturb_the_others(ledger, entries):
    async def ask():
        gone = asyncio.ensure_future(ledger.append({"n": "gone"}, "inside"))
        await asyncio.sleep(0)
        gone.cancel()
        return await ledger.append({"n": "stayed"}, "inside")

    assert asyncio.run(ask())
    assert entries()[-1][2]["n"] == "stayed"


_APPENDS = """
import sys
from pathlib import Path
from officer_directory.ledger.append import Ledger
from officer_directory.settings import Settings

ledger = Ledger(Settings(data=Path(sys.argv[1]), database_url=sys.argv[2]))
for n in range(100_000):
    ledger.append_and_wait({"n": n}, "inside")
    print(n, flush=True)
"""


def test_after_a_kill_every_answer_that_left_has_its_entry(settings, entries):
    command = [sys.executable, "-c", _APPENDS, str(settings.data), settings.database_url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        lines = [running.stdout.readline() for _ in range(20)]
        os.kill(running.pid, signal.SIGKILL)
        lines += running.stdout.readlines()
    answered = {int(line) for line in lines if line.endswith("\n")}
    assert len(answered) >= 20
    assert answered <= {entry["n"] for _, _, entry in entries()}
