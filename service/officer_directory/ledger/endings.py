"""How a stream ended: its closing receipt, sealed until whoever streamed asks for it by name.

The name follows from the nonce of the stream's beginning, which of the press only the reader has.
Beside it is stored what follows from the name and does not lead back; the key follows from the
name too. So the database, and whoever reads it, has nothing that opens, on every replica alike.
"""

import time
from hashlib import sha256
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, select

from officer_directory.errors import NotAnsweredError
from officer_directory.store.ledger import ledger_ending

_STORED: Final = b"officer-directory/ledger/v1/ending\n"
_SEALED: Final = b"officer-directory/ledger/v1/ending-key\n"
_KEY_BYTES, _NONCE_BYTES, _STEP = 32, 12, 1_024
_KEPT_SECONDS = 2 * 24 * 60 * 60  # to the end of a day: at least for the whole of the next


class Ending(NamedTuple):
    stored: bytes  # what follows from the stream's name
    until: str  # the day on which it is forgotten
    sealed: bytes


def seal(stream: str, receipt: str, at: float) -> Ending:
    """A closing receipt as it is stored, of a stream that ended at a time (epoch seconds)."""
    cipher, nonce = _cipher(stream)
    content = receipt.encode()
    padded = content.ljust(-(-len(content) // _STEP) * _STEP)
    until = time.strftime("%Y-%m-%d", time.gmtime(at + _KEPT_SECONDS))
    return Ending(_stored(stream), until, cipher.encrypt(nonce, padded, None))


def ending(connection: Connection, stream: str) -> str | None:
    """The closing receipt of a stream; None while it has not ended, and some days after.

    Raises:
        NotAnsweredError: what is stored was altered.
    """
    query = select(ledger_ending.c.sealed).where(ledger_ending.c.stored == _stored(stream))
    sealed = connection.scalar(query)
    if sealed is None:
        return None
    cipher, nonce = _cipher(stream)
    try:
        return cipher.decrypt(nonce, bytes(sealed), None).decode().rstrip(" ")
    except InvalidTag:
        raise NotAnsweredError("What is kept of this stream's end was altered.") from None


def _stored(stream: str) -> bytes:
    return sha256(_STORED + stream.encode()).digest()[:16]


def _cipher(stream: str) -> tuple[ChaCha20Poly1305, bytes]:
    """The key and nonce of one stream, which seal one receipt and no other."""
    derived = HKDF(SHA256(), _KEY_BYTES + _NONCE_BYTES, None, _SEALED).derive(stream.encode())
    return ChaCha20Poly1305(derived[:_KEY_BYTES]), derived[_KEY_BYTES:]
