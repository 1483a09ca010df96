"""Whoever asks, the anonymous public included; connected to no database."""

from dataclasses import dataclass, field

from officer_directory.identity.scopes import OF_TIER
from officer_directory.tiers import Tier


@dataclass(frozen=True, slots=True)
class Requester:
    """A tier, for inside tiers the agencies it is about, and what the credential allows.

    `scopes` of None are all those of the tier. `person` is the name of whoever acts, where
    the credential is a person's; a person is one, whatever client they use.
    """

    tier: Tier
    agency_ids: frozenset[str] = field(default_factory=frozenset)
    label: str = ""
    key_id: str | None = None
    client_id: str | None = None
    person: str | None = None
    scopes: frozenset[str] | None = None

    def may(self, scope: str) -> bool:
        """Whether the credential reaches that far."""
        return scope in (OF_TIER[self.tier] if self.scopes is None else self.scopes)


PUBLIC = Requester(Tier.PUBLIC)
"""Anyone, without a credential."""
