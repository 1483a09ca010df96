"""The sizes and forms in which a photo is given, and what it may be at most."""

from enum import StrEnum
from typing import Final

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_PIXELS: Final = 25_000_000
MOST_SCANS: Final = 100  # of a JPEG; a progressive one has about ten
LONGEST_SIDE: Final = 16_383  # of WebP; a longer picture is no face


class Size(StrEnum):
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Form(StrEnum):
    JPEG = "jpeg"
    WEBP = "webp"

    @property
    def media_type(self) -> str:
        return f"image/{self.value}"


LONGEST: Final = {Size.SMALL: 160, Size.MEDIUM: 480, Size.LARGE: 1024}
"""The longer side of each size, in pixels; a smaller photo stays as small as it is."""

ORIGINAL: Final = "original"
NAMES: Final = (ORIGINAL, *(f"{size}.{form}" for size in Size for form in Form))
"""What is kept of a photo, by name."""


def fitted(width: int, height: int, size: Size) -> tuple[int, int]:
    """The width and height that a photo has in a size."""
    longest = max(width, height)
    if longest <= LONGEST[size]:
        return width, height
    scale = LONGEST[size] / longest
    return max(1, round(width * scale)), max(1, round(height * scale))
