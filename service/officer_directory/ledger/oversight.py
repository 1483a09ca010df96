"""What opens an entry of oversight's, encrypted to oversight: nobody here can read it again.

HPKE in its base mode (RFC 9180), with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and
ChaCha20Poly1305. Only the public key is here; each entry is bound to what was encrypted for it.
"""

from hashlib import sha256
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from officer_directory.ledger.canonical import canonical
from officer_directory.ledger.commitment import Opening
from officer_directory.ledger.note import encoded
from officer_directory.settings import PREFIX, SettingError, Settings

KEY_ID_BYTES: Final = 8
INFO: Final = b"officer-directory/ledger/v1/oversight\n"
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_STEP = 512  # bytes; the length of a name that was searched for shows in nothing


class OversightKey:
    """The public key that oversight gave to the directory."""

    def __init__(self, key: X25519PublicKey) -> None:
        self._key = key
        self._id = sha256(key.public_bytes_raw()).digest()[:KEY_ID_BYTES]

    def seal(self, leaf: bytes, opening: Opening, summary: Opening) -> bytes:
        """Both openings of the entry with this leaf hash, as they are stored."""
        parts = {
            "opening": opening.content,
            "nonce": opening.nonce,
            "summary": summary.content,
            "summary_nonce": summary.nonce,
        }
        told = canonical({name: encoded(content) for name, content in parts.items()})
        padded = told.ljust(-(-len(told) // _STEP) * _STEP)
        return self._id + _SUITE.encrypt(padded, self._key, INFO + leaf)


def oversight_key(settings: Settings) -> OversightKey | None:
    """Oversight's public key, where the directory was given one.

    Raises:
        SettingError: the file cannot be read, or holds no X25519 public key in PEM.
    """
    path = settings.oversight_key
    if path is None:
        return None
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, X25519PublicKey):
        raise SettingError(f"{PREFIX}OVERSIGHT_KEY is a file with an X25519 public key in PEM.")
    return OversightKey(key)
