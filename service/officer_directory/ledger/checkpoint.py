"""Checkpoints (C2SP tlog-checkpoint): how large a log is and its root, signed twice.

Ed25519 signs the note's text; ML-DSA-44 the message of C2SP tlog-cosignature, which has a
time and the log's name in it as well.
"""

import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

from officer_directory.ledger.note import (
    ED25519,
    ED25519_COSIGNATURE,
    ML_DSA_44,
    Note,
    NoteError,
    Signature,
    VerifierKey,
    decoded,
    encoded,
    read,
)
from officer_directory.ledger.signing import SigningPair
from officer_directory.ledger.tree import HASH_BYTES

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_LABEL = b"subtree/v1\n\0"
_TIME_BYTES = 8


@dataclass(frozen=True, slots=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{encoded(self.root)}\n"

    def cosigned(self, name: str, at: int) -> bytes:
        """What ML-DSA-44 signs, under a name, at a time in epoch seconds."""
        parts = [_LABEL, _short(name), struct.pack(">Q", at), _short(self.origin)]
        return b"".join([*parts, struct.pack(">QQ", 0, self.size), self.root])


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint with its note, and when it was signed where a signature says so."""

    checkpoint: Checkpoint
    note: Note

    @property
    def at(self) -> int | None:
        for one in self.note.signatures:
            if one.name == self.checkpoint.origin and len(one.bytes) == 2428:
                return int(struct.unpack(">Q", one.bytes[:8])[0])
        return None


def sign(checkpoint: Checkpoint, pair: SigningPair, at: int) -> str:
    """The signed note of a checkpoint, under the log's own name."""
    name, text = checkpoint.origin, checkpoint.text()
    keys = pair.verifier_keys(name)
    classical = pair.ed25519.sign(text.encode())
    cosigned = struct.pack(">Q", at) + pair.ml_dsa.sign(checkpoint.cosigned(name, at))
    signed = zip(keys, (classical, cosigned), strict=True)
    return Note(text, tuple(Signature(name, k.key_id, made) for k, made in signed)).written()


def open_note(written: str) -> Signed:
    """The checkpoint in a note, whoever signed it.

    Raises:
        NoteError: it is none.
    """
    note = read(written)
    lines = note.text.split("\n")
    if len(lines) != 4 or not lines[0] or _SIZE.fullmatch(lines[1]) is None:
        raise NoteError("this is not a checkpoint")
    root = decoded(lines[2])
    if len(root) != HASH_BYTES:
        raise NoteError("the root of a checkpoint is 32 bytes")
    return Signed(Checkpoint(lines[0], int(lines[1]), root), note)


def is_signed(signed: Signed, keys: Iterable[VerifierKey]) -> bool:
    """Whether every one of these keys signed it; with no key of its name, nothing did."""
    wanted = [key for key in keys if key.name == signed.checkpoint.origin]
    return bool(wanted) and all(_signed_by(signed, key) for key in wanted)


def _signed_by(signed: Signed, key: VerifierKey) -> bool:
    found = [
        one.bytes
        for one in signed.note.signatures
        if (one.name, one.key_id) == (key.name, key.key_id)
    ]
    return bool(found) and all(verifies(signed, key, one) for one in found)


def verifies(signed: Signed, key: VerifierKey, signature: bytes) -> bool:
    """Whether a signature, of the log or of a witness, is of this checkpoint and by this key."""
    text = signed.note.text.encode()
    try:
        if key.type == ED25519:
            Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text)
            return True
        if len(signature) <= _TIME_BYTES:
            return False
        at, made = struct.unpack(">Q", signature[:_TIME_BYTES])[0], signature[_TIME_BYTES:]
        if key.type == ED25519_COSIGNATURE:
            timed = b"cosignature/v1\ntime %d\n%b" % (at, text)
            Ed25519PublicKey.from_public_bytes(key.public).verify(made, timed)
        elif key.type == ML_DSA_44:
            message = signed.checkpoint.cosigned(key.name, at)
            MLDSA44PublicKey.from_public_bytes(key.public).verify(made, message)
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _short(text: str) -> bytes:
    content = text.encode()
    return bytes([len(content)]) + content
