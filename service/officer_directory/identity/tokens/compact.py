"""A compact JWS (RFC 7515, 7.1), taken apart and not yet believed.

Its two JSON texts are read as strictly as any body: a repeated key, NaN or an enormous
number makes it unreadable. A header that brings its own key, or that changes what is
signed, is refused before any key is looked for.
"""

import re
from dataclasses import dataclass
from typing import Any, Final

from joserfc.util import urlsafe_b64decode

from officer_directory.identity.tokens.refused import RefusedError
from officer_directory.strict_json import strict_json

_OBJECT: Final = re.compile(rb'\{\s*"')
_BRINGS_A_KEY: Final = ("jku", "x5u", "x5c")
_CHANGES_WHAT_IS_SIGNED: Final = ("crit", "b64", "zip", "enc")


@dataclass(frozen=True, slots=True)
class Compact:
    """Header and claims as they came, and the three parts that a signature is over."""

    header: dict[str, Any]
    claims: dict[str, Any]
    parts: tuple[bytes, bytes, bytes]


def looks_like_token(credential: str) -> bool:
    """Whether it has the three parts of a token; no API key has a full stop."""
    return credential.count(".") == 2


def begins_like_token(text: str) -> bool:
    """Whether its first part is a JSON object in base64, whatever it says."""
    try:
        begin = urlsafe_b64decode(text.partition(".")[0].encode("ascii"))
    except ValueError:  # UnicodeEncodeError and binascii.Error are such
        return False
    return _OBJECT.match(begin) is not None


def taken_apart(token: str, *, longest: int, may_hold_a_key: bool = False) -> Compact:
    """The parts of a token.

    Raises:
        RefusedError: it is too long, is not one, or its header is of a kind never taken.
    """
    parts = token.encode("ascii", "replace").split(b".")
    if len(token) > longest or len(parts) != 3:
        raise RefusedError
    header, claims = _object(parts[0]), _object(parts[1])
    refused = (*_BRINGS_A_KEY, *_CHANGES_WHAT_IS_SIGNED, *(() if may_hold_a_key else ("jwk",)))
    if any(name in header for name in refused):
        raise RefusedError
    return Compact(header, claims, (parts[0], parts[1], parts[2]))


def _object(part: bytes) -> dict[str, Any]:
    try:
        found = strict_json(urlsafe_b64decode(part))
    except ValueError:  # binascii.Error is one
        raise RefusedError from None
    if not isinstance(found, dict):
        raise RefusedError
    return found
