"""The signature algorithms there are here, and the one public key each goes with.

ES256, PS256 and EdDSA (FAPI 2.0 Security Profile, 5.4.1); Ed25519 is the name that RFC 9864
gives to EdDSA on that curve. RS256 is known and on no default list: an issuer's entry has to
name it. There is no symmetric algorithm, so no public key can be taken for a secret.
"""

from collections.abc import Collection
from typing import Any, Final

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from joserfc.jws import CompactSignature, JWSRegistry, validate_compact
from joserfc.util import urlsafe_b64decode

GOOD: Final = ("ES256", "PS256", "EdDSA")
ALLOWED: Final = (*GOOD, "RS256")
_KINDS: Final[dict[str, type[Key]]] = {"EC": ECKey, "RSA": RSAKey, "OKP": OKPKey}
_CURVES: Final = {"EC": "P-256", "OKP": "Ed25519"}
_MEMBERS: Final = {"EC": ("crv", "x", "y"), "OKP": ("crv", "x"), "RSA": ("n", "e")}
_FOR: Final = {"EC": ("ES256",), "OKP": ("EdDSA",), "RSA": ("PS256", "RS256")}
_PRIVATE: Final = frozenset(("d", "p", "q", "dp", "dq", "qi", "oth", "k"))
_EXPONENT: Final = "AQAB"  # 65537; a longer one makes verifying slow
_LEAST_BITS, _MOST_BITS = 2048, 4096


class _Registry(JWSRegistry):
    """joserfc's registry, without its limit of 512 bytes for a header: a proof holds a key."""

    max_header_length = 4096

    def get_alg(self, name: str) -> Any:
        return super().get_alg("Ed25519" if name == "EdDSA" else name)


_registry = _Registry(algorithms=("ES256", "PS256", "RS256", "Ed25519"), strict_check_header=False)


def one_name(algorithm: object) -> object:
    """EdDSA for Ed25519, anything else as it is."""
    return "EdDSA" if algorithm == "Ed25519" else algorithm


def public_key(jwk: object) -> Key | None:
    """A public key that can verify one of our algorithms; None for anything else.

    Private and symmetric keys, other curves and sizes, and keys that are not for verifying
    signatures (RFC 7517, 4.2 to 4.4) are none.
    """
    if not isinstance(jwk, dict) or not _PRIVATE.isdisjoint(jwk):
        return None
    kind = jwk.get("kty")
    if not isinstance(kind, str) or kind not in _KINDS or not _is_for_verifying(jwk, kind):
        return None
    if jwk.get("crv") != _CURVES.get(kind) or (kind == "RSA" and jwk.get("e") != _EXPONENT):
        return None
    members: dict[str, Any] = {name: jwk.get(name) for name in _MEMBERS[kind]}
    if not all(isinstance(value, str) for value in members.values()):
        return None
    if "alg" in jwk:
        members["alg"] = one_name(jwk["alg"])
    try:
        if kind == "RSA" and not _has_good_size(members["n"]):
            return None
        return _KINDS[kind].import_key({"kty": kind, **members})
    except (JoseError, ValueError):  # not a point of the curve, not base64
        return None


def _is_for_verifying(jwk: dict[str, Any], kind: str) -> bool:
    if jwk.get("use", "sig") != "sig" or one_name(jwk.get("alg", _FOR[kind][0])) not in _FOR[kind]:
        return False
    operations = jwk.get("key_ops", ["verify"])
    return isinstance(operations, list) and "verify" in operations


def _has_good_size(modulus: str) -> bool:
    bits = int.from_bytes(urlsafe_b64decode(modulus.encode())).bit_length()
    return _LEAST_BITS <= bits <= _MOST_BITS


def is_signed(parts: tuple[bytes, bytes, bytes], algorithm: str, key: Key) -> bool:
    """Whether the three parts of a compact JWS are signed so, with this key."""
    header, payload, signature = parts
    signed = CompactSignature({"alg": algorithm}, b"")
    signed.segments.update({"header": header, "payload": payload, "signature": signature})
    try:
        key.check_alg(algorithm)
        return validate_compact(signed, key, registry=_registry)
    except (JoseError, ValueError):  # a key of another kind, not base64
        return False


def named_among(algorithm: object, allowed: Collection[str]) -> str | None:
    """The one name of an algorithm, where it is allowed."""
    name = one_name(algorithm)
    return name if isinstance(name, str) and name in allowed else None
