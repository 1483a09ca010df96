"""An issuer of our own making: it signs whatever it is told to, good or not."""

import hmac
import json
import time
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import uuid4

from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64encode

ISSUER = "https://login.fernhollow.example/tenant"
AUDIENCE = "https://directory.fernhollow.example"
CLIENT = "payroll"
HERE = "http://127.0.0.1/v1/me"

EC = ECKey.generate_key("P-256", {"kid": "ec"})
RSA = RSAKey.generate_key(2048, {"kid": "rsa"})
ED = OKPKey.generate_key("Ed25519", {"kid": "ed"})
STRANGER = ECKey.generate_key("P-256", {"kid": "ec"})
P384 = ECKey.generate_key("P-384", {"kid": "p384"})
HOLDER = ECKey.generate_key("P-256")
KEYS = (EC, RSA, ED)
MISSING = object()


def jwks(*keys: Any) -> bytes:
    """A JWK Set of the public halves of keys, or of JWKs as they are."""
    listed = [key if isinstance(key, dict | str) else key.as_dict(private=False) for key in keys]
    return json.dumps({"keys": listed}).encode()


def part(value: Any) -> bytes:
    """One part of a token: bytes as they are, anything else as JSON."""
    return urlsafe_b64encode(value if isinstance(value, bytes) else json.dumps(value).encode())


def signed(header: Any, payload: Any, key: Key | None, algorithm: str = "ES256") -> str:
    """A compact JWS, signed with an algorithm whatever its header says."""
    over = part(header) + b"." + part(payload)
    name = "Ed25519" if algorithm == "EdDSA" else algorithm
    signature = b"" if key is None else JWSRegistry.algorithms[name].sign(over, key)
    return (over + b"." + urlsafe_b64encode(signature)).decode()


def header(**changes: Any) -> dict[str, Any]:
    return without_missing({"alg": "ES256", "typ": "at+jwt", "kid": "ec"} | changes)


def claims(**changes: Any) -> dict[str, Any]:
    """The claims of a good access token (RFC 9068, 2.2), changed; MISSING leaves one out."""
    now = int(time.time())
    good = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": CLIENT,
        "client_id": CLIENT,
        "iat": now - 5,
        "exp": now + 300,
        "jti": str(uuid4()),
    }
    return without_missing(good | changes)


def without_missing(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not MISSING}


def token(
    head: dict[str, Any] | None = None, key: Key = EC, algorithm: str = "ES256", **changes: Any
) -> str:
    """A good token, but for the changes."""
    return signed(header(**head or {}), claims(**changes), key, algorithm)


def thumbprint(key: Key) -> str:
    return key.thumbprint()


@dataclass
class Proof:
    """A good proof for a token, but for the changes."""

    of: str
    key: Key = field(default_factory=lambda: HOLDER)
    algorithm: str = "ES256"
    head: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        jwk = self.key.as_dict(private=False)
        head = {"typ": "dpop+jwt", "alg": self.algorithm, "jwk": jwk} | self.head
        body = {
            "htm": "GET",
            "htu": HERE,
            "iat": int(time.time()),
            "jti": str(uuid4()),
            "ath": urlsafe_b64encode(sha256(self.of.encode()).digest()).decode(),
        } | self.body
        return signed(without_missing(head), without_missing(body), self.key, self.algorithm)


def bound_token(**changes: Any) -> str:
    """A token that is bound to the key of HOLDER."""
    return token(cnf={"jkt": thumbprint(HOLDER)}, **changes)


def with_the_public_key_as_secret() -> str:
    """Signed with HMAC under what everybody knows (RFC 8725, 2.1)."""
    over = part(header(alg="HS256")) + b"." + part(claims())
    return (over + b"." + urlsafe_b64encode(hmac.digest(EC.as_pem(), over, "sha256"))).decode()
