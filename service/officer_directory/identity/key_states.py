"""Whether a key is good now: pure, from its row and the time.

Revoking closes at once. A key of an outside tier is no licence that one person could take
away: unless a second person confirms it within a day, the revocation lapses. An inside
key, and one that its holder gave up, stay revoked.
"""

from typing import Protocol

from officer_directory.tiers import OUTSIDE, Tier

DAY = 24 * 60 * 60


class Standing(Protocol):
    """What has to be known of a key; instants are epoch seconds."""

    @property
    def tier(self) -> str: ...
    @property
    def expires_at(self) -> int: ...
    @property
    def revoked_at(self) -> int | None: ...
    @property
    def revocation_confirmed_by(self) -> str | None: ...


def in_force(key: Standing, now: float) -> bool:
    """Whether the key opens anything at this moment."""
    return now < key.expires_at and (key.revoked_at is None or has_lapsed(key, now))


def has_lapsed(key: Standing, now: float) -> bool:
    """Whether a revocation ended because no second person confirmed it in time."""
    if key.revoked_at is None or key.revocation_confirmed_by is not None:
        return False
    return Tier(key.tier) in OUTSIDE and now >= key.revoked_at + DAY


def state_of(key: Standing, now: int) -> str:
    """One word for a person who reads a list."""
    if now >= key.expires_at:
        return "expired"
    if key.revoked_at is None:
        return "good"
    if has_lapsed(key, now):
        return "good (revocation lapsed)"
    outside = Tier(key.tier) in OUTSIDE
    waits = outside and key.revocation_confirmed_by is None
    return "revoked (waits for a second person)" if waits else "revoked"
