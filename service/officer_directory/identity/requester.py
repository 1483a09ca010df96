"""Whoever asks, the anonymous public included; connected to no database."""

from dataclasses import dataclass, field

from officer_directory.identity.scopes import OF_TIER
from officer_directory.tiers import Tier


@dataclass(frozen=True, slots=True)
class Requester:
    """A tier, for inside tiers the agencies it is about, and what the credential allows.

    `scopes` of None are all those of the tier. `person` is the name of whoever acts, where
    the credential is a person's; a person is one, whatever client they use. A client is
    known by its issuer and its id there; the embedded issuer is "".
    """

    tier: Tier
    agency_ids: frozenset[str] = field(default_factory=frozenset)
    label: str = ""
    key_id: str | None = None
    issuer: str = ""
    client_id: str | None = None
    person: str | None = None
    scopes: frozenset[str] | None = None

    def may(self, scope: str) -> bool:
        """Whether the credential reaches that far."""
        return scope in self.reach

    @property
    def reach(self) -> frozenset[str]:
        """The scopes the credential has."""
        return OF_TIER[self.tier] if self.scopes is None else self.scopes

    @property
    def subject(self) -> str | None:
        """Who is counted: a key, or a client of its issuer; None for the anonymous public."""
        return counted(self.key_id, self.issuer, self.client_id)


def counted(key_id: str | None, issuer: str, client_id: str | None) -> str | None:
    """One name for a key, or for a client of an issuer."""
    if key_id is None and client_id is not None:
        return f"{issuer} {client_id}"
    return key_id


PUBLIC = Requester(Tier.PUBLIC)
"""Anyone, without a credential."""
