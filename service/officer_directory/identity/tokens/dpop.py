"""Proof that whoever sends a token has its key (RFC 9449, 4.3): good once, here and now.

A proof is a JWT that brings its public key and names the method and address it is for, the
token it goes with, when it was made, and a number that is used once.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from joserfc.util import urlsafe_b64encode

from officer_directory.identity.tokens.address import normal
from officer_directory.identity.tokens.algorithms import GOOD, is_signed, named_among, public_key
from officer_directory.identity.tokens.claims import AHEAD_S
from officer_directory.identity.tokens.compact import Compact, taken_apart
from officer_directory.identity.tokens.refused import RefusedError
from officer_directory.identity.used_once import UsedOnce

LONGEST_PROOF: Final = 4_096
GOOD_FOR_S: Final = 60
_LONGEST_ID = 256
_TYPE = "dpop+jwt"


@dataclass(frozen=True, slots=True)
class Proof:
    """Whose key it was (RFC 7638), and what may be used once, from when to when."""

    thumbprint: str
    once: bytes
    made_at: int
    until: int


class Proofs:
    """Checks proofs, and remembers those that were used for as long as they could be again."""

    def __init__(self, used: UsedOnce, clock: Callable[[], float] = time.time) -> None:
        self._used = used
        self._clock = clock

    def use(
        self, sent: Sequence[str], token: str, thumbprint: str | None, method: str, address: str
    ) -> None:
        """Use up the one proof that was sent with a token.

        Raises:
            RefusedError: there is not exactly one, the token is bound to no key or another,
                or the proof is not of this request, this token and this minute, or was used.
        """
        if thumbprint is None:
            raise RefusedError
        found = proof_of(sent, method, address, self._clock(), token)
        if found.thumbprint != thumbprint:
            raise RefusedError
        if not self._used.first(found.once, found.made_at, until=found.until):
            raise RefusedError


def proof_of(
    sent: Sequence[str], method: str, address: str, now: float, token: str | None = None
) -> Proof:
    """What the one proof that was sent shows; it is for the caller to use it up.

    Raises:
        RefusedError: there is not exactly one, or it is not of this request, this token
            (where there is one yet) and this minute.
    """
    if len(sent) != 1:
        raise RefusedError
    compact = taken_apart(sent[0], longest=LONGEST_PROOF, may_hold_a_key=True)
    thumbprint, claims = _thumbprint(compact), compact.claims
    made_at, number = claims.get("iat"), claims.get("jti")
    if type(made_at) is not int or not -AHEAD_S <= now - made_at <= GOOD_FOR_S:
        raise RefusedError
    if claims.get("htm") != method or (token is not None and claims.get("ath") != _digest(token)):
        raise RefusedError
    if (here := normal(address)) is None or normal(claims.get("htu")) != here:
        raise RefusedError
    if not isinstance(number, str) or not 0 < len(number) <= _LONGEST_ID:
        raise RefusedError
    once = sha256(f"dpop {thumbprint} {number}".encode()).digest()
    return Proof(thumbprint, once, made_at, made_at + GOOD_FOR_S + AHEAD_S)


def _thumbprint(compact: Compact) -> str:
    """Of the key that the proof brings, and is signed with."""
    algorithm = named_among(compact.header.get("alg"), GOOD)
    key = public_key(compact.header.get("jwk"))
    if compact.header.get("typ") != _TYPE or algorithm is None or key is None:
        raise RefusedError
    if not is_signed(compact.parts, algorithm, key):
        raise RefusedError
    return str(key.thumbprint())


def _digest(token: str) -> str:
    return urlsafe_b64encode(sha256(token.encode()).digest()).decode()
