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
T = TypeVar("T")


class Remembered:
    """Answers by their key, `most` of them."""

    def __init__(self, most: int = 256, now: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._now = now
        self._kept: OrderedDict[Hashable, tuple[float, asyncio.Future[Any]]] = OrderedDict()

    async def ask(self, key: Hashable, asking: Callable[[], Awaitable[T]]) -> T:
        """What is known by a key, asked for again where that is too old.

        Raises:
            DirectoryError: what asking raised; it is not kept.
        """
        asked_at, coming = self._kept.get(key, (0.0, None))
        if coming is None or self._now() - asked_at >= LONGEST_S or _failed(coming):
            coming = asyncio.ensure_future(asking())
            coming.add_done_callback(_failed)  # a failure that nobody waits for is no warning
            self._kept[key] = self._now(), coming
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        # One reader who goes away does not end what others wait for.
        return cast(T, await asyncio.shield(coming))


def _failed(coming: asyncio.Future[Any]) -> bool:
    return coming.done() and (coming.cancelled() or coming.exception() is not None)
