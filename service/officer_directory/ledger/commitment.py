"""Salted commitments and the entries that hold them: the exact bytes of the format.

Nobody can tell from a commitment what it is of; with its nonce and its opening anybody can
see that it is of that and of nothing else.
"""

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from officer_directory.ledger.canonical import canonical

VERSION = 1
NONCE_BYTES = 32
_OPENING = b"officer-directory/ledger/v1/opening\n"
_SUMMARY = b"officer-directory/ledger/v1/summary\n"
_STREAM = b"officer-directory/ledger/v1/stream\n"


@dataclass(frozen=True, slots=True)
class Opening:
    """What a commitment is of: whoever has both can show it."""

    nonce: bytes
    content: bytes

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "Opening":
        return cls(secrets.token_bytes(NONCE_BYTES), canonical(content))

    def commitment(self) -> str:
        return sha256(_OPENING + self.nonce + self.content).hexdigest()

    def summary_commitment(self) -> str:
        return sha256(_SUMMARY + self.nonce + self.content).hexdigest()

    def kept(self) -> bytes:
        """As it is stored: the nonce, then the content."""
        return self.nonce + self.content

    @classmethod
    def from_kept(cls, kept: bytes) -> "Opening":
        return cls(kept[:NONCE_BYTES], kept[NONCE_BYTES:])


def press_entry(commitment: str, at: float) -> bytes:
    hour = time.strftime("%Y-%m-%dT%HZ", time.gmtime(at))
    return b'{"commitment":"%b","hour":"%b","v":1}' % (commitment.encode(), hour.encode())


def padding_entry(at: float) -> bytes:
    """Looks like any other of the press, and opens to nothing."""
    return press_entry(secrets.token_hex(32), at)


def inside_entry(commitment: str, summary: str, at: float) -> bytes:
    said = (int(at), commitment.encode(), summary.encode())
    return b'{"at":%d,"commitment":"%b","summary":"%b","v":1}' % said


def publication_entry(kind: str, at: float, said: Mapping[str, Any]) -> bytes:
    return canonical({**said, "at": int(at), "kind": kind, "v": VERSION})


def stream_id(nonce: bytes) -> str:
    """The name of a stream, that whoever has the receipt of its beginning can work out."""
    return sha256(_STREAM + nonce).hexdigest()[:32]


def opens(entry: bytes, opening: Opening) -> bool:
    """Whether this is what the entry committed to, to its requester."""
    return bool(json.loads(entry).get("commitment") == opening.commitment())


def summary_opens(entry: bytes, opening: Opening) -> bool:
    """Whether this is what the entry committed to, to the agency."""
    return bool(json.loads(entry).get("summary") == opening.summary_commitment())
