"""The embedded issuer: what each of its addresses answers, as plain values.

`token` and `revoke` block, so they run in a thread; what they must write is in the reply
and is written before it is sent. Its identifier is PUBLIC_URL, else the address of
`serve`: a token is good under the address it was made for and no other.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from officer_directory.identity.clients import with_secret
from officer_directory.identity.issuing.asking import (
    Headers,
    IssuerRequest,
    Once,
    Reply,
    refusal,
)
from officer_directory.identity.issuing.known_clients import METHODS, look_up_in
from officer_directory.identity.issuing.server import Server
from officer_directory.identity.issuing.signing_keys import (
    ALGORITHM,
    TOKEN_SECONDS,
    SigningKeys,
)
from officer_directory.identity.public_keys import ALGORITHMS
from officer_directory.identity.scopes import OF_TIER
from officer_directory.identity.tokens.dpop import proof_of
from officer_directory.identity.tokens.issuers import EMBEDDED, Issuer
from officer_directory.identity.tokens.refused import RefusedError
from officer_directory.identity.used_once import UsedOnce
from officer_directory.store.engines import Database, answered
from officer_directory.tiers import INSIDE

TOKEN, REVOKE, KEYS = "/oauth/token", "/oauth/revoke", "/oauth/jwks"
_log = logging.getLogger(__name__)
_GRANT = "client_credentials"


class EmbeddedIssuer:
    """Gives tokens to the clients of this directory; thread-safe."""

    def __init__(
        self, url: str, keys: SigningKeys, database: Database, pepper: bytes, used: UsedOnce
    ) -> None:
        self.url = url
        self._keys = keys
        self._used = used
        self._database, self._pepper = database, pepper
        self._server = Server(url, keys, look_up_in(database), pepper)

    def token(self, headers: Headers, form: Mapping[str, str]) -> Reply:
        """A token, or why not (RFC 6749, 4.4 and 5)."""
        request = self._request(headers, form)
        if self._shows_two_things(request) or "grant_type" not in request.form:
            return refusal("invalid_request")
        if request.form.get("resource", self.url) != self.url:
            return refusal("invalid_target")
        try:
            self._prove(request)
        except RefusedError:
            return refusal("invalid_dpop_proof")
        return self._used_up(self._server.create_token_response(request), request)

    def revoke(self, headers: Headers, form: Mapping[str, str]) -> Reply:
        """Nothing, whether there was such a token or not (RFC 7009)."""
        request = self._request(headers, form)
        if self._shows_two_things(request) or "token" not in request.form:
            return refusal("invalid_request")
        return self._used_up(self._server.create_endpoint_response("revocation", request), request)

    def client_with(self, secret: str) -> str | None:
        """The client id of whoever has this secret."""
        with answered(), self._database.reading() as connection:
            return with_secret(connection, self._pepper, secret)

    def keys(self) -> dict[str, Any]:
        """The public signing keys (RFC 7517)."""
        return self._keys.published()

    def metadata(self) -> dict[str, Any]:
        """What a client needs to know (RFC 8414, 2)."""
        return {
            "issuer": self.url,
            "token_endpoint": self.url + TOKEN,
            "revocation_endpoint": self.url + REVOKE,
            "jwks_uri": self.url + KEYS,
            "scopes_supported": scopes(),
            "response_types_supported": [],
            "grant_types_supported": [_GRANT],
            "token_endpoint_auth_methods_supported": list(METHODS),
            "token_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
            "revocation_endpoint_auth_methods_supported": list(METHODS),
            "revocation_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
            "dpop_signing_alg_values_supported": list(ALGORITHMS),
        }

    def _request(self, headers: Headers, form: Mapping[str, str]) -> IssuerRequest:
        with answered():
            return IssuerRequest(headers, form, self._database.now())

    def trusted(self) -> Issuer:
        """This issuer, as those who take its tokens look at it."""
        return Issuer(
            issuer=self.url,
            binding=EMBEDDED,
            audience=self.url,
            algorithms=(ALGORITHM,),
            client_claims=("client_id",),
            scope_claims=("scope",),
            max_age_s=TOKEN_SECONDS,
            require_dpop=False,
            keys=self._keys,
        )

    @staticmethod
    def _shows_two_things(request: IssuerRequest) -> bool:
        """More than one way of saying who it is (RFC 6749, 2.3), or one way twice."""
        named = len(request.header(b"authorization"))
        signed = "client_assertion" in request.form or "client_assertion_type" in request.form
        return named + signed + ("client_secret" in request.form) > 1

    def _prove(self, request: IssuerRequest) -> None:
        """Take down the key that the token is to be bound to, where a proof came (RFC 9449, 5)."""
        given = request.header(b"dpop")
        if given:
            proof = proof_of(given, "POST", self.url + TOKEN, request.now)
            request.jkt = proof.thumbprint
            request.once.append(Once(proof.once, proof.made_at, proof.until))

    def _used_up(self, reply: Reply, request: IssuerRequest) -> Reply:
        """The reply with what it writes, once what it takes is used up.

        Nothing is used up, or written, for whoever was not authenticated.
        """
        if request.client is None:
            return reply
        for one in request.once:
            if not self._used.first(one.digest, one.made_at, until=one.until):
                signed = "client_assertion" in request.form
                if signed:
                    _log.warning("a client assertion was refused: jti: used before, or its proof")
                return refusal("invalid_client" if signed else "invalid_dpop_proof")
        return replace(reply, writes=request.writes or None)


def scopes() -> list[str]:
    """Every scope that some client can have."""
    return sorted(set().union(*(OF_TIER[tier] for tier in INSIDE)))
