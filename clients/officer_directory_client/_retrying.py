"""Whether a request that failed is sent again, and after how long."""

from collections.abc import Callable
from dataclasses import dataclass
from random import SystemRandom
from typing import Final

from officer_directory_client.errors import (
    DirectoryError,
    NoAnswerError,
    NotAnsweredError,
    QuotaExceededError,
    StillUnderWayError,
    UnexpectedAnswerError,
)

_IN_BETWEEN: Final = (502, 503, 504)
_random = SystemRandom().random


@dataclass(frozen=True, slots=True)
class Patience:
    """How often something is asked (`tries`), and how many seconds are waited in between.

    The wait doubles from `first_wait_s`, shortened at random so that many clients do not
    come back together; it is never shorter than `Retry-After`. Where that is longer than
    `longest_wait_s` the error is raised at once, with `retry_after`.
    """

    tries: int = 4
    first_wait_s: float = 0.5
    longest_wait_s: float = 30.0

    def wait(
        self, tried: int, error: DirectoryError, chance: Callable[[], float] = _random
    ) -> float | None:
        """The seconds to wait after so many tries; None: it is of no use to ask again."""
        if tried >= self.tries or not may_pass(error):
            return None
        told = getattr(error, "retry_after", None) or 0.0
        if told > self.longest_wait_s:
            return None
        doubled = min(self.longest_wait_s, self.first_wait_s * 2.0 ** (tried - 1))
        if told > 0:
            return float(told + doubled * chance() / 2)
        return doubled * (0.5 + chance() / 2)


def may_pass(error: DirectoryError) -> bool:
    """Whether an error is of the moment, so that the same request may succeed later."""
    if isinstance(error, UnexpectedAnswerError):
        return error.status in _IN_BETWEEN
    return isinstance(
        error, NoAnswerError | QuotaExceededError | NotAnsweredError | StillUnderWayError
    )
