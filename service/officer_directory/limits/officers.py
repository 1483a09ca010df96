"""Which officers an inside requester has seen today, counted from what the ledger has of today.

Whom an answer names is entered with it, as keyed hashes of the day, so that the count survives
whatever happens to this process or to Redis. They are read once; on a database of several
replicas, those of the others follow within a second, and they go when the day (UTC) is over.
"""

import logging
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import select

from officer_directory.errors import DirectoryError
from officer_directory.key_files import open_keys
from officer_directory.ledger.seen import Seen, Tokens
from officer_directory.limits.delivered import day_of
from officer_directory.settings import Settings
from officer_directory.store.engines import Database
from officer_directory.store.ledger import ledger_seen

_log = logging.getLogger(__name__)
_BETWEEN_LOOKS = 1.0
_STILL_COMING = 1_000  # numbers are given before they are committed: these are read again


class OfficersSeen:
    """`start` reads what the ledger has of today, `stop` ends what follows it."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self._ledger = Database.of_ledger(settings)
        self._token = Tokens(open_keys(settings.prepare_data()).pepper).of
        self._clock = clock
        self._day = day_of(clock())
        self._seen: dict[bytes, set[bytes]] = defaultdict(set)
        self._kept_free: Counter[str] = Counter()
        self._last = 0
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._look()
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
        return len(self._of(subject)) + self._kept_free[subject]

    def unseen(self, subject: str, officers: Iterable[str]) -> set[bytes]:
        """Those of these officers whom this requester has not seen today."""
        seen = self._of(subject)
        return {self._token(self._day, officer) for officer in officers} - seen

    def add(self, subject: str, officers: set[bytes]) -> None:
        self._seen[self._token(self._day, subject)] |= officers

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

    def _of(self, subject: str) -> set[bytes] | frozenset[bytes]:
        self._turn()
        return self._seen.get(self._token(self._day, subject), frozenset())

    def _turn(self) -> None:
        if (today := day_of(self._clock())) != self._day:
            self._day, self._seen = today, defaultdict(set)

    def _follow(self) -> None:
        while not self._stopped.wait(_BETWEEN_LOOKS):
            try:
                self._look()
            except DirectoryError:
                _log.warning("the ledger cannot be read")
            except Exception:
                _log.exception("the ledger cannot be read")

    def _look(self) -> None:
        """Read what came since the last look."""
        query = select(ledger_seen).where(ledger_seen.c.number > self._last - _STILL_COMING)
        with self._ledger.reading() as connection:
            self._turn()
            for row in connection.execute(query.execution_options(yield_per=1_000)):
                self._last = max(self._last, row.number)
                if row.day == self._day:
                    seen = Seen(row.day, bytes(row.subject), bytes(row.officers))
                    self._seen[seen.subject] |= seen.each()
