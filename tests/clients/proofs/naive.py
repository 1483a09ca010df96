"""Merkle trees as RFC 9162 defines them, by recursion over all entries: slow, and plainly right."""

from hashlib import sha256


def split(count):
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def root(entries):
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = split(len(entries))
    return sha256(b"\x01" + root(entries[:k]) + root(entries[k:])).digest()


def inclusion(index, entries):
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if index < k:
        return [*inclusion(index, entries[:k]), root(entries[k:])]
    return [*inclusion(index - k, entries[k:]), root(entries[:k])]


def consistency(old, entries, whole=True):
    if old == len(entries):
        return [] if whole else [root(entries)]
    k = split(len(entries))
    if old <= k:
        return [*consistency(old, entries[:k], whole), root(entries[k:])]
    return [*consistency(old - k, entries[k:], False), root(entries[:k])]


def nodes(entries):
    """The hashes of whole subtrees, as proofs are made from."""
    return lambda level, number: root(entries[number << level : (number + 1) << level])
