"""What oversight looked at, opened with its private key from an exported inside log.

The directory keeps it encrypted (HPKE, RFC 9180) to a public key that oversight gave it. The
private key stays with oversight: here it is made, and here alone it is used.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from officer_directory_proofs.exports import line_parts
from officer_directory_proofs.outcomes import CannotTellError, DisprovenError
from officer_directory_proofs.reading import small_file, strict_json
from officer_directory_proofs.receipts import OPENING, SUMMARY, commitment
from officer_directory_proofs.tree import leaf_hash
from officer_directory_proofs.written import base64_bytes

_INFO: Final = b"officer-directory/ledger/v1/oversight\n"
_KEY_ID: Final = 8
_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_COMMITTED: Final = (
    ("opening", "nonce", OPENING, "commitment"),
    ("summary", "summary_nonce", SUMMARY, "summary"),
)


@dataclass(frozen=True, slots=True)
class Opened:
    """One entry of oversight's, as it was committed to."""

    index: int
    at: int
    opening: dict[str, Any]
    summary: dict[str, Any]


def make_keys(private: Path, public: Path) -> None:
    """Make a pair of keys, in two files that must not be there; the private one for its owner.

    Raises:
        CannotTellError: a file is there already, or cannot be written.
    """
    key = X25519PrivateKey.generate()
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    given = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for path, content, mode in ((private, secret, 0o600), (public, given, 0o644)):
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
                file.write(content)
        except OSError as error:
            raise CannotTellError(f"{path.name} cannot be made ({error.strerror}).") from None


def read_key(path: Path) -> X25519PrivateKey:
    """A private key as `make_keys` wrote it, or `openssl genpkey -algorithm X25519`.

    Raises:
        CannotTellError: it is none.
    """
    try:
        key = load_pem_private_key(small_file(path, "The private key"), None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, X25519PrivateKey):
        raise CannotTellError(f"{path.name} holds no X25519 private key that can be read.")
    return key


def opened(lines: Iterable[bytes], keys: Sequence[X25519PrivateKey]) -> Iterator[Opened]:
    """What these keys open of an export, each held against what its entry committed to.

    Raises:
        CannotTellError: a line is none of an export.
        DisprovenError: what was kept of an entry is not what it committed to; it is named.
    """
    known = {_id_of(key): key for key in keys}
    for line in lines:
        told = line_parts(line)
        if (sealed := told.get("sealed")) is None:
            continue
        content = base64_bytes(str(sealed), "What is kept for oversight")
        if (key := known.get(content[:_KEY_ID])) is not None:
            yield _opened(int(told["index"]), str(told["entry"]).encode(), content, key)


def _opened(index: int, entry: bytes, content: bytes, key: X25519PrivateKey) -> Opened:
    try:
        plain = _SUITE.decrypt(content[_KEY_ID:], key, _INFO + leaf_hash(entry))
    except (InvalidTag, ValueError):
        raise DisprovenError(
            f"What is kept of entry {index} for oversight was altered, or is of another entry."
        ) from None
    told = strict_json(plain, "What was encrypted to oversight")
    committed = strict_json(entry, "The entry")
    found = {}
    for name, nonce, prefix, to in _COMMITTED:
        content, salt = (base64_bytes(str(told.get(part)), f"Its {part}") for part in (name, nonce))
        if committed.get(to) != commitment(prefix, salt, content):
            raise DisprovenError(f"What was kept of entry {index} is not what it committed to.")
        found[name] = strict_json(content, f"Its {name}")
    return Opened(index, int(committed["at"]), found["opening"], found["summary"])


def _id_of(key: X25519PrivateKey) -> bytes:
    return hashlib.sha256(key.public_key().public_bytes_raw()).digest()[:_KEY_ID]
