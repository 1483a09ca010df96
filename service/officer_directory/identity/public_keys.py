"""The public keys of a client that signs its assertions (`private_key_jwt`).

Kept as a JWK Set (RFC 7517) with a `kid` for each key, of the kinds of key that there are
here for any signature; never a private one.
"""

import json
from typing import Any, Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from officer_directory.errors import RefusedByRuleError
from officer_directory.identity.tokens.algorithms import GOOD, public_key

ALGORITHMS: Final = (*GOOD, "Ed25519")
"""Of assertions and proofs, under every name that they have."""

_MOST_KEYS = 8
_LONGEST_FILE = 32_768
_LONGEST_ID = 255


def key_set(text: str) -> str:
    """A file's public keys, PEM, JWK or JWK Set, as the JSON of a JWK Set.

    Raises:
        RefusedByRuleError: it holds no key that can be used, or a private one.
    """
    try:
        if len(text) > _LONGEST_FILE:
            raise ValueError("too long")
        given = [_from_pem(text)] if "-----BEGIN" in text else _from_json(json.loads(text))
    except (ValueError, TypeError, AttributeError, JoseError) as error:
        raise RefusedByRuleError("The public key cannot be read: give PEM or JSON.") from error
    if any(isinstance(jwk, dict) and "d" in jwk for jwk in given):
        raise RefusedByRuleError("This is a private key: keep it, and give the public one alone.")
    kept = {}
    for jwk in given:
        key = public_key(jwk)
        if key is None:
            raise RefusedByRuleError(
                "A public key is for P-256, Ed25519, or RSA of 2048 to 4096 bits."
            )
        kid = str(jwk.get("kid") or key.thumbprint())[:_LONGEST_ID]
        kept[kid] = {**key.as_dict(private=False), "kid": kid}
    if not 0 < len(given) <= _MOST_KEYS or len(kept) != len(given):
        raise RefusedByRuleError("A client has 1 to 8 public keys with different ids.")
    return json.dumps({"keys": [*kept.values()]})


def stored_keys(text: str) -> list[tuple[str, Key]]:
    """Id and key of each, as they were stored by `key_set`."""
    found = [(jwk["kid"], public_key(jwk)) for jwk in json.loads(text)["keys"]]
    return [(kid, key) for kid, key in found if key is not None]


def _from_json(given: Any) -> list[Any]:
    return list(given.get("keys", [given]))


def _from_pem(text: str) -> dict[str, Any]:
    if "PRIVATE" in text:
        return {"d": ""}
    public = serialization.load_pem_public_key(text.encode())
    if isinstance(public, RSAPublicKey):
        found: Key = RSAKey.import_key(text)
    elif isinstance(public, EllipticCurvePublicKey):
        found = ECKey.import_key(text)
    else:
        found = OKPKey.import_key(text)
    return dict(found.as_dict(private=False))
