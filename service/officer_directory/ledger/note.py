"""Signed notes (C2SP signed-note): a text, and signatures that each name their key.

A signature here is bytes that its type explains; who may sign what is the checkpoint's affair.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from hashlib import sha256

ED25519 = 0x01
ED25519_COSIGNATURE = 0x04  # C2SP tlog-cosignature, a witness's
ML_DSA_44 = 0x06  # C2SP tlog-cosignature, a log's or a witness's
_PUBLIC_BYTES = {ED25519: 32, ED25519_COSIGNATURE: 32, ML_DSA_44: 1312}
ALGORITHMS = {ED25519: "ed25519", ML_DSA_44: "ml-dsa-44"}

_MOST_SIGNATURES = 64
_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_KEY = re.compile(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})")


class NoteError(ValueError):
    """Not a signed note, or not a key."""


@dataclass(frozen=True, slots=True)
class Signature:
    name: str
    key_id: bytes  # 4 bytes
    bytes: bytes

    def line(self) -> str:
        return f"— {self.name} {encoded(self.key_id + self.bytes)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    text: str  # with its last newline
    signatures: tuple[Signature, ...]

    def written(self) -> str:
        return self.text + "\n" + "".join(one.line() for one in self.signatures)


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key under a name: what signature lines refer to."""

    name: str
    type: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        named = self.name.encode() + b"\n" + bytes([self.type]) + self.public
        return sha256(named).digest()[:4]

    def written(self) -> str:
        public = encoded(bytes([self.type]) + self.public)
        return f"{self.name}+{self.key_id.hex()}+{public}"

    @classmethod
    def read(cls, written: str) -> "VerifierKey":
        """The key that a line names.

        Raises:
            NoteError: it is not a verifier key of a type that is known here.
        """
        if (found := _KEY.fullmatch(written)) is None:
            raise NoteError("this is not a verifier key")
        name, key_id, coded = found.groups()
        type_and_public = decoded(coded)
        key = cls(name, type_and_public[0], type_and_public[1:])
        if _PUBLIC_BYTES.get(key.type) != len(key.public):
            raise NoteError("this key is of a type that is not known here")
        if key.key_id.hex() != key_id:
            raise NoteError("this key is not the one whose id is given")
        return key


def signature(line: str) -> Signature:
    """The signature in one line of a note.

    Raises:
        NoteError: there is none.
    """
    if (found := _LINE.fullmatch(line)) is None:
        raise NoteError("this is not the line of a signature")
    content = decoded(found[2])
    if len(content) < 5:
        raise NoteError("this signature is empty")
    return Signature(found[1], content[:4], content[4:])


def read(written: str) -> Note:
    """The note in a text.

    Raises:
        NoteError: it is none.
    """
    text, separator, signed = written.rpartition("\n\n")
    if not separator or not text or any(ord(c) < 0x20 and c != "\n" for c in written):
        raise NoteError("this is not a signed note")
    lines = signed.split("\n")
    if lines.pop() or not 0 < len(lines) <= _MOST_SIGNATURES:
        raise NoteError("a signed note ends in lines of signatures")
    return Note(text + "\n", tuple(map(signature, lines)))


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def decoded(text: str) -> bytes:
    """Strict Base64: each content has one spelling.

    Raises:
        NoteError: it is not.
    """
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteError("this is not Base64") from None
    if encoded(content) != text:
        raise NoteError("this is not Base64 as it is written")
    return content
