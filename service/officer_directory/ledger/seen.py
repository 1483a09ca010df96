"""Whom a requester saw on a day, as keyed hashes that mean nothing without the day's key.

They are entered with the answer, so that a budget of different officers outlives the process,
and go when the day is over. The key is made from the pepper, which is not in the database.
"""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

TOKEN_BYTES = 8


class Seen(NamedTuple):
    day: str
    subject: bytes
    officers: bytes  # tokens, one after the other

    def each(self) -> set[bytes]:
        step = TOKEN_BYTES
        return {self.officers[i : i + step] for i in range(0, len(self.officers), step)}


class Tokens:
    """Tokens of subjects and officers, of the days of one directory."""

    def __init__(self, pepper: bytes) -> None:
        @lru_cache(maxsize=4)
        def key_of(day: str) -> bytes:
            return blake2b(day.encode(), key=pepper, person=b"officers seen").digest()

        @lru_cache(maxsize=8_192)  # those of a page are wanted twice: to be charged, and entered
        def token(day: str, who: str) -> bytes:
            return blake2b(who.encode(), key=key_of(day), digest_size=TOKEN_BYTES).digest()

        self.of = token

    def seen(self, day: str, subject: str, officers: Iterable[str]) -> Seen:
        tokens = b"".join([self.of(day, officer) for officer in officers])
        return Seen(day, self.of(day, subject), tokens)
