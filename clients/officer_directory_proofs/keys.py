"""Keys that check signatures, as c2sp.org/signed-note writes them: `name+id+base64`.

Three kinds: Ed25519 over a note (0x01), which a log signs with; and the timestamped cosignatures
of c2sp.org/tlog-cosignature, Ed25519 (0x04) and ML-DSA-44 (0x06), of witnesses and of logs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from typing import Any, Final, Self

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

from officer_directory_proofs.checkpoints import Checkpoint
from officer_directory_proofs.notes import is_key_name
from officer_directory_proofs.outcomes import CannotTellError
from officer_directory_proofs.tree import LARGEST
from officer_directory_proofs.written import base64_bytes, encoded

_TIME_SIZE: Final = 8
_LONGEST_NAME: Final = 255  # a length of one byte


class Kind(IntEnum):
    """The algorithm of a key, and what exactly it signs."""

    ED25519 = 0x01
    ED25519_COSIGNATURE = 0x04
    ML_DSA_44_COSIGNATURE = 0x06

    @property
    def is_post_quantum(self) -> bool:
        return self is Kind.ML_DSA_44_COSIGNATURE

    @property
    def is_timed(self) -> bool:
        """Whether a signature says when it was made."""
        return self is not Kind.ED25519


_SIZES: Final = {  # of a public key and of a signature, in bytes
    Kind.ED25519: (32, 64),
    Kind.ED25519_COSIGNATURE: (32, 64),
    Kind.ML_DSA_44_COSIGNATURE: (1312, 2420),
}
_READ: Final[dict[Kind, Callable[[bytes], Any]]] = {
    Kind.ED25519: Ed25519PublicKey.from_public_bytes,
    Kind.ED25519_COSIGNATURE: Ed25519PublicKey.from_public_bytes,
    Kind.ML_DSA_44_COSIGNATURE: MLDSA44PublicKey.from_public_bytes,
}


def key_id(name: str, kind: Kind, public: bytes) -> bytes:
    """By which a signature names its key; short, and no proof of anything."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def message(kind: Kind, name: str, checkpoint: Checkpoint, time: int) -> bytes:
    """What a key of this kind and name signs, for this checkpoint, at this POSIX time."""
    if kind is Kind.ED25519:
        return str(checkpoint).encode()
    if kind is Kind.ED25519_COSIGNATURE:
        return f"cosignature/v1\ntime {time}\n{checkpoint}".encode()
    return b"".join(
        (
            b"subtree/v1\n\0",
            _prefixed(name),
            time.to_bytes(8, "big"),
            _prefixed(checkpoint.origin),
            (0).to_bytes(8, "big"),
            checkpoint.size.to_bytes(8, "big"),
            checkpoint.root,
        )
    )


def _prefixed(name: str) -> bytes:
    raw = name.encode()
    if not 0 < len(raw) <= _LONGEST_NAME:
        raise CannotTellError("The name of a log or of a key is too long.")
    return bytes([len(raw)]) + raw


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """A public key with the name that its owner signs under."""

    name: str
    kind: Kind
    public: bytes

    @classmethod
    def read(cls, text: str) -> Self:
        """From one line, `name+id+base64`.

        Raises:
            CannotTellError: it is none, or none of a kind that is known here.
        """
        name, _, rest = text.partition("+")
        written_id, _, coded = rest.partition("+")
        blob = base64_bytes(coded, "A key")
        if not is_key_name(name) or not blob or blob[0] not in tuple(Kind):
            raise CannotTellError("A line of the keys is no key that can be used here.")
        key = cls(name, Kind(blob[0]), blob[1:])
        if len(key.public) != _SIZES[key.kind][0]:
            raise CannotTellError("A key has the wrong length.")
        if written_id != key.id.hex():
            raise CannotTellError("A key does not fit its id: it was altered.")
        return key

    @property
    def id(self) -> bytes:
        return key_id(self.name, self.kind, self.public)

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{encoded(bytes([self.kind]) + self.public)}"

    def when_signed(self, checkpoint: Checkpoint, signed: bytes) -> int | None:
        """Whether these bytes are its signature: the POSIX time in them, 0 where there is none.

        Raises:
            CannotTellError: the installed `cryptography` cannot say.
        """
        time, signature = self._parts(signed)
        if len(signature) != _SIZES[self.kind][1] or time > LARGEST:
            return None
        try:
            key = _READ[self.kind](self.public)
            key.verify(signature, message(self.kind, self.name, checkpoint, time))
        except (InvalidSignature, ValueError):
            return None
        except UnsupportedAlgorithm:
            raise CannotTellError(
                "This installation cannot check ML-DSA-44: it needs cryptography 48 or newer."
            ) from None
        return time

    def _parts(self, signed: bytes) -> tuple[int, bytes]:
        if not self.kind.is_timed:
            return 0, signed
        return int.from_bytes(signed[:_TIME_SIZE], "big"), signed[_TIME_SIZE:]
