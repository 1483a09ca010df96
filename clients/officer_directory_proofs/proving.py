"""Proofs made from the hashes of whole subtrees, wherever these come from (RFC 9162, 2.1.3, 2.1.4).

What is made here is checked like what others made: whoever gives the hashes need not be trusted.
"""

from collections.abc import Callable

from officer_directory_proofs.tree import node_hash

Nodes = Callable[[int, int], bytes]
"""The hash of the whole subtree of 2**level entries with this number among those of its level."""


def root(size: int, nodes: Nodes) -> bytes:
    """The root of a tree of this size, at least 1."""
    return _over(0, size, nodes)


def inclusion_path(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """From the leaf's sibling up to the root's child."""
    path = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_over(middle, end, nodes))
            end = middle
        else:
            path.append(_over(start, middle, nodes))
            start = middle
    return path[::-1]


def consistency_path(old: int, new: int, nodes: Nodes) -> list[bytes]:
    """That a tree of `old` entries is the beginning of one of `new`; 0 < old <= new."""
    path = []
    start, end, left_edge = 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_over(middle, end, nodes))
            end = middle
        else:
            path.append(_over(start, middle, nodes))
            start, left_edge = middle, False
    if not left_edge:
        path.append(_over(start, end, nodes))
    return path[::-1]


def _split(size: int) -> int:
    """The largest power of two below a size above 1."""
    return 1 << (size - 1).bit_length() - 1


def _over(start: int, end: int, nodes: Nodes) -> bytes:
    size = end - start
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return nodes(level, start >> level)
    middle = start + _split(size)
    return node_hash(_over(start, middle, nodes), _over(middle, end, nodes))
