"""A batch: the next entries of a log get their indices, and a checkpoint covers them."""

import struct
from dataclasses import dataclass

from officer_directory.ledger.tree import HASH_BYTES

NUMBER_BYTES = 8


@dataclass(frozen=True, slots=True)
class Batch:
    log: str
    first: int  # the index of its first entry: how large the log was before
    size: int  # and after
    upto: int  # the highest number of an entry that has an index
    at: int  # epoch seconds, as signed
    numbers: bytes
    hashes: bytes
    note: str
    nodes: tuple[tuple[int, int, bytes], ...] = ()  # level, position, hash: what it completed


def packed(numbers: list[int]) -> bytes:
    return struct.pack(f">{len(numbers)}q", *numbers)


def unpacked(numbers: bytes) -> list[int]:
    return list(struct.unpack(f">{len(numbers) // NUMBER_BYTES}q", numbers))


def each(hashes: bytes) -> list[bytes]:
    return [hashes[i : i + HASH_BYTES] for i in range(0, len(hashes), HASH_BYTES)]
