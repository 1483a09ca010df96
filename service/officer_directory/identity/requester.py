"""Whoever asks, the anonymous public included; connected to no database."""

from dataclasses import dataclass, field

from officer_directory.tiers import Tier


@dataclass(frozen=True, slots=True)
class Requester:
    """A tier, and for inside tiers the agencies it is about."""

    tier: Tier
    agency_ids: frozenset[str] = field(default_factory=frozenset)
    label: str = ""
    key_id: str | None = None


PUBLIC = Requester(Tier.PUBLIC)
"""Anyone, without a credential."""
