"""What could not be entered is kept on the disk, and entered once when that is possible."""

import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time

import pytest
from tests.ledger.reading import facts
from tests.writing.test_one_writer import wait_until

from officer_directory.ledger import append as appending
from officer_directory.ledger.append import Ledger
from officer_directory.ledger.entry import press_row
from officer_directory.ledger.note import decoded
from officer_directory.ledger.owed import FILE, Owed
from officer_directory.ledger.store import open_store
from officer_directory.owner_only import OwnLines


@pytest.fixture
def entries(settings):
    return lambda: facts(settings)


def test_what_is_owed_is_its_owners_alone_and_is_entered_with_the_time_it_was_owed(
    settings, entries
):
    before = int(time.time())
    Owed(settings.data).add({"n": 1}, "inside")
    mode = (settings.data / FILE).stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    after = int(time.time())
    ledger = Ledger(settings)
    wait_until(lambda: not Owed(settings.data).any())
    ledger.close()
    (entry,) = entries()
    assert entry["n"] == 1
    assert before <= entry["at"] <= after


def test_it_waits_for_the_ledger_and_outlives_the_process(settings, entries, monkeypatch):
    def gone(_):
        raise OSError("no space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(appending, "open_store", gone)
        ledger = Ledger(settings)
        for n in range(3):
            ledger.owe({"n": n}, "inside")
        time.sleep(0.1)
        ledger.close()
    assert entries() == []
    assert len(OwnLines(settings.data / FILE).read()) == 3
    ledger = Ledger(settings)  # as another process would, at its start
    wait_until(lambda: not Owed(settings.data).any())
    assert [entry["n"] for entry in entries()] == [0, 1, 2]
    ledger.close()


@pytest.mark.parametrize("killed", ["before", "after"])
def test_each_is_entered_once_though_the_process_is_killed_while_it_pays(
    settings, entries, monkeypatch, killed
):
    """Between the mark and the entries, or between the entries and their removal."""
    owed = Owed(settings.data)
    for n in range(3):
        owed.add({"n": n}, "inside")
    store = open_store(settings)
    if killed == "after":
        monkeypatch.setattr(OwnLines, "remove", lambda *_: (_ for _ in ()).throw(SystemExit))
    else:
        monkeypatch.setattr(store, "add", lambda _: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        owed.pay(store)
    monkeypatch.undo()
    owed.add({"n": 3}, "inside")  # meanwhile
    store.add([press_row(b"{}")])
    owed.pay(store)
    owed.pay(store)
    store.close()
    assert sorted(entry["n"] for entry in entries() if "n" in entry) == [0, 1, 2, 3]
    assert not owed.any()


def test_a_line_that_was_cut_off_is_none_and_does_not_spoil_the_next(tmp_path):
    lines = OwnLines(tmp_path / "lines")
    lines.add("one")
    with (tmp_path / "lines").open("a") as file:
        file.write('{"cut o')
    assert lines.read() == ["one"]
    lines.add("two")
    assert lines.read() == ["one", "two"]
    lines.remove(["one", "two"])
    assert not lines.any()
    assert lines.read() == []


def test_what_is_handed_in_waits_for_nothing_and_is_entered_sooner_or_later(
    settings, entries, monkeypatch
):
    ledger = Ledger(settings)
    ledger.hand_in({"n": 1}, "inside")
    wait_until(lambda: [entry["n"] for entry in entries()] == [1])
    monkeypatch.setattr(ledger, "_write", lambda _: False)
    ledger.hand_in({"n": 2}, "inside")
    wait_until(lambda: len(entries()) == 2)
    ledger.close()
    assert [entry["n"] for entry in entries()] == [1, 2]


def test_a_full_disk_does_not_hold_up_who_owes(settings, entries, monkeypatch):
    full = threading.Event()
    full.set()
    add = OwnLines.add

    def may_add(lines, line):
        if full.is_set():
            raise OSError(28, "No space left on device")
        add(lines, line)

    monkeypatch.setattr(OwnLines, "add", may_add)
    ledger = Ledger(settings)
    monkeypatch.setattr(ledger, "_write", lambda _: False)
    ledger.owe({"n": 1}, "inside")
    time.sleep(0.2)
    full.clear()
    wait_until(lambda: [entry["n"] for entry in entries()] == [1])
    ledger.close()


_OWES = """
import sys
from pathlib import Path
from officer_directory.ledger.owed import Owed

owed = Owed(Path(sys.argv[1]))
for n in range(100_000):
    owed.add({"n": n}, "inside")
    print(n, flush=True)
"""


def test_after_a_kill_nothing_that_was_owed_is_lost(make_settings, tmp_path):
    settings = make_settings("sqlite", tmp_path / "data")
    command = [sys.executable, "-c", _OWES, str(settings.data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        lines = [running.stdout.readline() for _ in range(20)]
        os.kill(running.pid, signal.SIGKILL)
        lines += running.stdout.readlines()
    said = {int(line) for line in lines if line.endswith("\n")}
    kept = [json.loads(line)["row"]["summary"] for line in OwnLines(settings.data / FILE).read()]
    assert said <= {json.loads(decoded(one)[32:])["n"] for one in kept}
