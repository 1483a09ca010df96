"""One entry of the ledger, as bytes: what is written before an answer leaves.

An inside entry is kept in full. Of a press entry only a salted commitment and the hour are
kept: nobody, the agency included, can read from it what was asked, and its salt is
forgotten here.
"""

import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from typing import Any, Literal

Log = Literal["press", "inside"]

SALT_BYTES = 32
_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode


def canonical(entry: Mapping[str, Any]) -> bytes:
    """The one way to write an entry: JSON with sorted keys and no spaces, UTF-8."""
    return _encode(dict(entry)).encode()


def commitment(salt: bytes, entry: Mapping[str, Any]) -> str:
    """SHA-256 over the salt and the canonical entry, in hexadecimal."""
    return hashlib.sha256(salt + canonical(entry)).hexdigest()


def kept(entry: Mapping[str, Any], log: Log, at: float) -> bytes:
    """What is stored of an entry made at this time, in epoch seconds."""
    if log == "inside":
        return canonical({**entry, "at": int(at)})
    hour = time.strftime("%Y-%m-%dT%HZ", time.gmtime(at))
    hidden = commitment(secrets.token_bytes(SALT_BYTES), entry)
    return canonical({"commitment": hidden, "hour": hour})
