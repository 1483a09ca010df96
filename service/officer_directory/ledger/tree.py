"""Merkle trees over SHA-256, as RFC 9162, section 2.1 has them.

Nothing here reads or writes. A proof is made from `subtree(begin, end)`, which gives the
hash of the tree over that range of leaves (MTH of D[begin:end]), wherever it has it from.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY = sha256(b"").digest()

Subtree = Callable[[int, int], bytes]


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The hashes of the complete subtrees of a tree that grows; enough to go on, and for its root.

    They are one for each bit of the size, the largest first.
    """

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        if size.bit_count() != len(hashes):
            raise ValueError("a frontier has one hash for each bit of its size")
        self.size = size
        self._hashes = list(hashes)

    @property
    def hashes(self) -> tuple[bytes, ...]:
        return tuple(self._hashes)

    def copy(self) -> "Frontier":
        return Frontier(self.size, self._hashes)

    def add(self, hashed: bytes) -> list[bytes]:
        """Add the hash of the next leaf; the hashes it completed, by height, its own first."""
        completed, below = [hashed], self.size
        while below & 1:
            hashed = node_hash(self._hashes.pop(), hashed)
            completed.append(hashed)
            below >>= 1
        self._hashes.append(hashed)
        self.size += 1
        return completed

    def root(self) -> bytes:
        if not self._hashes:
            return EMPTY
        *left, hashed = self._hashes
        for one in reversed(left):
            hashed = node_hash(one, hashed)
        return hashed


def complete_ranges(size: int) -> list[tuple[int, int]]:
    """The ranges of leaves whose hashes make the frontier of a tree of this size."""
    ranges, begin = [], 0
    while begin < size:
        end = begin + (1 << ((size - begin).bit_length() - 1))
        ranges.append((begin, end))
        begin = end
    return ranges


def root_of(hashes: Iterable[bytes]) -> bytes:
    """The root over leaf hashes in order."""
    frontier = Frontier()
    for one in hashes:
        frontier.add(one)
    return frontier.root()


def within(hashes: Sequence[bytes]) -> Subtree:
    """The subtrees of a tree whose leaf hashes are all at hand."""
    return lambda begin, end: root_of(hashes[begin:end])


def inclusion_path(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """The proof that a leaf is in the tree of that size (2.1.3.1), the leaf's sibling first."""
    if not 0 <= index < size:
        raise ValueError("no such leaf")
    begin, end, path = 0, size, []
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(begin, middle))
            begin = middle
    return path[::-1]


def consistency_path(first: int, second: int, subtree: Subtree) -> list[bytes]:
    """The proof that the tree of the first size begins the tree of the second (2.1.4.1)."""
    if not 0 < first <= second:
        raise ValueError("only a tree that is not empty begins another")
    if first == second:
        return []
    begin, end, whole, path = 0, second, True, []
    while first != end:
        middle = begin + _split(end - begin)
        if first <= middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(begin, middle))
            begin, whole = middle, False
    if not whole:
        path.append(subtree(begin, end))
    return path[::-1]


def is_included(hashed: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path proves the leaf at the index (2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last = index, size - 1
    for sibling in path:
        if last == 0:
            return False
        if node & 1 or node == last:
            hashed = node_hash(sibling, hashed)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            hashed = node_hash(hashed, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and hashed == root


def is_consistent(
    first: int, second: int, path: Sequence[bytes], first_root: bytes, second_root: bytes
) -> bool:
    """Whether the path proves that the first tree begins the second (2.1.4.2)."""
    if first == second:
        return not path and first_root == second_root
    if not 0 < first < second or not path:
        return False
    steps = list(path)
    if first.bit_count() == 1:
        steps.insert(0, first_root)
    node, last = first - 1, second - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, step)
        node, last = node >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _split(size: int) -> int:
    """The largest power of two below the size."""
    return int(1 << ((size - 1).bit_length() - 1))
