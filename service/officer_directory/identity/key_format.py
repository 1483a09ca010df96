"""The form of an API key: what scanners can find, and refuse offline, without any secret.

    odpub_ KKKKKKKKKKKK SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSS CCCCCC
    prefix key id (12)  secret (43, 256 bits)                       CRC-32 (6)

without the spaces, each part in base 62 after the prefix. Length, charset and checksum are
looked at in this order, before any look-up.
"""

import secrets
import string
import zlib
from dataclasses import dataclass

from officer_directory.tiers import Tier

PREFIXES = {
    Tier.PUBLIC: "odpub_",
    Tier.PRESS: "odprs_",
    Tier.HR: "odhrs_",
    Tier.RECORDS: "odrec_",
    Tier.OVERSIGHT: "odovs_",
    Tier.AUDITOR: "odaud_",
    Tier.ADMIN: "odadm_",
}
_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_CHARACTERS = frozenset(_ALPHABET)
_PREFIX, _KEY_ID, _SECRET, _CHECKSUM = 6, 12, 43, 6
FOUND_BY = r"od(?:pub|prs|hrs|rec|ovs|aud|adm)_[0-9A-Za-z]{61}"
"""A regular expression for secret scanners; the checksum then tells a key from a false find."""
LENGTH = _PREFIX + _KEY_ID + _SECRET + _CHECKSUM
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class WellFormed:
    """A key that has the right form; nothing is known yet about whether it is good."""

    tier: Tier
    key_id: str


_TIERS = {prefix: tier for tier, prefix in PREFIXES.items()}


def new_key(tier: Tier) -> str:
    """A fresh key of a tier, with 256 random bits of secret."""
    key_id = "".join(secrets.choice(_ALPHABET) for _ in range(_KEY_ID))
    secret = base62(int.from_bytes(secrets.token_bytes(_SECRET_BYTES)), _SECRET)
    body = PREFIXES[tier] + key_id + secret
    return body + _checksum(body)


def parse(key: str) -> WellFormed | None:
    """The tier and id of a well-formed key; None for anything else."""
    if len(key) != LENGTH:
        return None
    prefix, rest = key[:_PREFIX], key[_PREFIX:]
    if prefix not in _TIERS or not _CHARACTERS.issuperset(rest):
        return None
    if _checksum(key[:-_CHECKSUM]) != key[-_CHECKSUM:]:
        return None
    return WellFormed(_TIERS[prefix], rest[:_KEY_ID])


def _checksum(body: str) -> str:
    return base62(zlib.crc32(body.encode("ascii")), _CHECKSUM)


def base62(number: int, width: int) -> str:
    """The last `width` digits of a number in base 62: digits, capitals, small letters."""
    digits = []
    for _ in range(width):
        number, digit = divmod(number, len(_ALPHABET))
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))
