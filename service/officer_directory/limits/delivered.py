"""Records delivered, one integer for each requester and day (UTC), in the database.

Records are reserved in blocks, durably, before any of a block is handed out. So a crash loses
at most a block of somebody's budget and never gives any of it twice; a graceful stop gives
back what is left. Counts of earlier days are forgotten.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, delete, select, text, update

from officer_directory.errors import DirectoryError, NotAnsweredError
from officer_directory.limits.rates import DAY
from officer_directory.store.engines import Database
from officer_directory.store.usage import delivered

_PATIENCE = 5.0  # seconds: the one writer may be importing
_BLOCKS = 50  # that a budget is reserved in, or more where it is small
_SMALLEST_BLOCK = 500
_FIRST = text(
    "INSERT INTO delivered (key_id, day, records) VALUES (:key_id, :day, 0) ON CONFLICT DO NOTHING"
)


@dataclass(slots=True)
class _Held:
    day: str
    total: int  # reserved by all replicas, as far as is known here
    left: int = 0  # of what was reserved here


class Delivered:
    """The counts of one process; used on one event loop."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock
        self._held: dict[str, _Held] = {}
        self._lock = asyncio.Lock()
        self._thread = ThreadPoolExecutor(1, "delivered")

    async def used(self, subject: str) -> int:
        """How many records were delivered today, as far as is known here.

        Raises:
            NotAnsweredError: the database does not answer.
        """
        held = self._held.get(subject)
        if held is None or held.day != day_of(self._clock()):
            held = await self._begin(subject)
        return held.total - held.left

    async def take(self, subject: str, wanted: int, most: int, whole: bool = False) -> int:
        """How many of the records wanted may be delivered, of a budget of so many a day.

        `whole`: all of them, or none.

        Raises:
            NotAnsweredError: none can be reserved just now.
        """
        held = self._held.get(subject)
        if held is None or held.day != day_of(self._clock()) or held.left < wanted:
            async with self._lock:
                held = await self._reserve(subject, wanted, most)
        granted = max(0, min(wanted, held.left, most - held.total + held.left))
        if whole and granted < wanted:
            return 0
        held.left -= granted
        return granted

    def close(self) -> None:
        """Give back what was reserved and not handed out."""
        held, self._held = self._held, {}
        self._thread.shutdown()
        try:
            with self._database.transaction() as connection:
                for subject, one in held.items():
                    if one.left:
                        _add(connection, subject, one.day, -one.left)
        except DirectoryError:
            return  # lost, and nobody got them

    async def _begin(self, subject: str) -> _Held:
        day = day_of(self._clock())
        held = self._held[subject] = _Held(day, await self._in_thread(self._read, subject, day))
        return held

    async def _reserve(self, subject: str, wanted: int, most: int) -> _Held:
        day = day_of(self._clock())
        held = self._held.get(subject)
        if held is None or held.day != day:
            held = await self._begin(subject)
        if held.left >= wanted or held.total >= most:
            return held
        block = max(_SMALLEST_BLOCK, most // _BLOCKS, wanted)
        reserved, total = await self._in_thread(self._write, subject, day, block, most)
        held.left += reserved
        held.total = total
        return held

    async def _in_thread(self, work: Callable[..., Any], *arguments: Any) -> Any:
        loop = asyncio.get_running_loop()
        asked = loop.run_in_executor(self._thread, work, *arguments)
        try:
            return await asyncio.wait_for(asked, _PATIENCE)
        except TimeoutError:
            raise NotAnsweredError("Records cannot be counted just now.") from None

    def _read(self, subject: str, day: str) -> int:
        with self._database.reading() as connection:
            return _total(connection, subject, day) or 0

    def _write(self, subject: str, day: str, block: int, most: int) -> tuple[int, int]:
        """Reserve at most a block; how many it was, and what is reserved now."""
        with self._database.transaction() as connection:
            total = _total(connection, subject, day, lock=True)
            if total is None:
                connection.execute(delete(delivered).where(delivered.c.day < day))
                _begin_day(connection, subject, day)
                total = _total(connection, subject, day, lock=True) or 0
            reserved = max(0, min(block, most - total))
            _add(connection, subject, day, reserved)
            return reserved, total + reserved


def day_of(now: float) -> str:
    """The calendar day (UTC) of an instant."""
    return _named_day(int(now) // DAY)


@lru_cache(maxsize=8)
def _named_day(day: int) -> str:
    return datetime.fromtimestamp(day * DAY, UTC).date().isoformat()


def seconds_left(now: float) -> int:
    """Until the next day begins (UTC)."""
    return DAY - int(now) % DAY


def _total(connection: Connection, subject: str, day: str, lock: bool = False) -> int | None:
    query = select(delivered.c.records).where(delivered.c.key_id == subject, delivered.c.day == day)
    found: int | None = connection.scalar(query.with_for_update() if lock else query)
    return found


def _begin_day(connection: Connection, subject: str, day: str) -> None:
    """A row for the day; another replica may be just as fast."""
    connection.execute(_FIRST, {"key_id": subject, "day": day})


def _add(connection: Connection, subject: str, day: str, records: int) -> None:
    one = update(delivered).where(delivered.c.key_id == subject, delivered.c.day == day)
    connection.execute(one.values(records=delivered.c.records + records))
