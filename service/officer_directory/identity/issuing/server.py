"""Authlib's authorization server with what is ours: clients, tokens, and constant words.

Nothing is written here: what must be is in the request's `writes`, and `Reply.writes`
hands it to whoever answers. State is in the request alone, so any thread may serve.
"""

import secrets
from typing import Any

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AuthorizationServer, InvalidClientError, InvalidScopeError
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant
from authlib.oauth2.rfc7009 import RevocationEndpoint
from joserfc import jwt
from joserfc.errors import JoseError

from officer_directory.identity.issuing.asking import NOT_KEPT, IssuerRequest, Reply, refusal
from officer_directory.identity.issuing.authentication import SecretBasic, SignedAssertion
from officer_directory.identity.issuing.known_clients import BASIC, METHODS, SIGNED, LookUp
from officer_directory.identity.issuing.signing_keys import (
    ALGORITHM,
    TOKEN_SECONDS,
    SigningKeys,
)

Token = dict[str, str | int]


class Server(AuthorizationServer):  # type: ignore[misc]  # Authlib has no types
    """Client credentials and revocation for the embedded issuer of this URL."""

    def __init__(self, issuer: str, keys: SigningKeys, look_up: LookUp, pepper: bytes) -> None:
        super().__init__()
        self.issuer = issuer
        self.keys = keys
        self.query_client = look_up
        self.register_client_auth_method(BASIC, SecretBasic(pepper))
        self.register_client_auth_method(SIGNED, SignedAssertion(issuer))
        self.register_grant(_Grant)
        self.register_endpoint(_Revocation)

    def create_oauth2_request(self, request: IssuerRequest) -> IssuerRequest:
        return request

    def save_token(self, token: Token, request: IssuerRequest) -> None:
        """Nothing: the grant has put the token's row among the request's writes."""

    def send_signal(self, _name: str, *_arguments: Any, **_named: Any) -> None:
        """Nobody listens."""

    def handle_response(self, status: int, body: Any, _headers: Any) -> Reply:
        return Reply(status, body, NOT_KEPT)

    def handle_error_response(self, _request: IssuerRequest, error: Any) -> Reply:
        return refusal(error.error)

    def authenticate_client(self, request: IssuerRequest, methods: Any, endpoint: str = "") -> Any:
        client = super().authenticate_client(request, methods, endpoint or "token")
        claimed = request.form.get("client_id", client.client_id)
        if claimed != client.client_id:
            raise InvalidClientError(status_code=401)
        return client


class _Grant(ClientCredentialsGrant):  # type: ignore[misc]  # Authlib has no types
    """A token of five minutes, for a client that has shown who it is (RFC 9068)."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def validate_token_request(self) -> None:
        super().validate_token_request()
        if self.client.require_dpop and self.request.jkt is None:
            raise OAuth2Error(error="invalid_dpop_proof")

    def validate_requested_scope(self) -> None:
        if not set((self.request.payload.scope or "").split()) <= self.client.scopes:
            raise InvalidScopeError

    def generate_token(self, scope: str | None = None, **_given: Any) -> Token:
        request: IssuerRequest = self.request
        client, issuer, key = self.client, self.server.issuer, self.server.keys.signing
        jti, now = secrets.token_urlsafe(24), request.now
        granted = " ".join(sorted(set((scope or "").split()) or client.scopes))
        claims: dict[str, Any] = {
            "iss": issuer,
            "sub": client.client_id,
            "aud": issuer,
            "client_id": client.client_id,
            "jti": jti,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "scope": granted,
        }
        if request.jkt is not None:
            claims["cnf"] = {"jkt": request.jkt}  # RFC 9449, 6.1
        row = {"jti": jti, "client": client.row_id, "issued_at": now, "expires_at": claims["exp"]}
        request.writes["token"] = row
        header = {"alg": ALGORITHM, "typ": "at+jwt", "kid": key.kid}
        return {
            "access_token": jwt.encode(header, claims, key, algorithms=[ALGORITHM]),
            "token_type": "Bearer" if request.jkt is None else "DPoP",
            "expires_in": TOKEN_SECONDS,
            "scope": granted,
        }


class _Revocation(RevocationEndpoint):  # type: ignore[misc]  # Authlib has no types
    """RFC 7009: a client ends its own tokens; of any other the answer tells nothing."""

    CLIENT_AUTH_METHODS = METHODS

    def create_endpoint_request(self, request: IssuerRequest) -> IssuerRequest:
        return request

    def authenticate_token(self, request: IssuerRequest, client: Any) -> str | None:
        """The `jti` of a token of this client; None for anything else."""
        try:
            token = jwt.decode(request.form["token"], self._key, algorithms=[ALGORITHM])
            own = token.claims["client_id"] == client.client_id
            return str(token.claims["jti"]) if own else None
        except (JoseError, ValueError, TypeError, KeyError):
            return None

    def revoke_token(self, token: str, request: IssuerRequest) -> None:
        request.writes["revoked"] = token

    def _key(self, token: Any) -> Any:
        key = self.server.keys.key(str(token.headers().get("kid")))
        if key is None:
            raise ValueError("another's key")
        return key
