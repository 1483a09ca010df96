"""Proof that whoever sends a token has its key (RFC 9449, 4.3): good once, here and now.

A proof is a JWT that brings its public key and names the method and address it is for, the
token it goes with, when it was made, and a number that is used once.
"""

import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any, Final

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
        if thumbprint is None or len(sent) != 1:
            raise RefusedError
        claims = self._checked(sent[0], thumbprint)
        made_at, number = claims.get("iat"), claims.get("jti")
        if type(made_at) is not int or not -AHEAD_S <= self._clock() - made_at <= GOOD_FOR_S:
            raise RefusedError
        if claims.get("htm") != method or claims.get("ath") != _digest(token):
            raise RefusedError
        if (here := normal(address)) is None or normal(claims.get("htu")) != here:
            raise RefusedError
        if not isinstance(number, str) or not 0 < len(number) <= _LONGEST_ID:
            raise RefusedError
        of = sha256(f"dpop {thumbprint} {number}".encode()).digest()
        if not self._used.first(of, made_at, until=made_at + GOOD_FOR_S + AHEAD_S):
            raise RefusedError

    def _checked(self, proof: str, thumbprint: str) -> dict[str, Any]:
        compact = taken_apart(proof, longest=LONGEST_PROOF, may_hold_a_key=True)
        if compact.header.get("typ") != _TYPE:
            raise RefusedError
        self._check_key(compact, thumbprint)
        return compact.claims

    def _check_key(self, compact: Compact, thumbprint: str) -> None:
        algorithm = named_among(compact.header.get("alg"), GOOD)
        key = public_key(compact.header.get("jwk"))
        if algorithm is None or key is None or key.thumbprint() != thumbprint:
            raise RefusedError
        if not is_signed(compact.parts, algorithm, key):
            raise RefusedError


def _digest(token: str) -> str:
    return urlsafe_b64encode(sha256(token.encode()).digest()).decode()
