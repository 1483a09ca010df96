"""Merkle trees of RFC 9162, section 2.1, over SHA-256: the checking half.

Hashes are 32 bytes. A proof that is too long or too short for its place in the tree disproves,
like one that leads to another root.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from officer_directory_proofs.outcomes import DisprovenError

HASH_SIZE: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()
LARGEST: Final = 2**63 - 1
"""The largest size of a tree that its formats can write."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry; the prefix keeps leaves and nodes apart (section 2.1.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return sha256(b"\x01" + left + right).digest()


class GrowingTree:
    """A tree that grows leaf by leaf, of which only the hashes on its right edge are kept."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Append the hash of an entry."""
        merged, count = leaf, self.size
        while count & 1:
            merged = node_hash(self._peaks.pop(), merged)
            count >>= 1
        self._peaks.append(merged)
        self.size += 1

    def root(self) -> bytes:
        """The root over all that was added."""
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root


def root_from_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes:
    """The root to which a path leads from the leaf at `index` (section 2.1.3.2).

    Raises:
        DisprovenError: no tree of this size has such a path.
    """
    if not 0 <= index < size:
        raise DisprovenError(f"The proof is of entry {index}, and the log has only {size}.")
    at, last, root = index, size - 1, leaf
    for step in path:
        if last == 0:
            raise DisprovenError("The proof has more steps than the log is high.")
        if at & 1 or at == last:
            root = node_hash(step, root)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            root = node_hash(root, step)
        at, last = at >> 1, last >> 1
    if last:
        raise DisprovenError("The proof has fewer steps than the log is high.")
    return root


def check_consistency(
    old_size: int, old_root: bytes, new_size: int, new_root: bytes, path: Sequence[bytes]
) -> None:
    """That the larger tree begins with all of the smaller one (section 2.1.4.2).

    Raises:
        DisprovenError: it does not, or the path does not show it.
    """
    if old_size > new_size:
        raise DisprovenError("The earlier log is larger than the later one.")
    if old_size in (0, new_size):
        fits = old_root == (EMPTY_ROOT if old_size == 0 else new_root)
        if not fits:
            raise DisprovenError("Two logs of one size have different contents.")
        if path:
            raise DisprovenError("The proof has steps where none is needed.")
        return
    if (old_root, new_root) != _roots_from_consistency(old_size, new_size, old_root, path):
        raise DisprovenError("The proof does not show that the later log contains the earlier one.")


def _roots_from_consistency(
    old_size: int, new_size: int, old_root: bytes, path: Sequence[bytes]
) -> tuple[bytes, bytes]:
    """Both roots, as the path has them."""
    whole = old_size & (old_size - 1) == 0  # then the old root is a node of the new tree
    steps = [old_root, *path] if whole else list(path)
    if not steps:
        raise DisprovenError("The proof has fewer steps than the log is high.")
    at, last = old_size - 1, new_size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise DisprovenError("The proof has more steps than the log is high.")
        if at & 1 or at == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, step)
        at, last = at >> 1, last >> 1
    if last:
        raise DisprovenError("The proof has fewer steps than the log is high.")
    return old, new
