"""Entries that could not be written yet: kept in a file of DATA, and written each once.

Before they are written the file says after which number; whoever finds that mark left over
(the process was killed in between) looks behind that number for what had come through.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from officer_directory.ledger.entry import Log, kept
from officer_directory.ledger.store import Store
from officer_directory.owner_only import OwnLines

FILE = "owed-entries.ndjson"


class Owed:
    """What one data folder owes the ledger."""

    def __init__(self, data: Path) -> None:
        self._lines = OwnLines(data / FILE)
        self._paying = data / ".paying-owed-entries.lock"

    def any(self) -> bool:
        return self._lines.any()

    def add(self, entry: Mapping[str, Any], log: Log) -> None:
        """Owe an entry of now; it outlives the process when this returns."""
        self.keep(log, kept({**entry, "entered_later": uuid4().hex}, log, time.time()))

    def keep(self, log: str, entry: bytes) -> None:
        self._lines.add(json.dumps({"log": log, "entry": entry.decode()}))

    def pay(self, store: Store) -> None:
        """Write all that is owed; only one process at a time does."""
        with self._alone() as alone:
            if not alone:
                return
            found = [(line, json.loads(line)) for line in self._lines.read()]
            mark = next((place for place, (_, one) in enumerate(found) if "after" in one), None)
            if mark is None:
                mark, last = len(found), {"after": store.last()}
                found.append((json.dumps(last), last))
                self._lines.add(found[-1][0])
            after = found[mark][1]["after"]
            waiting = [(one["log"], one["entry"].encode()) for _, one in found[:mark]]
            missing = [entry for entry in waiting if not store.has(entry, after)]
            if missing:
                store.add(missing)
            self._lines.remove([line for line, _ in found[: mark + 1]])

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        descriptor = os.open(self._paying, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield True
        except BlockingIOError:
            yield False
        finally:
            os.close(descriptor)
