"""Cursors: where the next page starts, sealed so that nobody can read or change it.

AES-SIV (RFC 5297) is deterministic: equal states give equal bytes. A cursor is bound to
the tier, its policy table and the question; with any other it is expired.
"""

import base64
import binascii
import json
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from officer_directory.errors import CursorExpiredError

Position = tuple[str | int | None, ...]
"""The sort keys of the last record shown, its id last."""

_EXPIRED = "This cursor is from another question or another policy; start again without `after`."


class Seal:
    """Seals and opens positions under one 64-byte key."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESSIV(key)

    def seal(self, position: Position, bound_to: Sequence[str]) -> str:
        plain = json.dumps(position, ensure_ascii=False, separators=(",", ":")).encode()
        # Padded, so that the length of a cursor does not tell the length of a name.
        padded = plain + b" " * (-len(plain) % 64)
        sealed = self._cipher.encrypt(padded, [part.encode() for part in bound_to])
        return _written(sealed)

    def open(self, cursor: str, bound_to: Sequence[str]) -> Position:
        """The position in a cursor.

        Raises:
            CursorExpiredError: it was not sealed here for this tier, policy and question.
        """
        try:
            sealed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True)
            if _written(sealed) != cursor:
                raise ValueError  # the same bytes, written otherwise than here
            plain = self._cipher.decrypt(sealed, [part.encode() for part in bound_to])
        except (InvalidTag, ValueError, binascii.Error) as error:
            raise CursorExpiredError(_EXPIRED) from error
        return tuple(json.loads(plain))


def _written(sealed: bytes) -> str:
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()
