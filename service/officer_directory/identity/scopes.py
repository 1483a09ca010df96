"""Scopes: what a credential of a tier may do at most. They only ever narrow.

A tier comes from our own binding of a credential; a scope a client or its token names can
take something away from that and add nothing (RFC 6749, 3.3).
"""

from collections.abc import Iterable, Mapping
from typing import Final

from officer_directory.tiers import Tier

READ: Final = "officers:read"
WRITE_OFFICERS: Final = "officers:write"
WRITE_ASSIGNMENTS: Final = "assignments:write"
WRITE_PHOTOS: Final = "photos:write"
DRAFT_RELEASES: Final = "releases:draft"
APPROVE_RELEASES: Final = "releases:approve"
PROTECT: Final = "protections:write"
READ_LEDGER: Final = "ledger:read"
ADMINISTER: Final = "admin"

OF_TIER: Final[Mapping[Tier, frozenset[str]]] = {
    Tier.PUBLIC: frozenset({READ}),
    Tier.PRESS: frozenset({READ}),
    Tier.HR: frozenset({READ, WRITE_OFFICERS, WRITE_ASSIGNMENTS, WRITE_PHOTOS}),
    Tier.RECORDS: frozenset({READ, PROTECT, DRAFT_RELEASES, APPROVE_RELEASES}),
    Tier.OVERSIGHT: frozenset({READ}),
    Tier.AUDITOR: frozenset({READ_LEDGER}),
    Tier.ADMIN: frozenset({ADMINISTER}),
}
"""Every scope that a credential of a tier can have."""


def narrowed(tier: Tier, *named: Iterable[str] | None) -> frozenset[str]:
    """The scopes of a tier that every one of the lists names; None names them all."""
    scopes = OF_TIER[tier]
    for names in named:
        if names is not None:
            scopes &= frozenset(names)
    return scopes
