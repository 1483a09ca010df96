"""Signing in to a running directory as a program does: secrets, assertions, proofs."""

import base64
import hashlib
import json
import time
import uuid
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey
from joserfc.jws import JWSRegistry

from officer_directory.identity import clients
from officer_directory.identity.clients import Added, Wanted
from officer_directory.key_files import open_keys
from officer_directory.settings import Settings
from officer_directory.store.engines import Database

ISSUER = "http://127.0.0.1:8000"
TOKEN = f"{ISSUER}/oauth/token"
ASSERTED = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
GRANT = {"grant_type": "client_credentials"}


def bind(settings: Settings, tier: str = "auditor", label: str = "A client", **more: Any) -> Added:
    """Bind a client in the database of some settings."""
    database, pepper = Database(settings), open_keys(settings.prepare_data()).pepper
    try:
        with database.transaction() as connection:
            wanted = Wanted(tier, label, **more)
            return clients.add(connection, pepper, wanted, now=database.now())
    finally:
        database.close()


def basic(client_id: str, secret: str | None) -> dict[str, str]:
    encoded = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    return {"Authorization": f"Basic {encoded}"}


def signing_key(kind: type = ECKey, size: Any = "P-256") -> Any:
    return kind.generate_key(size, auto_kid=True)


def registry(alg: str) -> Any:
    """What signs with an algorithm that is used here, and with one that must be refused."""
    return _Quiet(algorithms=[alg], strict_check_header=False)


class _Quiet(JWSRegistry):
    """joserfc's registry without its warning of the older name of Ed25519."""

    max_header_length = 4096

    def get_alg(self, name: str) -> Any:
        return self.algorithms[name]


def public_jwk(key: Any) -> str:
    return json.dumps(key.as_dict(private=False))


def assertion(
    client_id: str, key: Any, alg: str = "ES256", header: Any = (), **changed: Any
) -> dict[str, str]:
    """The form fields of an assertion (RFC 7523); a claim changed to None is left out."""
    now = int(time.time())
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": ISSUER,
        "iat": now,
        "exp": now + 60,
        "jti": str(uuid.uuid4()),
    }
    claims = {k: v for k, v in {**claims, **changed}.items() if v is not None}
    signed = jwt.encode({"alg": alg, **dict(header)}, claims, key, registry=registry(alg))
    return {"client_assertion_type": ASSERTED, "client_assertion": signed}


def proof(
    key: Any,
    method: str = "POST",
    address: str = TOKEN,
    *,
    token: str | None = None,
    header: Any = (),
    **changed: Any,
) -> dict[str, str]:
    """The DPoP header of a request (RFC 9449)."""
    claims: dict[str, Any] = {
        "htm": method,
        "htu": address,
        "iat": int(time.time()),
        "jti": str(uuid.uuid4()),
    }
    if token is not None:
        hashed = hashlib.sha256(token.encode()).digest()
        claims["ath"] = base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
    head = {"typ": "dpop+jwt", "alg": "ES256", "jwk": key.as_dict(private=False), **dict(header)}
    return {"DPoP": jwt.encode(head, {**claims, **changed}, key, registry=registry(head["alg"]))}
