"""What a change of policy would show that the policy in force does not."""

from collections.abc import Iterator

from officer_directory.disclosure.decide import decide
from officer_directory.disclosure.fields import FIELDS
from officer_directory.disclosure.policy import Snapshot, Table
from officer_directory.disclosure.situations import distinct
from officer_directory.tiers import Tier, Treatment

_SHOWS = {
    Treatment.GLOMAR: 0,
    Treatment.WITHHOLD: 1,
    Treatment.REDACT: 2,
    Treatment.RELEASE: 3,
}


def widenings(before: Snapshot, after: Snapshot) -> list[str]:
    """A sentence for each field that some tier would see more of; none: nothing widens.

    A bundle that is not in force yet widens by being there.
    """
    found: list[str] = []
    for name, bundle in sorted(after.bundles.items()):
        if name not in before.bundles:
            found.append(f"{name}: is a bundle that is not in force yet")
            continue
        for tier in Tier:
            found += [
                f"{name}: {tier} would see more of {field}"
                for field in _wider(before.table(name, tier), bundle.tables[tier], tier)
            ]
    return found


def _wider(before: Table, after: Table, tier: Tier) -> Iterator[str]:
    for name, field in FIELDS.items():
        for situation in distinct(tier, field.resource):
            was = decide(before, name, situation).treatment
            now = decide(after, name, situation).treatment
            if _SHOWS[now] > _SHOWS[was]:
                yield name
                break
