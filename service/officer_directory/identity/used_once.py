"""What may be used once is used once, by whichever replica is asked.

On PostgreSQL every replica writes what was used into one table, durably, before it is good.
On SQLite one process serves and keeps it in memory; what was made before that process
started may have been used before, and is refused.
"""

import threading
import time
from collections.abc import Callable
from typing import Final, Protocol

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from officer_directory.errors import NotAnsweredError
from officer_directory.store.engines import Database
from officer_directory.store.identity import used_once

MOST: Final = 100_000
_SWEEP_S = 60.0


class UsedOnce(Protocol):
    """Remembers what was used."""

    def first(self, digest: bytes, made_at: int, *, until: int) -> bool:
        """Whether this is the first use; it is remembered until then, in epoch seconds.

        Raises:
            NotAnsweredError: that cannot be told just now.
        """
        ...


class UsedInMemory:
    """For the one process that serves a SQLite file; thread-safe and bounded."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._started = int(clock())
        self._lock = threading.Lock()
        self._used: dict[bytes, int] = {}
        self._swept_at = clock()

    def first(self, digest: bytes, made_at: int, *, until: int) -> bool:
        if made_at < self._started:
            return False
        with self._lock:
            now = self._clock()
            if len(self._used) >= MOST or now - self._swept_at > _SWEEP_S:
                self._used = {d: end for d, end in self._used.items() if end >= now}
                self._swept_at = now
            if len(self._used) >= MOST:
                raise NotAnsweredError("Too many proofs at once; try again shortly.")
            if digest in self._used:
                return False
            self._used[digest] = until
            return True


class UsedInDatabase:
    """For any number of replicas on one PostgreSQL database; thread-safe."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock
        self._swept_at = clock()

    def first(self, digest: bytes, made_at: int, *, until: int) -> bool:  # noqa: ARG002
        once = insert(used_once).values(digest=digest, expires_at=until)
        now = self._clock()
        with self._database.transaction() as connection:
            if now - self._swept_at > _SWEEP_S:
                self._swept_at = now
                connection.execute(delete(used_once).where(used_once.c.expires_at < int(now)))
            added = connection.execute(once.on_conflict_do_nothing().returning(used_once.c.digest))
            return added.first() is not None
