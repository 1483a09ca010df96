"""A loaded policy: immutable values, in words of the domain, ready to be decided upon.

`load` (in `disclosure.policy`) is the only maker of a `Snapshot`. A table is what Casbin
answered for one tier; nothing here reads a file or asks Casbin.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType

from officer_directory.disclosure.exemptions import Exemption
from officer_directory.disclosure.fields import RESOURCES, Field
from officer_directory.disclosure.policy_lines import Include, Line
from officer_directory.tiers import Tier, Treatment

SHOWN = (Treatment.RELEASE, Treatment.REDACT)


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """What happens to a field, or that a gate opens, while a condition holds."""

    treatment: Treatment
    when: str
    exemption: str | None = None


@dataclass(frozen=True)
class Table:
    """Everything one tier may see under one bundle.

    `rules` is keyed by resource (`officer`: its gate) and by full field name; a key that
    is missing is a gate never opened, or a field withheld under `default_exemption`.
    """

    tier: Tier
    rules: Mapping[str, tuple[Rule, ...]]
    default_exemption: str

    def gate(self, resource: str) -> tuple[str, ...]:
        """Names of the conditions of which any opens the gate; none: it never opens."""
        return tuple(rule.when for rule in self.rules_for(resource))

    def rules_for(self, full_name: str) -> tuple[Rule, ...]:
        return self.rules.get(full_name, ())

    def shown(self, resource: str) -> tuple[Field, ...]:
        """Fields this tier is ever shown, in order: the keys of an outside record."""
        if not self.gate(resource):
            return ()
        return tuple(f for f in RESOURCES[resource] if self.ever_shown(f.full_name))

    def ever_shown(self, full_name: str) -> bool:
        return any(rule.treatment in SHOWN for rule in self.rules_for(full_name))

    def reason(self, full_name: str) -> str:
        """Code of the exemption under which the field is withheld wherever it is.

        It depends on the tier and the policy alone: a bundle in which one field could be
        withheld from one tier for two reasons is refused.
        """
        for rule in self.rules_for(full_name):
            if rule.treatment is Treatment.WITHHOLD and rule.exemption:
                return rule.exemption
        return self.default_exemption

    @cached_property
    def hash(self) -> str:
        """Stable digest of the rules: the `policy` of an answer, with its exemptions."""
        return digest(
            [self.tier, self.default_exemption]
            + [
                [name, rule.treatment, rule.when, rule.exemption]
                for name in sorted(self.rules)
                for rule in self.rules[name]
            ]
        )


@dataclass(frozen=True)
class Bundle:
    """The policy of one jurisdiction: a table for each tier, and the grounds it cites."""

    name: str
    jurisdiction: str
    title: str
    valid_from: date
    tables: Mapping[Tier, Table]
    exemptions: Mapping[str, Exemption]
    default_exemption: str
    press_equals_public: bool
    lines: tuple[Line, ...]
    includes: tuple[Include, ...]
    photos_unmarked_for: frozenset[Tier] = frozenset()

    def exemption(self, code: str) -> Exemption:
        return self.exemptions[code]

    def exemptions_of(self, tier: Tier) -> dict[str, Exemption]:
        """The exemptions this tier can meet, by code."""
        rules = self.tables[tier].rules.values()
        codes = {rule.exemption for many in rules for rule in many if rule.exemption}
        return {code: self.exemptions[code] for code in sorted(codes | {self.default_exemption})}


@dataclass(frozen=True)
class Snapshot:
    """Every bundle, as loaded at one moment; pinned for the length of a request."""

    bundles: Mapping[str, Bundle]

    def table(self, bundle: str, tier: Tier) -> Table:
        return self.bundles[bundle].tables[tier]

    def bundle_for_state(self, state: str) -> str:
        """Name of the bundle of a state: its own, else the strict one of the country."""
        for wanted in (state, "US"):
            for bundle in self.bundles.values():
                if bundle.jurisdiction == wanted:
                    return bundle.name
        raise KeyError(state)

    @cached_property
    def hash(self) -> str:
        """Digest of everything that a change of policy could change."""
        return digest([self.tier_hash[tier] for tier in Tier])

    @cached_property
    def tier_hash(self) -> Mapping[Tier, str]:
        """For each tier, the digest of all it can meet, exemptions included."""
        return MappingProxyType({tier: self._digest_of(tier) for tier in Tier})

    def _digest_of(self, tier: Tier) -> str:
        parts: list[object] = []
        for name in sorted(self.bundles):
            bundle = self.bundles[name]
            grounds = [exemption.text() for exemption in bundle.exemptions_of(tier).values()]
            head = [name, bundle.jurisdiction, bundle.title, bundle.valid_from.isoformat()]
            if tier in bundle.photos_unmarked_for:
                head.append("photos carry no mark")
            parts.append([head, bundle.tables[tier].hash, grounds])
        return digest(parts)


def digest(parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode()).hexdigest()
