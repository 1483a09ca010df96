"""An entry is durable before an answer leaves; without a ledger there is no answer."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from sqlalchemy import select, text
from tests.ledger.reading import entries as told
from tests.writing.test_one_writer import wait_until

from officer_directory.errors import NotAnsweredError
from officer_directory.ledger import append as appending
from officer_directory.ledger.append import Ledger
from officer_directory.ledger.erasure_keys import ErasureKeys
from officer_directory.ledger.names import Names
from officer_directory.ledger.receipt import Receipt
from officer_directory.ledger.store import open_store
from officer_directory.store.engines import Database
from officer_directory.store.ledger import ledger_metadata


@pytest.fixture
def ledger(settings):
    made = Ledger(settings)
    yield made
    made.close()


@pytest.fixture
def entries(settings):
    return lambda: told(settings)


def test_an_inside_entry_is_kept_whole_and_can_be_read_when_append_returns(ledger, entries):
    before = int(time.time())
    facts = {"tier": "records", "asked": "GET /v1/officers", "officers": ["o1", "o2"]}
    receipt = ledger.append_and_wait(facts, "inside")
    ((log, entry),) = entries()
    assert log == "inside"
    assert before <= entry["at"] <= time.time()
    assert entry.items() >= facts.items()
    assert receipt.holds_together()


def test_of_a_press_entry_only_a_commitment_and_the_hour_are_kept(ledger, entries, settings):
    asked = {"key": "k1", "asked": "GET /v1/officers?q=Ñuñez", "digest": "d1g3st"}
    receipts = [ledger.append_and_wait(asked, "press") for _ in range(2)]
    first, second = (entry for _, entry in entries())
    assert first.keys() == second.keys() == {"commitment", "hour", "v"}
    assert first["commitment"] != second["commitment"]
    assert all(receipt.holds_together() for receipt in receipts)
    assert json.loads(receipts[0].opening.content) == {**asked, "log": "press", "v": 1}
    for stored in everything(settings):
        assert receipts[0].opening.nonce not in stored
        assert not any(word.encode() in stored for word in ("k1", "Ñuñez", "d1g3st"))


def test_what_oversight_looked_at_is_kept_nowhere(ledger, settings):
    facts = {"tier": "oversight", "key": "over1", "subject": "over1", "asked": "GET /v1/officers"}
    receipt = ledger.append_and_wait(facts | {"officers": ["o1"]}, "inside")
    assert receipt.holds_together()
    for stored in everything(settings):
        assert not any(word in stored for word in (b"over1", b"GET", b"o1\0"))
    assert count(settings, "ledger_pseudonym") == 0
    assert count(settings, "ledger_seen") == 1


def test_an_officer_has_one_name_in_a_month_and_a_new_one_in_the_next(tmp_path):
    names = Names(keys := ErasureKeys(tmp_path))
    november, december = 1_795_848_000, 1_796_448_000
    (one, again), fresh = names.of(["o1", "o1"], november)
    assert one == again
    names.written(fresh)
    assert names.of(["o1"], november) == ([one], None)
    (other,), fresh = names.of(["o1"], december)
    assert other != one
    assert json.loads(fresh) == [[other, keys.token("o1"), "2026-12"]]


def test_a_name_goes_with_every_entry_until_it_was_written(ledger, settings, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(ledger, "_write", lambda _: False)
        with pytest.raises(NotAnsweredError):
            ledger.append_and_wait({"officers": ["o1"]}, "inside")
    ledger.append_and_wait({"officers": ["o1"]}, "inside")
    ledger.append_and_wait({"officers": ["o1"]}, "inside")
    assert [entry["officers"] for _, entry in told(settings)] == [["o1"], ["o1"]]
    assert count(settings, "ledger_pseudonym") == 1


def test_what_opens_an_entry_can_be_emptied_and_the_entry_stays(ledger, settings):
    receipt = ledger.append_and_wait({"asked": "GET /"}, "inside")
    database = Database.of_ledger(settings)
    with database.transaction() as connection:
        connection.execute(text("UPDATE ledger_inside SET opening = NULL"))
    for change in (
        "UPDATE ledger_inside SET opening = 'x'",
        "UPDATE ledger_inside SET entry = 'x'",
        "UPDATE ledger_inside SET hash = 'x', summary = NULL",
        "UPDATE ledger_inside SET summary = 'x'",
        "UPDATE ledger_inside SET number = 7",
    ):
        with (
            pytest.raises(Exception, match="never changed"),
            database.transaction() as connection,
        ):
            connection.execute(text(change))
    with database.reading() as connection:
        (row,) = connection.execute(text("SELECT entry, hash FROM ledger_inside")).all()
    database.close()
    assert (bytes(row.entry), bytes(row.hash)) == (receipt.entry, receipt.leaf)


def test_what_was_seen_is_forgotten_when_its_day_is_over(ledger, settings, monkeypatch):
    ledger.append_and_wait({"subject": "k1", "officers": ["o1", "o2"]}, "inside")
    ledger._day = "2001-01-01"
    wait_until(lambda: ledger._day != "2001-01-01")
    assert count(settings, "ledger_seen") == 1
    ledger.run(lambda store: store.forget_seen("2999-01-01"))
    assert count(settings, "ledger_seen") == 0


def everything(settings):
    """Every value in the ledger's tables, as bytes."""
    database = Database.of_ledger(settings)
    with database.reading() as connection:
        found = [
            value if isinstance(value, bytes | memoryview) else str(value).encode()
            for table in ledger_metadata.sorted_tables
            for row in connection.execute(select(table))
            for value in row
        ]
    database.close()
    return [bytes(value) for value in found]


def count(settings, table):
    database = Database.of_ledger(settings)
    with database.reading() as connection:
        found = connection.scalar(text(f"SELECT count(*) FROM {table}"))
    database.close()
    return found


def test_many_at_once_are_each_entered_in_the_order_they_came(ledger, entries):
    async def ask():
        return await asyncio.gather(*(ledger.append({"n": n}, "inside") for n in range(300)))

    receipts = asyncio.run(ask())
    assert len({receipt.leaf for receipt in receipts}) == 300
    assert [entry["n"] for _, entry in entries()] == list(range(300))


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
    assert [entry["n"] for _, entry in entries()] == [2]


def test_a_ledger_that_is_behind_takes_no_more(settings, monkeypatch):
    stuck, monkey = threading.Event(), monkeypatch

    class Slow:
        def add(self, entries):
            stuck.wait(10)
            return

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
    assert len(refused) + sum(isinstance(a, Receipt) for a in answers) == 300


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
    assert entries()[-1][1]["n"] == "stayed"


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
    assert answered <= {entry["n"] for _, entry in entries()}
