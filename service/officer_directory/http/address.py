"""The address of a request, read strictly: raw path, query string, host.

Nothing is repaired: an address that two readers could read differently is refused.
"""

import logging
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from officer_directory.http.problems import (
    ADDRESS_TOO_LONG,
    CREDENTIAL_IN_ADDRESS,
    MALFORMED,
    NO_SUCH_RECORD,
    ProblemError,
)
from officer_directory.identity.clients import SECRET_FOUND_BY
from officer_directory.identity.key_format import FOUND_BY
from officer_directory.identity.tokens.compact import begins_like_token

_log = logging.getLogger(__name__)

LONGEST_QUERY: Final = 16_384
LONGEST_PATH: Final = 1_024

# Letters, digits and what RFC 3986 lets stand in a path segment, without `;` and `\`.
_PATH = re.compile(rb"/|(?:/[A-Za-z0-9._~!$&'()*+,=:@-]+)+")
_DOTS = re.compile(rb"/\.\.?(?:/|$)")
_ESCAPE = re.compile(rb"%[0-9A-Fa-f]{2}")
_NOT_IN_PATH = re.compile(rb"%(?:2[fFeE]|5[cC]|3[bB]|[01][0-9A-Fa-f]|7[fF])")
_BAD_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_CREDENTIAL = re.compile(
    f"{FOUND_BY}|{SECRET_FOUND_BY}|".encode()
    + rb"(?<![\w-])(?P<jws>e[wy][\w-]+\.[\w-]+\.[\w-]*)"  # `{` in base64 is one of these
)
_UNPRINTABLE = re.compile(rb"[^\x21-\x7e]")
_CREDENTIALS = frozenset(
    (
        *("access_token", "api_key", "api-key", "apikey", "auth", "authorization", "bearer"),
        *("client_secret", "credential", "jwt", "key", "password", "secret", "token"),
        *("x-api-key", "x_api_key"),
    )
)


def check_path(raw: bytes) -> None:
    """Refuse a path that is not in its one plain spelling: nothing is there.

    A cache and this service could read `;`, `%2f`, `%00` or `//` differently.

    Raises:
        ProblemError: it is malformed, too long, or in another spelling.
    """
    if len(raw) > LONGEST_PATH:
        raise ProblemError(ADDRESS_TOO_LONG)
    if b"%" in raw:
        if _BAD_ESCAPE.search(raw):
            raise ProblemError(MALFORMED)
        _utf8(unquote_to_bytes(raw))
        if _NOT_IN_PATH.search(raw):
            raise ProblemError(NO_SUCH_RECORD)
        raw = _ESCAPE.sub(b"x", raw)
    if not _PATH.fullmatch(raw) or (b"." in raw and _DOTS.search(raw)):
        raise ProblemError(NO_SUCH_RECORD)


def credential_in(*parts: bytes) -> str | None:
    """The first key, client secret or compact JWS in parts of an address; None without one."""
    for part in parts:
        plain = unquote_to_bytes(part) if b"%" in part else part
        for found in _CREDENTIAL.finditer(plain):
            text = found[0].decode("ascii")
            if found["jws"] is None or begins_like_token(text):
                return text
    return None


def address_of(scope: Mapping[str, Any], root: str) -> str:
    """The address that was asked, without its query: under `root` where the operator set one.

    Without it the Host header is all there is to go by.
    """
    path: str = scope["raw_path"].decode("ascii")
    if root:
        return root + path
    hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    return f"{scope['scheme']}://{hosts[0] if hosts else ''}{path}"


def pairs(query: bytes) -> list[tuple[str, str]]:
    """The decoded parameters of a query string, in order; `+` is a space.

    Raises:
        ProblemError: it is badly encoded, too long, or holds a credential.
    """
    if not query:
        return []
    if len(query) > LONGEST_QUERY:
        raise ProblemError(ADDRESS_TOO_LONG)
    found = decoded_pairs(query)
    if any(name.strip().casefold() in _CREDENTIALS for name, _ in found):
        _log.warning("a credential came in an address; if it is real, have it revoked")
        raise ProblemError(CREDENTIAL_IN_ADDRESS)
    return found


def decoded_pairs(text: bytes) -> list[tuple[str, str]]:
    """Names and values, percent-encoded UTF-8, in order.

    Raises:
        ProblemError: they are badly encoded.
    """
    if _UNPRINTABLE.search(text) or _BAD_ESCAPE.search(text):
        raise ProblemError(MALFORMED)
    return [_pair(part) for part in text.split(b"&")]


def _pair(part: bytes) -> tuple[str, str]:
    name, _, value = part.partition(b"=")
    return _decoded(name), _decoded(value)


def _decoded(text: bytes) -> str:
    return _utf8(unquote_to_bytes(text.replace(b"+", b" ")))


def _utf8(text: bytes) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        raise ProblemError(MALFORMED) from None
