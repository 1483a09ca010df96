"""The two private keys that sign, and the statement by which new ones follow old ones."""

from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from officer_directory.ledger.canonical import canonical
from officer_directory.ledger.note import ALGORITHMS, ED25519, ML_DSA_44, VerifierKey, encoded

_DOMAIN = b"officer-directory/ledger/v1/keys\n"


@dataclass(frozen=True, slots=True, repr=False)
class SigningPair:
    ed25519: Ed25519PrivateKey
    ml_dsa: MLDSA44PrivateKey

    @classmethod
    def make(cls) -> "SigningPair":
        return cls(Ed25519PrivateKey.generate(), MLDSA44PrivateKey.generate())

    @classmethod
    def from_seeds(cls, ed25519: bytes, ml_dsa: bytes) -> "SigningPair":
        return cls(
            Ed25519PrivateKey.from_private_bytes(ed25519),
            MLDSA44PrivateKey.from_seed_bytes(ml_dsa),
        )

    def seeds(self) -> tuple[bytes, bytes]:
        return self.ed25519.private_bytes_raw(), self.ml_dsa.private_bytes_raw()

    def public(self) -> dict[str, str]:
        """Both public keys by their algorithm, as statements name them."""
        return {
            ALGORITHMS[ED25519]: encoded(self.ed25519.public_key().public_bytes_raw()),
            ALGORITHMS[ML_DSA_44]: encoded(self.ml_dsa.public_key().public_bytes_raw()),
        }

    def verifier_keys(self, name: str) -> tuple[VerifierKey, VerifierKey]:
        return (
            VerifierKey(name, ED25519, self.ed25519.public_key().public_bytes_raw()),
            VerifierKey(name, ML_DSA_44, self.ml_dsa.public_key().public_bytes_raw()),
        )

    def attest(self, statement: bytes) -> dict[str, str]:
        """Both signatures of a statement about keys."""
        message = _DOMAIN + statement
        return {
            ALGORITHMS[ED25519]: encoded(self.ed25519.sign(message)),
            ALGORITHMS[ML_DSA_44]: encoded(self.ml_dsa.sign(message)),
        }


def keys_entry(name: str, at: int, pair: SigningPair, previous: SigningPair | None) -> bytes:
    """The publication log's entry that says which keys sign from now on."""
    before = None if previous is None else previous.public()
    statement = canonical({"at": at, "name": name, "previous": before, **pair.public()})
    signatures: dict[str, Any] = {"new": pair.attest(statement)}
    if previous is not None:
        signatures["old"] = previous.attest(statement)
    said = {"signatures": signatures, "statement": statement.decode()}
    return canonical({"at": at, "kind": "keys", "v": 1, **said})


def is_attested(
    statement: bytes, ed25519: bytes, ml_dsa: bytes, signed: tuple[bytes, bytes]
) -> bool:
    """Whether both public keys signed a statement."""
    message = _DOMAIN + statement
    try:
        Ed25519PublicKey.from_public_bytes(ed25519).verify(signed[0], message)
        MLDSA44PublicKey.from_public_bytes(ml_dsa).verify(signed[1], message)
    except InvalidSignature:
        return False
    return True
