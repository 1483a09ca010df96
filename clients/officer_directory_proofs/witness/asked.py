"""A request to a witness: from which size, by which proof, to which checkpoint."""

from dataclasses import dataclass
from typing import Self

from officer_directory_proofs.checkpoints import Checkpoint
from officer_directory_proofs.consistency import read_proof
from officer_directory_proofs.notes import Note
from officer_directory_proofs.outcomes import CannotTellError


@dataclass(frozen=True, slots=True)
class Asked:
    """The body of `add-checkpoint`, read and not yet checked."""

    old_size: int
    path: list[bytes]
    note: Note
    checkpoint: Checkpoint

    @classmethod
    def read(cls, raw: bytes) -> Self:
        """`old N`, hashes, an empty line, a checkpoint.

        Raises:
            CannotTellError: it is not that.
        """
        head, blank, signed = raw.partition(b"\n\n")
        if not blank:
            raise CannotTellError("There is no checkpoint in the request.")
        old_size, path = read_proof(head + b"\n")
        note = Note.read(signed)
        return cls(old_size, path, note, Checkpoint.of(note))
