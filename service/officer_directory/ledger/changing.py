"""What the publication log says of a change: its leaves, their tree, and the entry.

The exact bytes of the format; nothing here reads or writes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from officer_directory.ledger.canonical import canonical
from officer_directory.ledger.commitment import VERSION, publication_entry
from officer_directory.ledger.tree import inclusion_path, leaf_hash, root_of, within


def leaf(officer: str, digest: bytes | None, salt: bytes) -> bytes:
    """The leaf of one officer in a change; without a digest the officer left."""
    said = None if digest is None else digest.hex()
    return canonical({"digest": said, "officer": officer, "salt": salt.hex(), "v": VERSION})


@dataclass(frozen=True)
class Change:
    """All that became different in one publication from one second on, told together."""

    publication: str
    since: int  # epoch seconds
    leaves: tuple[bytes, ...]  # sorted by their bytes

    @classmethod
    def of(cls, publication: str, since: int, leaves: Iterable[bytes]) -> "Change":
        return cls(publication, since, tuple(sorted(leaves)))

    @cached_property
    def _hashes(self) -> list[bytes]:
        return [leaf_hash(one) for one in self.leaves]

    def root(self) -> bytes:
        return root_of(self._hashes)

    def entry(self, at: float) -> bytes:
        """The entry of the publication log, made at a time in epoch seconds."""
        told = {
            "publication": self.publication,
            "from": self.since,
            "officers": len(self.leaves),
            "root": self.root().hex(),
        }
        return publication_entry("change", at, told)

    def path(self, leaf: bytes) -> tuple[int, list[bytes]]:
        """The index of a leaf in the change's tree, and the hashes that lead to its root.

        Raises:
            ValueError: it is none of its leaves.
        """
        index = self.leaves.index(leaf)
        return index, inclusion_path(index, len(self.leaves), within(self._hashes))
