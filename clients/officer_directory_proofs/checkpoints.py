"""Checkpoints (c2sp.org/tlog-checkpoint): the size and the root of a log, signed."""

from dataclasses import dataclass
from typing import Self

from officer_directory_proofs.notes import Note
from officer_directory_proofs.outcomes import CannotTellError
from officer_directory_proofs.written import decimal, encoded, hash_bytes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: so many entries, under this root."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @classmethod
    def of(cls, note: Note) -> Self:
        """What the note says. Who signed it is not looked at.

        Raises:
            CannotTellError: it is the note of something else.
        """
        origin, *rest = note.text.removesuffix("\n").split("\n")
        if not origin or len(rest) < 2 or "" in rest:
            raise CannotTellError("The checkpoint lacks its name, its size or its root.")
        size = decimal(rest[0], "The size in the checkpoint")
        root = hash_bytes(rest[1], "The root in the checkpoint")
        return cls(origin, size, root, tuple(rest[2:]))

    def __str__(self) -> str:
        return "\n".join((self.origin, str(self.size), encoded(self.root), *self.extensions, ""))
