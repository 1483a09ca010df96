"""What a token says, checked (RFC 9068, 4; RFC 8725): all of it, or the token is refused.

Nothing is converted: a number is a whole number, a text is a text, and what is of another
type makes the token bad. Which issuer's rules hold is decided by `iss` alone, exactly; the
algorithm, the type and the audience are then that issuer's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from officer_directory.identity.tokens.algorithms import is_signed, named_among
from officer_directory.identity.tokens.compact import Compact, taken_apart
from officer_directory.identity.tokens.issuers import EMBEDDED, PLAIN_JWT, Issuer
from officer_directory.identity.tokens.refused import RefusedError

LONGEST_TOKEN: Final = 8_192
AHEAD_S: Final = 10
"""How far ahead of ours an issuer's clock may be (FAPI 2.0 Security Profile, 5.3.2.1)."""

_LONGEST_TEXT = 512
_OF_AN_ID_TOKEN = ("nonce", "at_hash", "c_hash", "s_hash")
_ACCESS_TOKENS = ("Bearer", "DPoP")  # Keycloak's claim `typ`; others are ID, Refresh, Logout


@dataclass(frozen=True, slots=True)
class Verified:
    """What a good token says; instants are epoch seconds.

    `scopes` are the lists of scopes it has, each of which narrows. `bound_to` is the
    thumbprint of the key whose proof must come with it (RFC 9449, 6.1).
    """

    binding: str
    client_id: str
    subject: str
    scopes: tuple[frozenset[str], ...]
    issued_at: int
    expires_at: int
    token_id: str | None
    bound_to: str | None
    must_be_bound: bool


def verified(token: str, issuers: Mapping[str, Issuer], now: float) -> Verified:
    """What a token says, once every check has passed.

    Raises:
        RefusedError: one has not.
    """
    compact = taken_apart(token, longest=LONGEST_TOKEN)
    issuer = issuers.get(_text(compact.claims.get("iss")))
    if issuer is None:
        raise RefusedError
    _check_signature(compact, issuer)
    said = _said(compact.claims, issuer)
    _check_times(compact.claims, said, issuer, now)
    if _type(compact) == PLAIN_JWT.lower():
        _refuse_id_token(compact.claims, said)
    return said


def _check_signature(compact: Compact, issuer: Issuer) -> None:
    header = compact.header
    algorithm = named_among(header.get("alg"), issuer.algorithms)
    if algorithm is None or _type(compact) not in (t.lower() for t in issuer.token_types):
        raise RefusedError
    key = issuer.keys.key(_text(header.get("kid")))
    if key is None or not is_signed(compact.parts, algorithm, key):
        raise RefusedError


def _type(compact: Compact) -> str:
    """The media type, in lower case and without `application/` (RFC 7515, 4.1.9)."""
    return _text(compact.header.get("typ")).lower().removeprefix("application/")


def _said(claims: dict[str, Any], issuer: Issuer) -> Verified:
    if issuer.audience not in _texts(claims.get("aud")):
        raise RefusedError
    named = [claims[name] for name in issuer.client_claims if name in claims]
    scopes = [claims[name] for name in issuer.scope_claims if name in claims]
    embedded = issuer.binding == EMBEDDED
    return Verified(
        binding=issuer.binding,
        client_id=_text(named[0] if named else None),
        subject=_text(claims.get("sub")),
        scopes=tuple(frozenset(_texts(s.split() if isinstance(s, str) else s)) for s in scopes),
        issued_at=_instant(claims.get("iat")),
        expires_at=_instant(claims.get("exp")),
        token_id=_text(claims.get("jti")) if embedded or "jti" in claims else None,
        bound_to=_thumbprint(claims["cnf"]) if "cnf" in claims else None,
        must_be_bound=issuer.require_dpop,
    )


def _check_times(claims: dict[str, Any], said: Verified, issuer: Issuer, now: float) -> None:
    starts = _instant(claims["nbf"]) if "nbf" in claims else said.issued_at
    if max(said.issued_at, starts) > now + AHEAD_S or said.expires_at <= now:
        raise RefusedError
    if said.expires_at - said.issued_at > issuer.max_age_s:  # so none that is good is older
        raise RefusedError


def _refuse_id_token(claims: dict[str, Any], said: Verified) -> None:
    """Where an issuer calls every token a JWT: an ID token is for the client itself.

    Its client is in its audience (OpenID Connect Core, 2), it has no scope, and it may have
    claims that no access token has.
    """
    if said.client_id in _texts(claims.get("aud")) or not said.scopes:
        raise RefusedError
    if any(name in claims for name in _OF_AN_ID_TOKEN):
        raise RefusedError
    if claims.get("typ", _ACCESS_TOKENS[0]) not in _ACCESS_TOKENS:
        raise RefusedError


def _thumbprint(cnf: Any) -> str:
    """The key a token is bound to; a binding of another kind cannot be checked here."""
    if not isinstance(cnf, dict) or set(cnf) != {"jkt"}:
        raise RefusedError
    return _text(cnf["jkt"])


def _text(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_TEXT or "\x00" in value:
        raise RefusedError  # PostgreSQL cannot be asked about a NUL
    return value


def _texts(value: Any) -> Iterable[str]:
    """One text, or a list of them."""
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list):
        raise RefusedError
    return [_text(v) for v in values]


def _instant(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise RefusedError
    return value
