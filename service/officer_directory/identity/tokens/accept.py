"""Whether a token is let in, and who asks with it: the whole way, in the order of its costs.

Reading and the checks of the header come before any key is looked for, the signature before
the database is asked, and a proof is used up last. Whatever is wrong, the answer is None.
"""

import time
from collections.abc import Callable, Iterable, Sequence

from officer_directory.identity.requester import Requester
from officer_directory.identity.tokens.cache import VerifiedTokens
from officer_directory.identity.tokens.claims import Verified, verified
from officer_directory.identity.tokens.clients import ClientLookup, bound
from officer_directory.identity.tokens.dpop import Proofs
from officer_directory.identity.tokens.issuers import Issuer
from officer_directory.identity.tokens.refused import RefusedError


class Tokens:
    """Turns a token into its requester; thread-safe."""

    def __init__(
        self,
        issuers: Iterable[Issuer],
        lookup: ClientLookup,
        proofs: Proofs,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._issuers = {issuer.issuer: issuer for issuer in issuers}
        self._lookup = lookup
        self._proofs = proofs
        self._clock = clock
        self._kept = VerifiedTokens(clock)

    def is_at_hand(self, token: str) -> bool:
        """Whether it was verified lately: then nothing has to be waited for."""
        return self._kept.find(token) is not None

    def bearer(self, token: str) -> Requester | None:
        """Who asks with a token that is sent alone; None unless it is good so.

        Raises:
            NotAnsweredError: the database cannot be asked.
        """
        try:
            said = self._said(token)
            if said.bound_to is not None:  # without its proof it may be stolen (RFC 9449, 7.2)
                return None
            return bound(said, self._lookup(said))
        except RefusedError:
            return None

    def with_proof(
        self, token: str, proofs: Sequence[str], method: str, address: str
    ) -> Requester | None:
        """Who asks with a token that is bound to a key, and a proof of having the key.

        Raises:
            NotAnsweredError: the database cannot be asked.
        """
        try:
            said = self._said(token)
            requester = bound(said, self._lookup(said))
            self._proofs.use(proofs, token, said.bound_to, method, address)
        except RefusedError:
            return None
        return requester

    def _said(self, token: str) -> Verified:
        said = self._kept.find(token)
        if said is None:
            said = verified(token, self._issuers, self._clock())
            self._kept.keep(token, said)
        return said
