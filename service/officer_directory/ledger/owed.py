"""Entries that could not be written yet: kept in a file of DATA, and written each once.

Before they are written the file says after which numbers; whoever finds that mark left over
(the process was killed in between) looks behind those numbers for what had come through.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from officer_directory.key_files import open_keys
from officer_directory.ledger.endings import Ending
from officer_directory.ledger.entry import Facts, Log, Row, make
from officer_directory.ledger.erasure_keys import ErasureKeys
from officer_directory.ledger.names import Names
from officer_directory.ledger.note import decoded, encoded
from officer_directory.ledger.seen import Seen, Tokens
from officer_directory.ledger.storing import Store
from officer_directory.owner_only import OwnLines

FILE = "owed-entries.ndjson"
_CONTENT = ("entry", "hash", "summary", "opening", "sealed")


class Owed:
    """What one data folder owes the ledger."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._lines = OwnLines(data / FILE)
        self._paying = data / ".paying-owed-entries.lock"

    def any(self) -> bool:
        return self._lines.any()

    def add(self, facts: Facts, log: Log) -> None:
        """Owe an entry of now; it outlives the process when this returns."""
        tokens, names = Tokens(open_keys(self._data).pepper), Names(ErasureKeys(self._data))
        self.keep(make({**facts, "entered_later": True}, log, time.time(), names, tokens).row)

    def keep(self, row: Row) -> None:
        self._lines.add(json.dumps({"row": _written(row)}))

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
            waiting = [_read(one["row"]) for _, one in found[:mark]]
            missing = [row for row in waiting if not store.has(row, after[row.log])]
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


def _written(row: Row) -> dict[str, Any]:
    content = {n: getattr(row, n) for n in _CONTENT}
    written: dict[str, Any] = {n: None if c is None else encoded(c) for n, c in content.items()}
    seen = row.seen and [row.seen.day, encoded(row.seen.subject), encoded(row.seen.officers)]
    ended = row.ending and [encoded(row.ending[0]), row.ending[1], encoded(row.ending[2])]
    more = {"log": row.log, "names": row.names, "seen": seen, "ending": ended}
    return written | more


def _read(written: dict[str, Any]) -> Row:
    content = {n: None if (c := written.get(n)) is None else decoded(c) for n in _CONTENT}
    seen = written["seen"]
    if seen is not None:
        seen = Seen(seen[0], decoded(seen[1]), decoded(seen[2]))
    if (ended := written.get("ending")) is not None:
        ended = Ending(decoded(ended[0]), ended[1], decoded(ended[2]))
    more = {"names": written["names"], "seen": seen, "ending": ended}
    return Row(log=written["log"], **more, **content)  # type: ignore[arg-type]
