"""Receipts of the directory: the header `Disclosure-Receipt`, and what it says was given.

A receipt that was read holds together: its entry has its leaf hash and commits to its opening.
Whether that entry is in the log is for a proof to show.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Any, Final, Self

from officer_directory_proofs.outcomes import CannotTellError, DisprovenError
from officer_directory_proofs.reading import strict_json
from officer_directory_proofs.tree import HASH_SIZE, leaf_hash
from officer_directory_proofs.words import hour, moment
from officer_directory_proofs.written import base64_bytes

OPENING: Final = b"officer-directory/ledger/v1/opening\n"
SUMMARY: Final = b"officer-directory/ledger/v1/summary\n"
STREAM: Final = b"officer-directory/ledger/v1/stream\n"

_NAMES: Final = ("Disclosure-Receipt: ", "disclosure-receipt: ")
_ENDS: Final = ("\r\n", "\n")
_MEMBER: Final = re.compile(r"([a-z*][a-z0-9_\-.*]*)=(\S+)")
_NEEDED: Final = ("v", "log", "leaf", "nonce", "entry", "opening")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


def commitment(to: bytes, nonce: bytes, opened: bytes) -> str:
    """The hex of a commitment, of the kind that `to` is the prefix of."""
    return hashlib.sha256(to + nonce + opened).hexdigest()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a requester was given beside an answer."""

    log: str
    leaf: bytes
    nonce: bytes
    entry: dict[str, Any]
    opening: dict[str, Any]

    @classmethod
    def read(cls, raw: bytes) -> Self:
        """From a file with the header or its value.

        Raises:
            DisprovenError: its parts contradict each other.
            CannotTellError: it is none.
        """
        members = _members(raw)
        if members["v"] != "1":
            raise CannotTellError("The receipt is of a version that is not known here.")
        leaf, nonce, entry, opening = (_bytes(members, name) for name in _NEEDED[2:])
        if len(leaf) != HASH_SIZE or len(nonce) != HASH_SIZE:
            raise CannotTellError("A part of the receipt has the wrong length.")
        if leaf_hash(entry) != leaf:
            raise DisprovenError("The entry in the receipt is not the one that it names.")
        receipt = cls(
            members["log"],
            leaf,
            nonce,
            _of_version_1(entry, "The entry in the receipt"),
            _of_version_1(opening, "What the receipt opens"),
        )
        if receipt.entry.get("commitment") != commitment(OPENING, nonce, opening):
            raise DisprovenError(
                "What the receipt says was asked and given is not what the entry committed to."
            )
        if receipt.opening.get("log") != receipt.log:
            raise DisprovenError("The receipt is of another log than it says.")
        return receipt

    @property
    def when(self) -> str:
        """When the answer was given, in words."""
        at, of = self.entry.get("at"), self.entry.get("hour")
        said = hour(of) if isinstance(of, str) else None
        if said is None and isinstance(at, int):
            said = moment(at)
        if said is None:
            raise CannotTellError("The entry in the receipt does not say when it was made.")
        return said

    @property
    def digest(self) -> str | None:
        """The SHA-256 of the body, in hex, where the receipt has one."""
        said = self.opening.get("digest")
        if said is None:
            return None
        if not isinstance(said, str) or not _DIGEST.fullmatch(said):
            raise CannotTellError("The digest in the receipt is none.")
        return said

    @property
    def stream(self) -> str:
        """The id of the stream that it opened, if it opened one."""
        return hashlib.sha256(STREAM + self.nonce).hexdigest()[:32]


def stub(raw: bytes) -> str:
    """As much of a receipt as it takes to ask for its proof; it opens nothing.

    Raises:
        CannotTellError: it is none.
    """
    members = _members(raw)
    return ", ".join(f"{name}={members[name]}" for name in ("v", "log", "leaf", "entry"))


def _members(raw: bytes) -> dict[str, str]:
    """A dictionary of RFC 9651, written as the directory writes it."""
    try:
        text = raw.decode("ascii")
    except UnicodeDecodeError:
        raise CannotTellError("The receipt is not plain text.") from None
    for end in _ENDS:
        if text.endswith(end):
            text = text.removesuffix(end)
            break
    for name in _NAMES:
        text = text.removeprefix(name)
    read: dict[str, str] = {}
    for member in text.split(", "):
        found = _MEMBER.fullmatch(member)
        if found is None or found[1] in read:
            raise CannotTellError("That is no receipt of the directory.")
        read[found[1]] = found[2]
    if any(name not in read for name in _NEEDED):
        raise CannotTellError("A part of the receipt is missing.")
    return read


def _bytes(members: dict[str, str], name: str) -> bytes:
    text = members[name]
    if len(text) < 2 or text[0] != ":" or text[-1] != ":":
        raise CannotTellError(f"The part “{name}” of the receipt is not what it must be.")
    return base64_bytes(text[1:-1], f"The part “{name}” of the receipt")


def _of_version_1(raw: bytes, what: str) -> dict[str, Any]:
    read = strict_json(raw, what)
    if type(read.get("v")) is not int or read["v"] != 1:
        raise CannotTellError(f"{what} is of a version that is not known here.")
    return read
