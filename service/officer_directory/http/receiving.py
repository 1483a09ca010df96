"""How much of a request is received, and for how long: by its path.

A body is small and comes at once, except where files are sent.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Receipt:
    """The most bytes of a body, and the seconds in which a request must be complete."""

    most_bytes: int
    seconds: float


PLAIN: Final = Receipt(65_536, 10.0)
FILES: Final = Receipt(64 * 1024 * 1024, 120.0)
_BY_PATH: Final = {b"/v1/imports": FILES}


def receipt_of(target: bytes) -> Receipt:
    """What is received at a raw path, with or without a query string."""
    return _BY_PATH.get(target.partition(b"?")[0], PLAIN)
