"""Proofs of inclusion that need nothing but the log's keys (C2SP tlog-proof)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from officer_directory.ledger.checkpoint import Signed, is_signed, open_note
from officer_directory.ledger.note import NoteError, VerifierKey, decoded, encoded
from officer_directory.ledger.tree import HASH_BYTES, is_included

_HEAD = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class Proof:
    index: int
    path: tuple[bytes, ...]
    note: str  # the checkpoint, verbatim

    def written(self) -> str:
        lines = [_HEAD, f"index {self.index}", *map(encoded, self.path), "", self.note]
        return "\n".join(lines)

    def proves(self, hashed: bytes, keys: Iterable[VerifierKey]) -> bool:
        """Whether the leaf of this hash is in a log that these keys signed."""
        signed: Signed = open_note(self.note)
        tree = signed.checkpoint
        return is_signed(signed, keys) and is_included(
            hashed, self.index, tree.size, self.path, tree.root
        )


def read(written: str) -> Proof:
    """The proof in a text.

    Raises:
        NoteError: it is none.
    """
    head, separator, note = written.partition("\n\n")
    lines = head.split("\n")
    if not separator or lines.pop(0) != _HEAD:
        raise NoteError("this is not a proof")
    if lines and lines[0].startswith("extra "):
        decoded(lines.pop(0).removeprefix("extra "))
    found = _INDEX.fullmatch(lines.pop(0)) if lines else None
    if found is None:
        raise NoteError("this proof has no index")
    path = tuple(map(decoded, lines))
    if any(len(one) != HASH_BYTES for one in path):
        raise NoteError("a hash of a proof is 32 bytes")
    open_note(note)
    return Proof(int(found[1]), path, note)
