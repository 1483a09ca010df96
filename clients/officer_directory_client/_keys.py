"""Private keys, in whatever form an agency keeps them."""

import json
from contextlib import suppress
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey

PrivateKey = ECKey | OKPKey | RSAKey


def import_key(given: Any) -> PrivateKey:
    """A private key from PEM, a JWK as JSON or a dictionary, or as it is.

    Raises:
        ValueError: it is none, or only the public half; what was given is not repeated.
    """
    key = given if isinstance(given, ECKey | OKPKey | RSAKey) else _read(given)
    if key is None or not key.is_private:
        raise ValueError("That is no private key: give PEM or a JWK of P-256, Ed25519 or RSA.")
    return key


def _read(given: Any) -> PrivateKey | None:
    try:
        if isinstance(given, str | bytes):
            text = given.decode() if isinstance(given, bytes) else given
            return _of_pem(text) if not text.lstrip().startswith("{") else _read(json.loads(text))
        key = JWKRegistry.import_key(given)
    except (ValueError, TypeError, AttributeError, LookupError, JoseError):
        return None
    return key if isinstance(key, ECKey | OKPKey | RSAKey) else None


def _of_pem(text: str) -> PrivateKey | None:
    for kind in (ECKey, OKPKey, RSAKey):
        with suppress(ValueError, TypeError, JoseError):
            return kind.import_key(text)
    return None
