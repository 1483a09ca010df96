"""Who asks, from the headers of a request, and for a proof of its method and address.

A key is given in one of three ways: `Authorization: Bearer KEY`, `X-API-Key: KEY`, or as
the user name of HTTP Basic. A token is given as `Authorization: Bearer TOKEN`, or, when it
is bound to a key, as `Authorization: DPoP TOKEN` with one `DPoP` header (RFC 6750, 2.1; RFC
9449, 7.1). No credential at all is the public. More than one, a malformed one, or one that
is not good gets the same answer: silently becoming the public would hide a mistake.
"""

import base64
import binascii
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from officer_directory.errors import NotAuthenticatedError
from officer_directory.identity.key_format import LENGTH
from officer_directory.identity.keyring import Keyring
from officer_directory.identity.requester import PUBLIC, Requester
from officer_directory.identity.tokens.accept import Tokens
from officer_directory.identity.tokens.claims import LONGEST_TOKEN
from officer_directory.identity.tokens.compact import looks_like_token
from officer_directory.identity.tokens.dpop import LONGEST_PROOF

Headers = Iterable[tuple[bytes, bytes]]
"""As ASGI has them: names in lower case, each as often as it was sent."""

CREDENTIALS: Final = (b"authorization", b"x-api-key", b"dpop")
_LONGEST_KEY = 512
_LONGEST_SCHEME = 16


class Called(NamedTuple):
    """What is asked for: the method, and the address without its query."""

    method: str
    address: str


class Ways(NamedTuple):
    """The ways in: keys of ours, and tokens of issuers we know."""

    keyring: Keyring
    tokens: Tokens


def waits(ways: Ways, headers: Headers) -> bool:
    """Whether finding out who asks may wait for an issuer's keys, or takes a signature."""
    unseen = False
    for name, value in headers:
        if name == b"dpop":
            return True
        if name == b"authorization" and value.count(b".") == 2:
            unseen = not ways.tokens.is_at_hand(_credential(value)[1])
    return unseen


def authenticate(ways: Ways, headers: Headers, called: Called) -> Requester:
    """The requester of a request.

    Raises:
        NotAuthenticatedError: a credential was given and is not good.
        NotAnsweredError: credentials cannot be checked just now.
    """
    given = [(n, v) for n, v in headers if n in CREDENTIALS]
    if not given:
        return PUBLIC
    proofs = [_ascii(v, LONGEST_PROOF) for n, v in given if n == b"dpop"]
    named = [(n, v) for n, v in given if n != b"dpop"]
    found = _known(ways, *named[0], proofs, called) if len(named) == 1 else None
    if found is None:
        raise NotAuthenticatedError
    return found


def _known(
    ways: Ways, name: bytes, value: bytes, proofs: Sequence[str], called: Called
) -> Requester | None:
    scheme, credential = _credential(value)
    if name == b"x-api-key":
        scheme, credential = "x-api-key", _ascii(value, _LONGEST_KEY)
    match scheme:
        case "dpop":
            return ways.tokens.with_proof(credential, proofs, called.method, called.address)
        case _ if proofs:  # a proof that nobody would look at
            return None
        case "bearer" if looks_like_token(credential):
            return ways.tokens.bearer(credential)
        case "basic":
            return ways.keyring.requester(_user_name(credential))
        case "bearer" | "x-api-key":
            return ways.keyring.requester(credential)
        case _:
            return None


def _credential(value: bytes) -> tuple[str, str]:
    """The scheme in lower case, and what follows it."""
    text = _ascii(value, LONGEST_TOKEN + _LONGEST_SCHEME)
    scheme, _, credential = text.partition(" ")
    return scheme.lower(), credential.strip(" ")


def _ascii(value: bytes, longest: int) -> str:
    """A header's text; where it is not such a text, one that no credential is."""
    if len(value) > longest or not value.isascii():
        return ""
    return value.decode("ascii").strip(" \t")


def _user_name(encoded: str) -> str:
    try:
        decoded = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return ""
    name, _, _ = decoded.partition(b":")
    return name.decode("ascii") if name.isascii() and len(name) == LENGTH else ""
