"""The keys of an issuer, kept for a while and asked for again sparingly.

A set is renewed when it is ten minutes old, and when a token names a key that is not in it,
but never twice within half a minute and by one thread at a time. Where the issuer cannot be
reached, the last set is used until it is an hour old; then this issuer, and no other, is
closed. Ages are of a monotonic clock, so that no jump of the time of day keeps a key.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final

from joserfc.jwk import Key

from officer_directory.identity.tokens.algorithms import public_key
from officer_directory.strict_json import strict_json

RENEW_AFTER_S: Final = 600
AGAIN_AFTER_S: Final = 30
GOOD_FOR_S: Final = 3_600
_PATIENCE_S = 1.0  # for the thread that is asking already
_MOST_KEYS = 100
_LONGEST_KID = 256

_log = logging.getLogger(__name__)

Source = Callable[[], bytes]
"""Gets the bytes of a JWK Set; raises OSError where it cannot."""


def key_set(content: bytes) -> dict[str, Key]:
    """The keys of a JWK Set (RFC 7517, 5) that can verify for us, by their id.

    A key that is private, symmetric or of a kind not used here is passed over; of keys
    that share an id none is taken, because nobody can say which was meant.

    Raises:
        ValueError: it is not a JWK Set.
    """
    read = strict_json(content)
    listed = read.get("keys") if isinstance(read, dict) else None
    if not isinstance(listed, list) or len(listed) > _MOST_KEYS:
        raise ValueError("not a JWK Set")
    usable = [(_kid(jwk), public_key(jwk)) for jwk in listed]
    times = Counter(kid for kid, key in usable if key is not None)
    return {kid: key for kid, key in usable if key is not None and kid and times[kid] == 1}


def _kid(jwk: Any) -> str:
    kid = jwk.get("kid") if isinstance(jwk, dict) else None
    return kid if isinstance(kid, str) and len(kid) <= _LONGEST_KID else ""


class KeptKeys:
    """The keys of one issuer from one source; thread-safe."""

    def __init__(
        self, issuer: str, source: Source, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._issuer = issuer
        self._source = source
        self._clock = clock
        self._asking = threading.Lock()
        self._keys: Mapping[str, Key] = {}
        self._renewed_at = self._asked_at = float("-inf")

    def key(self, kid: str) -> Key | None:
        """The key with an id, after asking the source again where that is due."""
        if self._is_due(kid):
            self._renew(kid)
        if self._clock() - self._renewed_at > GOOD_FOR_S:
            return None
        return self._keys.get(kid)

    def _is_due(self, kid: str) -> bool:
        now = self._clock()
        wanted = kid not in self._keys or now - self._renewed_at > RENEW_AFTER_S
        return wanted and now - self._asked_at >= AGAIN_AFTER_S

    def _renew(self, kid: str) -> None:
        patience = 0.0 if kid in self._keys else _PATIENCE_S
        if not self._asking.acquire(timeout=patience):
            return
        try:
            if self._is_due(kid):
                self._ask()
        finally:
            self._asking.release()

    def _ask(self) -> None:
        try:
            self._keys = key_set(self._source())
            self._renewed_at = self._clock()
        except (OSError, ValueError) as error:
            _log.warning("the keys of %s cannot be read: %s", self._issuer, type(error).__name__)
        finally:
            self._asked_at = self._clock()
