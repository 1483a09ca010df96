"""What a tier may see of one field in one situation: pure, and total.

What no rule releases is withheld. A record whose gate does not hold is glomar; a resource
that the tier has no gate to at all is withheld, whatever the record, with its exemption.
"""

from dataclasses import dataclass

from officer_directory.disclosure.conditions import CONDITIONS, Situation
from officer_directory.disclosure.tables import Table
from officer_directory.tiers import Treatment


@dataclass(frozen=True, slots=True)
class Verdict:
    treatment: Treatment
    exemption: str | None = None  # of what is redacted or withheld; glomar gives none


GLOMAR = Verdict(Treatment.GLOMAR)


def visible(table: Table, resource: str, situation: Situation) -> bool:
    """Whether the tier may know that a record of this resource exists."""
    return any(CONDITIONS[name].holds(situation) for name in table.gate(resource))


def decide(table: Table, full_name: str, situation: Situation) -> Verdict:
    """The verdict on a field (`officer.rank`), its resource's gate included."""
    resource, _, _ = full_name.partition(".")
    if not table.gate(resource):
        return Verdict(Treatment.WITHHOLD, table.reason(full_name))
    if not visible(table, resource, situation):
        return GLOMAR
    for rule in table.rules_for(full_name):
        if CONDITIONS[rule.when].holds(situation):
            return Verdict(rule.treatment, rule.exemption)
    return Verdict(Treatment.WITHHOLD, table.default_exemption)
