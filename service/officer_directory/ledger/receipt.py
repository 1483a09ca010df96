"""Receipts: what a requester is given with an answer, to prove it by.

A header of one line, an RFC 9651 dictionary. The directory keeps nothing of it for the press.
"""

import re
from dataclasses import dataclass

from officer_directory.ledger.commitment import NONCE_BYTES, Opening, opens
from officer_directory.ledger.note import NoteError, decoded, encoded
from officer_directory.ledger.tree import HASH_BYTES, leaf_hash

HEADER = "Disclosure-Receipt"
_MEMBER = re.compile(r"([a-z][a-z0-9_.*-]*)=(:[A-Za-z0-9+/]*={0,2}:|[A-Za-z0-9]+)")
_LOGS = ("press", "inside")


class ReceiptError(ValueError):
    """Not a receipt, or not one of this version."""


@dataclass(frozen=True, slots=True)
class Receipt:
    log: str
    entry: bytes
    opening: Opening

    @property
    def leaf(self) -> bytes:
        return leaf_hash(self.entry)

    def written(self) -> str:
        parts = (self.leaf, self.opening.nonce, self.entry, self.opening.content)
        leaf, nonce, entry, opening = map(encoded, parts)
        return (
            f"v=1, log={self.log}, leaf=:{leaf}:, nonce=:{nonce}:,"
            f" entry=:{entry}:, opening=:{opening}:"
        )

    def holds_together(self) -> bool:
        return opens(self.entry, self.opening)


@dataclass(frozen=True, slots=True)
class Stub:
    """As much of a receipt as it takes to ask for its proof."""

    log: str
    leaf: bytes
    entry: bytes


def read(written: str) -> Receipt:
    """The receipt in a header's value.

    Raises:
        ReceiptError: it is none.
    """
    members = _members(written)
    stub = _stub(members)
    nonce, content = (_bytes(members, name) for name in ("nonce", "opening"))
    if len(nonce) != NONCE_BYTES:
        raise ReceiptError("the nonce of a receipt is 32 bytes")
    return Receipt(stub.log, stub.entry, Opening(nonce, content))


def read_stub(written: str) -> Stub:
    """A receipt that may have come without its opening.

    Raises:
        ReceiptError: it is none.
    """
    return _stub(_members(written))


def _stub(members: dict[str, str]) -> Stub:
    if members.get("v") != "1" or members.get("log") not in _LOGS:
        raise ReceiptError("this is not a receipt of a version that is known here")
    leaf, entry = _bytes(members, "leaf"), _bytes(members, "entry")
    if len(leaf) != HASH_BYTES or leaf != leaf_hash(entry):
        raise ReceiptError("this receipt is not of its entry")
    return Stub(members["log"], leaf, entry)


def _members(written: str) -> dict[str, str]:
    members: dict[str, str] = {}
    for part in written.strip().split(","):
        found = _MEMBER.fullmatch(part.strip(" "))
        if found is None or found[1] in members:
            raise ReceiptError("this is not a receipt")
        members[found[1]] = found[2]
    return members


def _bytes(members: dict[str, str], name: str) -> bytes:
    value = members.get(name, "")
    if not value.startswith(":"):
        raise ReceiptError(f"this receipt has no {name}")
    try:
        return decoded(value[1:-1])
    except NoteError as error:
        raise ReceiptError(str(error)) from None
