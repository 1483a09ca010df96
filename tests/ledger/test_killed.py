"""Whenever the process is killed: no answer without its entry, and a log that is intact.

`KILLS=500 pytest tests/ledger/test_killed.py` for as many as one likes.
"""

import os
import random
import signal
import subprocess
import sys
import time

from sqlalchemy import select
from tests.ledger.test_verify import wrong

from officer_directory.ledger.append import Ledger
from officer_directory.ledger.entry import LOGS
from officer_directory.ledger.sealer import Sealer
from officer_directory.store.engines import Database
from officer_directory.store.ledger import ENTRIES

KILLS = int(os.environ.get("KILLS") or 4)
_ANSWERS = """
import itertools, sys, threading
from pathlib import Path
from officer_directory.ledger import sealer as sealing
from officer_directory.ledger.append import Ledger
from officer_directory.ledger.sealer import Sealer
from officer_directory.settings import Settings

settings = Settings(data=Path(sys.argv[1]), database_url=sys.argv[2])
ledger = Ledger(settings)
sealing._LOOKS_EVERY, sealing._SOON = 0.01, 0
sealer = Sealer(settings, ledger)
sealer._period = 1
sealer.start()
said = threading.Lock()

def answer(log):
    for n in itertools.count():
        facts = {"n": n, "officers": [f"o{n % 50}"], "subject": "k"}
        receipt = ledger.append_and_wait(facts, log)
        with said:
            print(log, receipt.leaf.hex(), flush=True)

for log in ("press", "inside", "inside", "inside"):
    threading.Thread(target=answer, args=(log,), daemon=True).start()
threading.Event().wait()
"""


def test_whenever_it_is_killed_every_answer_has_its_entry_and_the_logs_are_intact(settings):
    draw, answered = random.Random(7), set()
    command = [sys.executable, "-c", _ANSWERS, str(settings.data), settings.database_url]
    for _ in range(KILLS):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
            lines = [running.stdout.readline()]
            time.sleep(draw.uniform(0, 0.4))
            os.kill(running.pid, signal.SIGKILL)
            lines += running.stdout.readlines()
        answered |= {tuple(line.split()) for line in lines if line.endswith("\n")}
    assert len(answered) > KILLS
    assert answered <= stored(settings)
    ledger = Ledger(settings)  # it goes on by itself
    sealer = Sealer(settings, ledger)
    ledger.append_and_wait({}, "inside")
    for log in LOGS:
        sealer.seal(log)
    sealer.stop()
    ledger.close()
    for log in LOGS:
        found = wrong(settings, log)
        assert found.wrong == ()
        assert found.waiting == 0
        assert found.size or log == "press"


def stored(settings):
    database = Database.of_ledger(settings)
    with database.reading() as connection:
        found = {
            (log, bytes(hashed).hex())
            for log in ("press", "inside")
            for hashed in connection.scalars(select(ENTRIES[log].c.hash))
        }
    database.close()
    return found
