"""Tiles (C2SP tlog-tiles): how the hashes of a tree are stored, served and found again.

Tile `n` of level `l` holds up to 256 hashes, each of 256**l leaves. Nothing but complete
hashes is stored, so that what was written is never written again.
"""

import re
from collections.abc import Callable, Sequence

from officer_directory.ledger.tree import Frontier, Subtree, complete_ranges, node_hash

WIDTH = 256
_HEIGHT = 8  # the levels of a tree within one tile
_LEVEL = re.compile(r"[0-7]|entries")
_TILE = re.compile(
    r"(?P<number>(?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?", re.ASCII
)

Hashes = Callable[[int, int, int], Sequence[bytes]]
"""The stored hashes of a level, from a position up to another."""


def path_of(level: int | str, number: int, width: int = WIDTH) -> str:
    """The address of a tile under its log: `tile/0/x001/x234/067`, partial with `.p/17`."""
    groups = [f"{number % 1000:03d}"]
    while number := number // 1000:
        groups.append(f"x{number % 1000:03d}")
    suffix = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(reversed(groups))}{suffix}"


def read_path(level: str, tile: str) -> tuple[int, int] | None:
    """The number and width of the tile at an address below `tile/<level>/`; None if it is none."""
    found = _TILE.fullmatch(tile)
    if found is None or not _LEVEL.fullmatch(level):
        return None
    number = int(found["number"].replace("/", "").replace("x", ""))
    width = WIDTH if found["width"] is None else int(found["width"])
    one_way = path_of(level, number, width) == f"tile/{level}/{tile}"
    return (number, width) if one_way and 0 < width <= WIDTH else None


def completed(frontier: Frontier, leaves: Sequence[bytes]) -> list[tuple[int, int, bytes]]:
    """Grow a frontier by leaves; the (level, position, hash) that became complete on the way.

    Of the levels above the leaves: theirs are kept with the leaves.
    """
    found = []
    for leaf in leaves:
        by_height = frontier.add(leaf)
        for level in range(1, (len(by_height) - 1) // _HEIGHT + 1):
            position = (frontier.size >> level * _HEIGHT) - 1
            found.append((level, position, by_height[level * _HEIGHT]))
    return found


def subtrees(hashes: Hashes) -> Subtree:
    """Subtrees read from stored hashes: each from as few of them as there are."""

    def subtree(begin: int, end: int) -> bytes:
        if (end - begin).bit_count() == 1 and begin % (end - begin) == 0:
            return aligned(begin, end)
        parts = [
            aligned(begin + first, begin + last) for first, last in complete_ranges(end - begin)
        ]
        hashed = parts.pop()
        while parts:
            hashed = node_hash(parts.pop(), hashed)
        return hashed

    def aligned(begin: int, end: int) -> bytes:
        level = ((end - begin).bit_length() - 1) // _HEIGHT
        unit = WIDTH**level
        found = list(hashes(level, begin // unit, end // unit))
        if len(found) != (end - begin) // unit:
            raise LookupError("a hash of the tree is missing")
        while len(found) > 1:
            found = [node_hash(*found[i : i + 2]) for i in range(0, len(found), 2)]
        return found[0]

    return subtree
