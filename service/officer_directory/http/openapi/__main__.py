"""`python -m officer_directory.http.openapi [TIER]`: the description, under shipped policies."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from officer_directory.disclosure.askable import outside
from officer_directory.disclosure.asking import Shown
from officer_directory.disclosure.inside import InsideTable
from officer_directory.disclosure.policy import Snapshot, load
from officer_directory.http.openapi import description
from officer_directory.store.bundled import bundled_folder
from officer_directory.tiers import OUTSIDE, Tier

_BUNDLE = "california"


@dataclass(frozen=True, slots=True)
class Shipped:
    """What a tier is shown by a policy alone, without a database."""

    snapshot: Snapshot
    tier: Tier

    def shown(self, resource: str) -> Mapping[str, Shown]:
        if self.tier not in OUTSIDE:
            return InsideTable(self.snapshot, self.tier, 1, "sqlite").askable(resource).shown
        if resource == "protection":
            return {}
        return outside(self.snapshot, self.tier, resource, (_BUNDLE,)).shown


if __name__ == "__main__":
    tier = Tier(sys.argv[1]) if len(sys.argv) > 1 else Tier.PUBLIC
    shipped = Shipped(load(bundled_folder("policies")), tier)
    json.dump(description.of(shipped), sys.stdout, indent=1)
