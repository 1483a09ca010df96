"""How numbers and bytes are written in the formats of C2SP: in exactly one way.

A second spelling of the same value is refused, so that no byte of a file can be changed without
changing what it says.
"""

import base64
import binascii
import re
from typing import Final

from officer_directory_proofs.outcomes import CannotTellError
from officer_directory_proofs.tree import HASH_SIZE, LARGEST

_DECIMAL: Final = re.compile(r"0|[1-9][0-9]{0,18}")


def decimal(text: str, what: str) -> int:
    """A count or an index: ASCII digits without leading zeros, at most 2**63 - 1."""
    if not _DECIMAL.fullmatch(text) or (number := int(text)) > LARGEST:
        raise CannotTellError(f"{what} is not a whole number.")
    return number


def base64_bytes(text: str, what: str) -> bytes:
    """Bytes in the standard base64 of RFC 4648, section 4, padded, with no stray bits."""
    try:
        read = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        read = None
    if read is None or base64.b64encode(read).decode() != text:
        raise CannotTellError(f"{what} is not valid base64.")
    return read


def hash_bytes(text: str, what: str) -> bytes:
    """A SHA-256 hash in base64."""
    read = base64_bytes(text, what)
    if len(read) != HASH_SIZE:
        raise CannotTellError(f"{what} is not a SHA-256 hash.")
    return read


def lines(raw: bytes, what: str) -> list[str]:
    """UTF-8 text as its lines; each of them ends, and none holds a control character."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise CannotTellError(f"{what} is not text (UTF-8).") from None
    if any(character < " " and character != "\n" for character in text):
        raise CannotTellError(f"{what} holds control characters.")
    if not text.endswith("\n"):
        raise CannotTellError(f"{what} does not end with a line break: it may be cut off.")
    return text[:-1].split("\n")


def encoded(raw: bytes) -> str:
    """Bytes as base64."""
    return base64.b64encode(raw).decode("ascii")
