"""Encryption of what is kept of photos: AES-256-GCM, a key of its own for each object.

Keys are derived (HKDF-SHA-256) from the file `DATA/keys/photos.key` and the photo's salt,
which is in the database: neither the objects nor the database nor a backup of one of them
shows a face, and a photo whose salt is gone cannot be opened by anyone.
"""

import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from officer_directory.errors import NotAnsweredError
from officer_directory.key_files import open_keys, read_key

FILE: Final = "photos.key"
_BYTES: Final = 32
_NONCE: Final = 12


def new_salt() -> str:
    return secrets.token_hex(_BYTES)


def key_file(data: Path) -> Path:
    return data / "keys" / FILE


def make_key(data: Path) -> None:
    """Make the key of photos where there is none; of two that make it, the first one's stays."""
    open_keys(data)  # the folder, whole
    path = key_file(data)
    descriptor, aside = tempfile.mkstemp(prefix=".photos-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(aside)
    except FileExistsError:
        pass
    finally:
        Path(aside).unlink()


class Sealing:
    """Seals and opens objects under the key of one data folder."""

    def __init__(self, data: Path) -> None:
        """Raises KeyFileError where the key is missing, damaged, or others can read it."""
        self._key = read_key(key_file(data), _BYTES)
        self.key_id = hashlib.sha256(b"the key of photos" + self._key).hexdigest()[:16]

    def digest(self, content: bytes) -> str:
        """By which the same file is known again, to whoever has the key."""
        return hmac.new(self._key, content, hashlib.sha256).hexdigest()

    def seal(self, salt: str, name: str, content: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher(salt, name).encrypt(nonce, content, name.encode())

    def open(self, salt: str, name: str, sealed: bytes) -> bytes:
        """What was sealed under this name.

        Raises:
            NotAnsweredError: it was altered, or is another photo's.
        """
        nonce, rest = sealed[:_NONCE], sealed[_NONCE:]
        try:
            return self._cipher(salt, name).decrypt(nonce, rest, name.encode())
        except (InvalidTag, ValueError) as error:
            raise NotAnsweredError("A photo that is kept cannot be opened.") from error

    def _cipher(self, salt: str, name: str) -> AESGCM:
        derived = HKDF(SHA256(), _BYTES, bytes.fromhex(salt), name.encode())
        return AESGCM(derived.derive(self._key))
