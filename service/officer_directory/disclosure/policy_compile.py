"""From lines to tables, by asking Casbin: one small enforcer for each field.

A policy sees a situation only through the conditions that its lines name, so situations
that agree on those are one cell, and Casbin is asked once for each. What it answers, and
nothing else, is what the table holds.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from officer_directory.disclosure.casbin_model import Policy
from officer_directory.disclosure.conditions import Situation
from officer_directory.disclosure.fields import FIELDS, RESOURCES
from officer_directory.disclosure.policy_lines import Include, Line
from officer_directory.disclosure.situations import holding
from officer_directory.disclosure.tables import Rule, Table
from officer_directory.errors import PolicyError
from officer_directory.tiers import Tier, Treatment

LINE_TREATMENTS = (Treatment.RELEASE, Treatment.REDACT, Treatment.WITHHOLD)
"""What a line can say; glomar is what remains where no gate opens."""


def compile_tables(
    lines: Sequence[Line], includes: Sequence[Include], default_exemption: str
) -> dict[Tier, Table]:
    """For each tier, the rules of each gate and field, in one order whatever the file's.

    Raises:
        PolicyError: Casbin allows one cell two treatments; the checks before let it pass.
    """
    rules: dict[Tier, dict[str, tuple[Rule, ...]]] = {tier: {} for tier in Tier}
    for name in (*RESOURCES, *FIELDS):
        about = [line for line in lines if line.field == name]
        if not about:
            continue
        policy = Policy(about, includes)
        named = frozenset(line.when for line in about)
        for tier in Tier:
            found = _rules(policy, tier, name, cells(tier, name, named))
            if found:
                rules[tier][name] = found
    return {tier: _table(tier, rules[tier], default_exemption) for tier in Tier}


def cells(tier: Tier, name: str, conditions: frozenset[str]) -> Iterable[Situation]:
    """One situation for each way in which the conditions can hold together."""
    distinct: dict[frozenset[str], Situation] = {}
    for true, situations in holding(tier, name.partition(".")[0]).items():
        distinct.setdefault(true & conditions, situations[0])
    return distinct.values()


def _rules(
    policy: Policy, tier: Tier, name: str, situations: Iterable[Situation]
) -> tuple[Rule, ...]:
    found: set[Rule] = set()
    for situation in situations:
        answers = [
            (treatment, words)
            for treatment in LINE_TREATMENTS
            if (words := policy.line_for(tier, name, treatment, situation)) is not None
        ]
        if len(answers) > 1:
            raise PolicyError(f"Casbin gives {name} two treatments for {tier}; nothing is loaded.")
        for treatment, (*_, when, exemption) in answers:
            found.add(Rule(treatment, when, None if exemption == "-" else exemption))
    return tuple(sorted(found, key=lambda r: (r.treatment, r.when, r.exemption or "")))


def _table(tier: Tier, rules: Mapping[str, tuple[Rule, ...]], default_exemption: str) -> Table:
    return Table(tier, MappingProxyType(dict(rules)), default_exemption)
