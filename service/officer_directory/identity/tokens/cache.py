"""Tokens that were verified a moment ago, known again by their digest; bounded.

A hit saves reading and verifying, and nothing else: whether the client, the person and the
token are still good is asked each time. An entry is kept for a minute, so that a key its
issuer has withdrawn is noticed, and is never good after the token's end.
"""

import threading
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Final

from officer_directory.identity.tokens.claims import Verified

MOST: Final = 4_096
KEPT_S: Final = 60.0


class VerifiedTokens:
    """Verified tokens by digest; thread-safe, and never holds a token."""

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._kept: dict[bytes, tuple[float, Verified]] = {}

    def find(self, token: str) -> Verified | None:
        """What a token says, where it was verified lately and has not ended."""
        found = self._kept.get(_digest(token))
        if found is None:
            return None
        until, said = found
        return said if self._monotonic() < until and self._wall() < said.expires_at else None

    def keep(self, token: str, said: Verified) -> None:
        digest, until = _digest(token), self._monotonic() + KEPT_S
        with self._lock:
            self._kept.pop(digest, None)  # goes to the end: the first is the oldest
            while len(self._kept) >= MOST:
                del self._kept[next(iter(self._kept))]
            self._kept[digest] = (until, said)


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
