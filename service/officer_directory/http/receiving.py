"""How much of a request is received, and for how long: by its path.

A body is small and comes at once, except where files are sent.
"""

import re
from dataclasses import dataclass
from typing import Final

from officer_directory.photos.sizes import MOST_BYTES


@dataclass(frozen=True, slots=True)
class Receipt:
    """The most bytes of a body, and the seconds in which a request must be complete."""

    most_bytes: int
    seconds: float


PLAIN: Final = Receipt(65_536, 10.0)
FILES: Final = Receipt(64 * 1024 * 1024, 120.0)
PHOTO: Final = Receipt(MOST_BYTES, 60.0)
_BY_PATH: Final = {b"/v1/imports": FILES}
_OF_PHOTO = re.compile(rb"/v1/officers/[^/]+/photo")


def receipt_of(target: bytes) -> Receipt:
    """What is received at a raw path, with or without a query string."""
    path = target.partition(b"?")[0]
    if path.endswith(b"/photo") and _OF_PHOTO.fullmatch(path):
        return PHOTO
    return _BY_PATH.get(path, PLAIN)
