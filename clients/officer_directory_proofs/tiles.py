"""A log as tiles of 256 hashes (c2sp.org/tlog-tiles): where they are, and how they are read."""

from collections.abc import Callable
from typing import Final

from officer_directory_proofs.outcomes import CannotTellError
from officer_directory_proofs.tree import HASH_SIZE, node_hash

WIDTH: Final = 256
_HEIGHT: Final = 8  # levels of the tree in one tile

Fetch = Callable[[str], bytes | None]
"""What is at a path below the prefix of a log, or None where there is nothing."""


def path(level: int, number: int, width: int = WIDTH) -> str:
    """Where a tile is: level 0, number 1234067 is `tile/0/x001/x234/067`."""
    parts = [f"{number % 1000:03}"]
    while number := number // 1000:
        parts.append(f"x{number % 1000:03}")
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(reversed(parts))}{partial}"


class Tiles:
    """The hashes of a log of at least `size` entries, read when they are asked for, and kept."""

    def __init__(self, size: int, fetch: Fetch) -> None:
        self._size = size
        self._fetch = fetch
        self._kept: dict[tuple[int, int], bytes] = {}

    def node(self, level: int, number: int) -> bytes:
        """The hash of a whole subtree, as `proving` asks for it.

        Raises:
            CannotTellError: a tile is missing or has the wrong size.
        """
        tile_level, within = divmod(level, _HEIGHT)
        first = number << within
        tile = self._tile(tile_level, first // WIDTH)
        at = first % WIDTH * HASH_SIZE
        hashes = [
            tile[place : place + HASH_SIZE]
            for place in range(at, at + (HASH_SIZE << within), HASH_SIZE)
        ]
        while len(hashes) > 1:
            pairs = zip(hashes[::2], hashes[1::2], strict=True)
            hashes = [node_hash(left, right) for left, right in pairs]
        return hashes[0]

    def _tile(self, level: int, number: int) -> bytes:
        if (level, number) not in self._kept:
            there = (self._size >> _HEIGHT * level) - number * WIDTH
            width = min(WIDTH, there)
            found = self._fetch(path(level, number, width))
            if found is None and width < WIDTH:  # since then it has been filled
                found = self._fetch(path(level, number))
            if found is None or len(found) not in (width * HASH_SIZE, WIDTH * HASH_SIZE):
                raise CannotTellError(f"The tile {path(level, number, width)} is not there whole.")
            self._kept[level, number] = found
        return self._kept[level, number]
