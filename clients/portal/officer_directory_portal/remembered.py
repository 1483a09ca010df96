"""What was asked a moment ago: of answers that are the same for everyone, for 30 s at most.

The directory's own answers may be kept for 30 s (`max-age=30`); what is kept here is counted
from when it was asked for. Whoever asks for what is being asked for already waits for that.
Records of officers are never kept here.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, Final, TypeVar, cast

LONGEST_S: Final = 30.0
_RENEWED_S: Final = 15.0
T = TypeVar("T")


class Remembered:
    """Answers by their key, `most` of them."""

    def __init__(self, most: int = 256, now: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._now = now
        self._kept: OrderedDict[Hashable, tuple[float, asyncio.Future[Any]]] = OrderedDict()
        self._renewing: dict[Hashable, asyncio.Future[Any]] = {}

    async def close(self) -> None:
        """Ask for nothing any more."""
        for coming in (*self._renewing.values(), *(kept for _, kept in self._kept.values())):
            coming.cancel()
        await asyncio.sleep(0)

    async def ask(self, key: Hashable, asking: Callable[[], Awaitable[T]]) -> T:
        """What is known by a key, asked for again where that is too old.

        Raises:
            DirectoryError: what asking raised; it is not kept.
        """
        asked_at, coming = self._kept.get(key, (0.0, None))
        age = self._now() - asked_at
        if coming is None or age >= LONGEST_S or failed(coming):
            coming = self._renew(key, asking)
        elif age >= _RENEWED_S and coming.done():
            self._renew_beside(key, asking)
        # One reader who goes away does not end what others wait for.
        return cast(T, await asyncio.shield(coming))

    def _renew(self, key: Hashable, asking: Callable[[], Awaitable[T]]) -> asyncio.Future[T]:
        coming = asyncio.ensure_future(asking())
        coming.add_done_callback(failed)  # a failure that nobody waits for is no warning
        self._kept[key] = self._now(), coming
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return coming

    def _renew_beside(self, key: Hashable, asking: Callable[[], Awaitable[T]]) -> None:
        """Ask again before it is too old, so that no reader has to wait for it."""
        if key in self._renewing:
            return
        asked_at = self._now()
        coming = asyncio.ensure_future(asking())
        self._renewing[key] = coming

        def settle(done: asyncio.Future[T]) -> None:
            del self._renewing[key]
            if not failed(done) and key in self._kept and self._kept[key][0] < asked_at:
                self._kept[key] = asked_at, done

        coming.add_done_callback(settle)


def failed(coming: asyncio.Future[Any]) -> bool:
    """Whether an answer that was asked for will not come; no warning is given of it then."""
    return coming.done() and (coming.cancelled() or coming.exception() is not None)
