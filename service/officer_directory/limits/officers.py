"""Which officers an inside requester has seen today, counted from the ledger's entries.

Each entry of a page or a record names its officers, so that the count survives whatever
happens to this process or to Redis. The entries of the day are read once; on a database
of several replicas, those of the others follow within a second. An officer is remembered as
64 bits of a random id, until the day (UTC) ends.
"""

import json
import logging
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import select

from officer_directory.errors import DirectoryError
from officer_directory.identity.requester import counted
from officer_directory.limits.delivered import day_of
from officer_directory.limits.rates import DAY
from officer_directory.settings import Settings
from officer_directory.store.engines import Database
from officer_directory.store.ledger import ledger_entry

_log = logging.getLogger(__name__)
_BETWEEN_LOOKS = 1.0
_READ_AT_ONCE = 1_000
_STILL_COMING = 1_000  # numbers are given before they are committed: these are read again


class OfficersSeen:
    """`start` reads what the ledger has of today, `stop` ends what follows it."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self._ledger = Database.of_ledger(settings)
        self._clock = clock
        self._day = day_of(clock())
        self._seen: dict[str, set[int]] = defaultdict(set)
        self._kept_free: Counter[str] = Counter()
        self._last = 0
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._read_back()
        if not self._ledger.is_sqlite:  # there, nobody else writes
            self._thread = threading.Thread(target=self._follow, name="officers", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
        self._ledger.close()

    def count(self, subject: str) -> int:
        """How many different officers this requester has seen today, or is about to."""
        self._turn()
        return len(self._seen.get(subject, ())) + self._kept_free[subject]

    def unseen(self, subject: str, officers: Iterable[str]) -> set[int]:
        """Those of these officers whom this requester has not seen today."""
        self._turn()
        return {_short(officer) for officer in officers} - self._seen.get(subject, set())

    def add(self, subject: str, officers: set[int]) -> None:
        self._seen[subject] |= officers

    @contextmanager
    def kept_free(self, subject: str, places: int) -> Iterator[None]:
        """Count so many officers more, until it is known who they are."""
        self._kept_free[subject] += places
        try:
            yield
        finally:
            self._kept_free[subject] -= places
            if not self._kept_free[subject]:
                del self._kept_free[subject]

    def _turn(self) -> None:
        if (today := day_of(self._clock())) != self._day:
            self._day, self._seen = today, defaultdict(set)

    def _read_back(self) -> None:
        """From the newest entry to the first of today."""
        midnight = self._clock() // DAY * DAY
        before: int | None = None
        while True:
            query = select(ledger_entry.c.number, ledger_entry.c.log, ledger_entry.c.entry)
            if before is not None:
                query = query.where(ledger_entry.c.number < before)
            query = query.order_by(ledger_entry.c.number.desc()).limit(_READ_AT_ONCE)
            with self._ledger.reading() as connection:
                rows = list(connection.execute(query))
            if rows and before is None:
                self._last = rows[0].number
            if not rows or not self._count(rows, midnight):
                return
            before = rows[-1].number

    def _follow(self) -> None:
        while not self._stopped.wait(_BETWEEN_LOOKS):
            try:
                self._look()
            except DirectoryError:
                _log.warning("the ledger cannot be read")
            except Exception:
                _log.exception("the ledger cannot be read")

    def _look(self) -> None:
        query = (
            select(ledger_entry.c.number, ledger_entry.c.log, ledger_entry.c.entry)
            .where(ledger_entry.c.number > self._last - _STILL_COMING)
            .order_by(ledger_entry.c.number)
        )
        with self._ledger.reading() as connection:
            rows = list(connection.execute(query))
        self._turn()
        self._count(rows, self._clock() // DAY * DAY)
        self._last = max([self._last, *(row.number for row in rows)])

    def _count(self, rows: Iterable[object], midnight: float) -> bool:
        """Count the entries of today; whether all of these were."""
        for row in rows:
            if getattr(row, "log", "") != "inside":
                continue
            entry = json.loads(bytes(getattr(row, "entry", b"")))
            if entry["at"] < midnight:
                return False
            subject = counted(entry.get("key"), entry.get("issuer", ""), entry.get("client"))
            if subject and (officers := entry.get("officers")):
                self._seen[subject] |= {_short(officer) for officer in officers}
        return True


def _short(officer: str) -> int:
    return int(officer[:18].replace("-", ""), 16)
