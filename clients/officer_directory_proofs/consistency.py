"""That a log only grew between two of its heads: nothing in the earlier one was changed since.

Shown by an export, by the log's tiles, or by a proof written like the head of a request to a
witness (c2sp.org/tlog-witness): `old N`, then a hash on each line.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from officer_directory_proofs.checkpoints import Checkpoint
from officer_directory_proofs.exports import audit
from officer_directory_proofs.outcomes import CannotTellError
from officer_directory_proofs.proving import consistency_path
from officer_directory_proofs.reading import MOST_BYTES, log_lines
from officer_directory_proofs.tiles import Fetch, Tiles
from officer_directory_proofs.tree import check_consistency
from officer_directory_proofs.written import decimal, hash_bytes, lines

MOST_STEPS: Final = 63

Shown = Callable[[Checkpoint, Checkpoint], None]
"""What shows that the second head grew from the first; raises where it does not."""


def grew(one: Checkpoint, other: Checkpoint, shown: Shown | None) -> tuple[Checkpoint, Checkpoint]:
    """The earlier and the later of two heads of one log, when the later grew from the earlier.

    Raises:
        DisprovenError: they are of different logs, or of one that was rewritten.
        CannotTellError: the sizes differ, and nothing shows how the log grew.
    """
    if one.origin != other.origin:
        raise CannotTellError("The two checkpoints are of different logs.")
    old, new = sorted((one, other), key=lambda head: head.size)
    if old.size in (0, new.size):
        check_consistency(old.size, old.root, new.size, new.root, [])
    elif shown is None:
        raise CannotTellError(
            "The two checkpoints are of different sizes. To tell whether the later one grew from "
            "the earlier one it takes a proof, the exported log or its tiles."
        )
    else:
        shown(old, new)
    return old, new


def by_proof(raw: bytes) -> Shown:
    """By a consistency proof."""
    old_size, path = read_proof(raw)

    def shown(old: Checkpoint, new: Checkpoint) -> None:
        if old_size != old.size:
            raise CannotTellError("The proof is of another earlier checkpoint.")
        check_consistency(old.size, old.root, new.size, new.root, path)

    return shown


def read_proof(raw: bytes) -> tuple[int, list[bytes]]:
    """The earlier size and the steps of a proof.

    Raises:
        CannotTellError: it is none.
    """
    first, *steps = lines(raw, "The proof of consistency")
    if not first.startswith("old "):
        raise CannotTellError("The proof of consistency does not say from which size.")
    if len(steps) > MOST_STEPS:
        raise CannotTellError("The proof of consistency is longer than any log is high.")
    size = decimal(first.removeprefix("old "), "The size in the proof of consistency")
    return size, [hash_bytes(step, "A step of the proof of consistency") for step in steps]


def by_export(path: Path) -> Shown:
    """By all entries of the log."""

    def shown(old: Checkpoint, new: Checkpoint) -> None:
        audit(log_lines(path), [old, new])

    return shown


def by_tiles(folder: Path) -> Shown:
    """By the log's hashes, in a folder laid out as c2sp.org/tlog-tiles has it."""

    def shown(old: Checkpoint, new: Checkpoint) -> None:
        tiles = Tiles(new.size, _below(folder))
        path = consistency_path(old.size, new.size, tiles.node)
        check_consistency(old.size, old.root, new.size, new.root, path)

    return shown


def _below(folder: Path) -> Fetch:
    def fetch(path: str) -> bytes | None:
        try:
            with (folder / path).open("rb") as file:
                return file.read(MOST_BYTES)
        except OSError:
            return None

    return fetch
