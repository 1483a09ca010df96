"""Private keys of a log or a witness: they sign checkpoints, and make their public halves."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from officer_directory_proofs.checkpoints import Checkpoint
from officer_directory_proofs.keys import Kind, VerifyingKey, message
from officer_directory_proofs.notes import Signature, is_key_name
from officer_directory_proofs.outcomes import CannotTellError
from officer_directory_proofs.written import base64_bytes, encoded

SEED_SIZE: Final = 32

_OF_SEED: Final[dict[Kind, Callable[[bytes], Any]]] = {
    Kind.ED25519: Ed25519PrivateKey.from_private_bytes,
    Kind.ED25519_COSIGNATURE: Ed25519PrivateKey.from_private_bytes,
    Kind.ML_DSA_44_COSIGNATURE: MLDSA44PrivateKey.from_seed_bytes,
}


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key: the seed of 32 bytes from which it is made."""

    name: str
    kind: Kind
    seed: bytes = field(repr=False)

    @classmethod
    def read(cls, text: str) -> Self:
        """From `PRIVATE+KEY+name+id+base64`, as it is kept in a file.

        Raises:
            CannotTellError: it is none; what was read is not repeated.
        """
        name, _, rest = text.removeprefix(_PRIVATE).partition("+")
        written_id, _, coded = rest.partition("+")
        blob = base64_bytes(coded, "The private key")
        known = is_key_name(name) and len(blob) == 1 + SEED_SIZE and blob[0] in tuple(Kind)
        if not text.startswith(_PRIVATE) or not known:
            raise CannotTellError("That is no private key.")
        key = cls(name, Kind(blob[0]), blob[1:])
        if key.public.id.hex() != written_id:
            raise CannotTellError("The private key does not fit its id: it was altered.")
        return key

    def __str__(self) -> str:
        coded = encoded(bytes([self.kind]) + self.seed)
        return f"{_PRIVATE}{self.name}+{self.public.id.hex()}+{coded}"

    @property
    def public(self) -> VerifyingKey:
        raw = _OF_SEED[self.kind](self.seed).public_key().public_bytes_raw()
        return VerifyingKey(self.name, self.kind, raw)

    def sign(self, checkpoint: Checkpoint, time: int) -> Signature:
        """Its signature line, which says this POSIX time if its kind says one."""
        text = message(self.kind, self.name, checkpoint, time)
        signed = _OF_SEED[self.kind](self.seed).sign(text)
        stamp = time.to_bytes(8, "big") if self.kind.is_timed else b""
        return Signature(self.name, self.public.id, stamp + signed)


_PRIVATE: Final = "PRIVATE+KEY+"
