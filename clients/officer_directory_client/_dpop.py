"""Proofs that a request is made by whoever holds a key (RFC 9449)."""

import hashlib
import json
import secrets
import time
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from joserfc import jws
from joserfc.jwk import ECKey

from officer_directory_client._keys import import_key


class DpopKey:
    """A key (P-256) that tokens are bound to: a stolen token is of no use without it.

    Without an argument a new one is made, and lives as long as this object.

    >>> DpopKey()
    DpopKey(P-256)
    """

    def __init__(self, key: Any = None) -> None:
        found = ECKey.generate_key("P-256") if key is None else import_key(key)
        if not isinstance(found, ECKey) or found.curve_name != "P-256":
            raise ValueError("A DPoP key is one of P-256.")
        self._key = found

    def __repr__(self) -> str:
        return "DpopKey(P-256)"

    def proof(
        self, method: str, url: str, token: str | None = None, nonce: str | None = None
    ) -> str:
        """A proof for one request, to be sent once as the header `DPoP`."""
        claims: dict[str, Any] = {
            "htm": method,
            "htu": urlunsplit((*urlsplit(url)[:3], "", "")),
            "iat": int(time.time()),
            "jti": secrets.token_urlsafe(18),
        }
        if token is not None:
            digest = hashlib.sha256(token.encode()).digest()
            claims["ath"] = urlsafe_b64encode(digest).rstrip(b"=").decode()
        if nonce is not None:
            claims["nonce"] = nonce
        public = self._key.as_dict(private=False)
        jwk = {name: public[name] for name in ("kty", "crv", "x", "y")}
        header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk}
        return jws.serialize_compact(header, json.dumps(claims), self._key, algorithms=["ES256"])
