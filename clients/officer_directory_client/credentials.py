"""Who asks: nobody, the holder of a key, or an OAuth client. None of them shows its secret."""

import secrets
from dataclasses import dataclass, field
from time import time
from typing import Any, Protocol

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc.jwk import ECKey, OKPKey, RSAKey

from officer_directory_client._dpop import DpopKey
from officer_directory_client._keys import import_key

_ASSERTION_S = 60


def check_key(key: str) -> str:
    """An API key as it goes into a header.

    Raises:
        ValueError: it has characters that no key has.
    """
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        raise ValueError("That is no API key: it is one word of letters, digits and marks.")
    return key


class Credential(Protocol):
    """An OAuth client: how it shows who it is to its issuer.

    `issuer` is the identifier of an issuer other than the directory's own.
    """

    @property
    def client_id(self) -> str:
        """The name it was bound under."""

    @property
    def issuer(self) -> str | None:
        """Where its tokens come from, if not from the directory."""

    @property
    def dpop(self) -> DpopKey | None:
        """The key its tokens are bound to."""

    def client_auth(self, audience: str) -> Any:
        """Authlib's authentication of this client, to an issuer by its identifier."""


@dataclass(frozen=True, slots=True)
class ClientSecret:
    """A client with a secret (`client_secret_basic`, RFC 6749, 2.3.1).

    With `dpop` its tokens are bound to a key (RFC 9449); `issuer` is the identifier of your
    own identity provider, if the token comes from there.
    """

    client_id: str
    secret: str = field(repr=False)
    dpop: DpopKey | None = field(default=None, kw_only=True)
    issuer: str | None = field(default=None, kw_only=True)

    def client_auth(self, audience: str) -> Any:  # noqa: ARG002
        """Its id and secret, as HTTP Basic."""
        return ClientAuth(self.client_id, self.secret, "client_secret_basic")


@dataclass(frozen=True, slots=True)
class PrivateKeyJwt:
    """A client that signs (`private_key_jwt`, RFC 7523): nothing that is sent can be reused.

    `key` is PEM, a JWK as JSON or as a dictionary, or a key of joserfc: P-256, Ed25519 or RSA.
    """

    client_id: str
    key: Any = field(repr=False)
    dpop: DpopKey | None = field(default=None, kw_only=True)
    issuer: str | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", import_key(self.key))

    def client_auth(self, audience: str) -> Any:
        """An assertion of a minute, for this issuer alone, good once."""
        key: ECKey | OKPKey | RSAKey = self.key
        signed = _Assertion(audience, _alg(key), {"kid": key.kid} if key.kid else None)
        return ClientAuth(self.client_id, key, signed)


class _Assertion(PrivateKeyJWT):  # type: ignore[misc]
    """Authlib's, for a minute instead of an hour."""

    def __init__(self, audience: str, alg: str, header: dict[str, str] | None) -> None:
        super().__init__(audience, headers=header, alg=alg)

    def sign(self, auth: Any, token_endpoint: str) -> Any:
        """A new assertion."""
        self.claims = {"jti": secrets.token_urlsafe(24), "exp": int(time()) + _ASSERTION_S}
        return super().sign(auth, token_endpoint)


def _alg(key: ECKey | OKPKey | RSAKey) -> str:
    return {"EC": "ES256", "OKP": "EdDSA", "RSA": "PS256"}[key.key_type]
