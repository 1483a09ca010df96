"""Who asks, from the headers of a request; nothing here reads the address or the body.

A key is given in one of three ways: `Authorization: Bearer KEY`, `X-API-Key: KEY`, or as
the user name of HTTP Basic. No credential at all is the public. More than one, a malformed
one, or one that is not good gets the same answer: silently becoming the public would hide
a mistake.
"""

import base64
import binascii
from collections.abc import Iterable

from officer_directory.errors import NotAuthenticatedError
from officer_directory.identity.key_format import LENGTH
from officer_directory.identity.keyring import Keyring
from officer_directory.identity.requester import PUBLIC, Requester

Headers = Iterable[tuple[bytes, bytes]]
"""As ASGI has them: names in lower case, each as often as it was sent."""

_LONGEST = 512


def authenticate(keyring: Keyring, headers: Headers) -> Requester:
    """The requester of a request.

    Raises:
        NotAuthenticatedError: a credential was given and is not good.
        NotAnsweredError: credentials cannot be checked just now.
    """
    given = [(n, v) for n, v in headers if n in (b"authorization", b"x-api-key")]
    if not given:
        return PUBLIC
    if len(given) > 1:
        raise NotAuthenticatedError
    requester = keyring.requester(_key(*given[0]))
    if requester is None:
        raise NotAuthenticatedError
    return requester


def _key(name: bytes, value: bytes) -> str:
    """The key in one header; not a key, a text that none is."""
    if len(value) > _LONGEST or not value.isascii():
        return ""
    text = value.decode("ascii").strip(" \t")
    if name == b"x-api-key":
        return text
    scheme, _, credential = text.partition(" ")
    credential = credential.strip(" ")
    match scheme.lower():
        case "bearer":
            return credential
        case "basic":
            return _user_name(credential)
        case _:
            return ""


def _user_name(encoded: str) -> str:
    try:
        decoded = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return ""
    name, _, _ = decoded.partition(b":")
    return name.decode("ascii") if name.isascii() and len(name) == LENGTH else ""
