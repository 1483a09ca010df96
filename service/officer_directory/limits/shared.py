"""Counting in Redis, for all replicas together; by this process alone while Redis is gone.

A question to Redis has 50 ms. When it fails or takes longer, this process gives its share
of each limit by itself, and sees once a second whether Redis is back; nobody waits for that.
What this process gave is always counted here too, so that a share is no extra.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from math import ceil
from typing import Any, Final, TypeVar

from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter, SlidingWindowCounterRateLimiter
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from limits import RateLimitItem, RateLimitItemPerSecond
from officer_directory.limits.rates import DAY, Limit
from officer_directory.limits.window import State, Windows

Found = TypeVar("Found")

BUDGET_SECONDS: Final = 0.05
_BETWEEN_LOOKS = 1.0
_PATIENCE_TO_CONNECT = 1.0
_ANY = (Limit("burst", 1_000, 1), Limit("daily", 1_000_000, DAY))
_SALT_CONFIRMED_FOR = 60.0
_CONNECTIONS = 32
_MOST_REMEMBERED_ONE_BY_ONE = 10_000  # units; above, a window is two counters
_log = logging.getLogger(__name__)


class StoreGoneError(Exception):
    """Redis did not answer in time."""


class SharedWindows:
    """The windows of every subject, one for all replicas."""

    def __init__(
        self,
        url: str,
        prefix: str,
        replicas: int,
        *,
        patience: float | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=_CONNECTIONS,
            timeout=1,
            retry=Retry(NoBackoff(), 1),  # for a connection that a restart has closed
            socket_connect_timeout=1,
        )
        self._redis: Redis = Redis.from_pool(pool)
        storage = RedisStorage(
            f"async+{url}",
            implementation="redispy",
            key_prefix=prefix,
            connection_pool=pool,  # type: ignore[arg-type]
        )
        self._one_by_one = MovingWindowRateLimiter(storage)
        self._by_counters = SlidingWindowCounterRateLimiter(storage)
        self._prefix = prefix
        self._replicas = replicas
        self._patience = BUDGET_SECONDS if patience is None else patience
        self._clock = clock
        self._alone = Windows()
        self._gone = False
        self._look_again_at = 0.0
        self._looking: asyncio.Task[None] | None = None
        self._salt, self._salt_day, self._salt_confirmed_at = secrets.token_bytes(32), -1, 0.0

    @property
    def is_gone(self) -> bool:
        """Whether this process counts alone."""
        return self._gone

    async def hit(self, subject: str, limits: Sequence[Limit], cost: int) -> list[State]:
        """As `Windows.hit`; a limit is used though a later one refuses."""
        shares = [limit.share(self._replicas) for limit in limits]
        try:
            refused = await self._ask(lambda: self._hit(subject, limits, cost))
        except StoreGoneError:
            return self._alone.hit(subject, shares, cost)
        if not refused:
            self._alone.note(subject, shares, cost)
        return refused

    async def stand(self, subject: str, limits: Sequence[Limit]) -> list[State]:
        """As `Windows.stand`."""
        try:
            return await self._ask(lambda: self._stand(subject, limits))
        except StoreGoneError:
            return self._alone.stand(subject, [limit.share(self._replicas) for limit in limits])

    async def confirm_salt(self) -> None:
        """Have the salt of the day that all replicas have; this one's own if Redis is gone."""
        day = int(self._clock() // DAY)
        fresh = time.monotonic() - self._salt_confirmed_at < _SALT_CONFIRMED_FOR
        if day == self._salt_day and fresh:
            return
        mine = self._salt if day == self._salt_day else secrets.token_bytes(32)
        try:
            mine = await self._ask(lambda: self._agreed_salt(day, mine))
            self._salt_confirmed_at = time.monotonic()
        except StoreGoneError:
            pass
        self._salt, self._salt_day = mine, day

    def salt(self) -> bytes:
        return self._salt

    async def close(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
        await self._redis.aclose()
        await self._redis.connection_pool.aclose()

    async def _ask(self, question: Callable[[], Awaitable[Found]]) -> Found:
        if self._looking is None:  # the first to ask waits for a connection
            self._looking = asyncio.create_task(self._look())
            await self._looking
        elif self._looking.done() and self._gone and time.monotonic() >= self._look_again_at:
            self._looking = asyncio.create_task(self._look())
        if self._gone:
            raise StoreGoneError
        try:
            async with asyncio.timeout(self._patience):
                return await question()
        except (TimeoutError, RedisError, OSError) as error:
            self._is_gone(error)
            raise StoreGoneError from error

    async def _look(self) -> None:
        """See whether Redis is there; it learns its scripts again, if it was restarted."""
        try:
            async with asyncio.timeout(_PATIENCE_TO_CONNECT):
                await self._hit("nobody", _ANY, 1)
        except (TimeoutError, RedisError, OSError) as error:
            self._is_gone(error)
        else:
            if self._gone:
                _log.warning("limits are counted together again")
            self._gone = False

    def _is_gone(self, error: Exception) -> None:
        if not self._gone:
            _log.warning("limits are counted alone: %s", type(error).__name__)
        self._gone, self._look_again_at = True, time.monotonic() + _BETWEEN_LOOKS

    async def _hit(self, subject: str, limits: Sequence[Limit], cost: int) -> list[State]:
        for limit in limits:
            strategy, item = self._counted(limit)
            wanted = min(cost, limit.quota)
            if not await strategy.hit(item, subject, cost=wanted):
                return await self._stand(subject, [limit])
        return []

    async def _stand(self, subject: str, limits: Sequence[Limit]) -> list[State]:
        return list(await asyncio.gather(*(self._state(subject, limit) for limit in limits)))

    async def _state(self, subject: str, limit: Limit) -> State:
        strategy, item = self._counted(limit)
        stats = await strategy.get_window_stats(item, subject)
        renews = ceil(stats.reset_time - time.time())
        return State(limit, stats.remaining, min(max(1, renews), limit.window))

    def _counted(self, limit: Limit) -> tuple[Any, RateLimitItem]:
        item = RateLimitItemPerSecond(limit.quota, limit.window, limit.name)
        exact = limit.window < DAY and limit.quota <= _MOST_REMEMBERED_ONE_BY_ONE
        return (self._one_by_one if exact else self._by_counters), item

    async def _agreed_salt(self, day: int, mine: bytes) -> bytes:
        name = f"{self._prefix}:salt:{day}"
        await self._redis.set(name, mine, nx=True, ex=DAY)
        agreed = await self._redis.get(name)
        return agreed if isinstance(agreed, bytes) else mine
