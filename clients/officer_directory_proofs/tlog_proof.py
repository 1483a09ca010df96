"""Proofs of inclusion that stand alone (c2sp.org/tlog-proof): index, path and checkpoint."""

from dataclasses import dataclass
from typing import Final, Self

from officer_directory_proofs.notes import Note
from officer_directory_proofs.outcomes import CannotTellError
from officer_directory_proofs.written import base64_bytes, decimal, encoded, hash_bytes, lines

_FIRST: Final = "c2sp.org/tlog-proof@v1"
_LONGEST: Final = 63


@dataclass(frozen=True, slots=True)
class TlogProof:
    """Where an entry is in a log, by which path, under which head. Nothing is checked yet."""

    index: int
    path: tuple[bytes, ...]
    note: Note
    extra: bytes | None = None

    @classmethod
    def read(cls, raw: bytes) -> Self:
        """A file `.tlog-proof`.

        Raises:
            CannotTellError: it is none.
        """
        head, blank, note = raw.partition(b"\n\n")
        if not blank:
            raise CannotTellError("The proof holds no checkpoint.")
        first, *rest = lines(head + b"\n", "The proof")
        if first != _FIRST:
            raise CannotTellError("That is no proof of the kind c2sp.org/tlog-proof@v1.")
        extra = None
        if rest and rest[0].startswith("extra "):
            extra = base64_bytes(rest.pop(0).removeprefix("extra "), "What the proof adds")
        if not rest or not rest[0].startswith("index "):
            raise CannotTellError("The proof does not say of which entry it is.")
        index = decimal(rest[0].removeprefix("index "), "The index in the proof")
        if len(rest) - 1 > _LONGEST:
            raise CannotTellError("The proof is longer than any log is high.")
        path = tuple(hash_bytes(line, "A step of the proof") for line in rest[1:])
        return cls(index, path, Note.read(note), extra)

    def __str__(self) -> str:
        extra = [] if self.extra is None else [f"extra {encoded(self.extra)}"]
        steps = map(encoded, self.path)
        return "\n".join((_FIRST, *extra, f"index {self.index}", *steps, "", str(self.note)))
