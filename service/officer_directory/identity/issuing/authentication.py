"""How a client shows who it is: its secret by HTTP Basic, or an assertion that it signed.

Whatever is wrong, the answer is one and the same, and the same work was done: a client
that nobody knows has its secret compared, or its signature checked, against nobody's.
"""

import base64
import binascii
import logging
import secrets
from functools import lru_cache
from hashlib import sha256
from typing import Any
from urllib.parse import unquote_plus

from authlib.oauth2.rfc6749 import InvalidClientError
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from officer_directory.identity.issuing.asking import IssuerRequest, Once
from officer_directory.identity.issuing.known_clients import SIGNED, KnownClient, LookUp
from officer_directory.identity.keys import digest
from officer_directory.identity.public_keys import stored_keys
from officer_directory.identity.tokens.algorithms import GOOD, is_signed, named_among
from officer_directory.identity.tokens.compact import Compact, taken_apart
from officer_directory.identity.tokens.refused import RefusedError

_log = logging.getLogger(__name__)
_LONGEST_BASIC = 1_024
_LONGEST_ASSERTION = 4_096
_LONGEST_ID = 255
_MOST_SECONDS = 300  # the life of an assertion, and how long ago it may have been made
_AHEAD_SECONDS = 10
_TYPES = ("jwt", "client-authentication+jwt")
_KINDS = {"ES256": "EC", "PS256": "RSA", "EdDSA": "OKP"}


class SecretBasic:
    """`client_secret_basic` (RFC 6749, 2.3.1)."""

    def __init__(self, pepper: bytes) -> None:
        self._pepper = pepper
        self._nobody = KnownClient("", "", frozenset(), secrets.token_bytes(32), None, False)

    def __call__(self, look_up: LookUp, request: IssuerRequest) -> KnownClient | None:
        given = request.header(b"authorization")
        if not given:
            return None
        client_id, secret = _basic(given[0])
        found = look_up(client_id)
        known = found if found is not None and found.secret_digest else None
        same = (known or self._nobody).has_secret(digest(self._pepper, secret))
        if known is None or not same:
            raise InvalidClientError(status_code=401)
        return known


def _basic(header: str) -> tuple[str, str]:
    """Client id and secret; for what is not well formed, some that nobody has."""
    scheme, _, encoded = header.strip().partition(" ")
    try:
        if scheme.lower() != "basic" or len(header) > _LONGEST_BASIC:
            raise ValueError("no Basic credentials")
        decoded = base64.b64decode(encoded.strip(), validate=True).decode("ascii")
        client_id, colon, secret = decoded.partition(":")
        client_id, secret = unquote_plus(client_id), unquote_plus(secret)
        if not colon or not (client_id + secret).isascii() or "\0" in client_id:
            raise ValueError("no Basic credentials")
    except (binascii.Error, ValueError):
        return "", ""
    return client_id, secret


class SignedAssertion(JWTBearerClientAssertion):  # type: ignore[misc]  # Authlib has no types
    """`private_key_jwt` (RFC 7523, 3, with RFC 10070): for this issuer alone, short, once."""

    CLIENT_AUTH_METHOD = SIGNED

    def __init__(self, issuer: str) -> None:
        super().__init__(leeway=_AHEAD_SECONDS)
        self._issuer = issuer

    def __call__(self, look_up: LookUp, request: IssuerRequest) -> KnownClient | None:
        form = request.form
        if form.get("client_assertion_type") != self.CLIENT_ASSERTION_TYPE:
            return None
        try:
            return self._known(look_up, request, form.get("client_assertion", ""))
        except InvalidClientError as error:
            # One word of ours: what was sent, and by whom it says it is, is not in the log.
            _log.warning("a client assertion was refused: %s", getattr(error, "check", "claims"))
            raise

    def _known(self, look_up: LookUp, request: IssuerRequest, assertion: str) -> KnownClient:
        compact, algorithm, client_id = _unverified(assertion)
        found = look_up(client_id)
        known = found if found is not None and found.public_keys else None
        key = _of(known, compact, algorithm) if known else _nobodys(algorithm)
        signed = is_signed(compact.parts, algorithm, key)
        if known is None:
            raise _failed("client: unknown, revoked, or without keys")
        if not signed:
            raise _failed("signature: not by the key that is registered")
        claims = compact.claims
        self.process_assertion_claims(claims, None)
        self._check(claims, request)
        once = sha256(f"assertion {known.row_id} {claims['jti']}".encode()).digest()
        made_at = claims.get("iat", claims["exp"] - _MOST_SECONDS)
        request.once.append(Once(once, made_at, claims["exp"] + _AHEAD_SECONDS))
        return known

    def get_audiences(self) -> list[str]:
        return [self._issuer]

    def process_assertion_claims(self, claims: dict[str, Any], _key: None) -> None:
        """What RFC 7523 asks of the claims; the signature was checked before."""
        try:
            self.verify_claims(claims)
        except (ValueError, TypeError) as error:  # claims of kinds that Authlib has not thought of
            raise _failed("claims: of another kind than RFC 7523 has") from error
        except InvalidClientError as error:
            raise _failed(_claim_amiss(claims, self._issuer)) from error

    def validate_jti(self, _claims: Any, jti: Any) -> bool:
        """Whether it can be used; that it is used once is seen to where it is written."""
        return isinstance(jti, str) and 0 < len(jti) <= _LONGEST_ID

    def _check(self, claims: dict[str, Any], request: IssuerRequest) -> None:
        """What RFC 10070 and we ask beyond RFC 7523."""
        end, made = claims["exp"], claims.get("iat")
        since = claims.get("nbf", made)
        whole = [t for t in (end, made, since) if t is not None]
        if claims["aud"] != self._issuer:  # a list of one is a list
            raise _failed("aud: not the issuer, as one string")
        if not all(type(t) is int for t in whole):
            raise _failed("exp, iat, nbf: not whole seconds")
        if not request.now < end <= (request.now if made is None else made) + _MOST_SECONDS:
            raise _failed("exp: past, or more than five minutes away")
        if any(t is not None and t > request.now + _AHEAD_SECONDS for t in (made, since)):
            raise _failed("iat, nbf: in the future")


def _failed(check: str) -> InvalidClientError:
    """The one error there is; `check` is for the log alone."""
    error = InvalidClientError(status_code=401)
    error.check = check
    return error


def _claim_amiss(claims: dict[str, Any], issuer: str) -> str:
    """Which claim RFC 7523 misses or does not take, in our words."""
    if claims.get("iss") != claims.get("sub"):
        return "iss: another than sub"
    if claims.get("aud") != issuer:
        return "aud: not the issuer, as one string"
    if not claims.get("jti"):
        return "jti: missing"
    return "exp, iat, nbf or jti: missing, past or not good"


def _unverified(assertion: str) -> tuple[Compact, str, str]:
    """An assertion, its algorithm and its subject, to know whose signature it should be."""
    try:
        compact = taken_apart(assertion, longest=_LONGEST_ASSERTION)
    except RefusedError as error:
        raise _failed("form: not a compact JWT") from error
    algorithm = named_among(compact.header.get("alg"), GOOD)
    subject, kind = compact.claims.get("sub"), compact.header.get("typ", "JWT")
    if algorithm is None or not isinstance(kind, str) or kind.casefold() not in _TYPES:
        raise _failed("header: typ or alg")
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_ID or "\0" in subject:
        raise _failed("sub: not a client id")
    return compact, algorithm, subject


_keys_of = lru_cache(maxsize=1024)(stored_keys)


def _of(known: KnownClient, compact: Compact, algorithm: str) -> Key:
    """The client's key that is named, else one that the algorithm goes with."""
    assert known.public_keys is not None
    keys = _keys_of(known.public_keys)
    named = [key for kid, key in keys if kid == compact.header.get("kid")]
    fit = (key for key in named or [k for _, k in keys] if key.key_type == _KINDS[algorithm])
    return next(fit, None) or _nobodys(algorithm)


@lru_cache(maxsize=len(GOOD))
def _nobodys(algorithm: str) -> Key:
    match algorithm:
        case "ES256":
            return ECKey.generate_key("P-256")
        case "PS256":
            return RSAKey.generate_key(2048)
        case _:
            return OKPKey.generate_key("Ed25519")
