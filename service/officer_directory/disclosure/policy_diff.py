"""What a change of policy would change, cell by cell: what widens takes two people.

To widen is to let a tier know or see more in some situation that can occur; everything
else narrows or only changes words.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from officer_directory.disclosure.conditions import Situation
from officer_directory.disclosure.decide import decide, visible
from officer_directory.disclosure.fields import FIELDS
from officer_directory.disclosure.situations import distinct
from officer_directory.disclosure.tables import Bundle, Snapshot, Table
from officer_directory.tiers import Tier, Treatment

_SHOWS = {Treatment.GLOMAR: 0, Treatment.WITHHOLD: 1, Treatment.REDACT: 2, Treatment.RELEASE: 3}


@dataclass(frozen=True, slots=True, order=True)
class Change:
    bundle: str
    tier: str
    name: str  # of the field, or `reasons` where only words change
    widens: bool
    narrows: bool

    def __str__(self) -> str:
        both = self.widens and self.narrows
        verb = "widens and narrows" if both else "widens" if self.widens else "narrows"
        if not (self.widens or self.narrows):
            verb = "changes"
        return f"{verb}: {self.bundle}, {self.tier}, {self.name}"


def changes(old: Snapshot, new: Snapshot) -> tuple[Change, ...]:
    """Every field of every tier that is treated otherwise, in order.

    A bundle that one side lacks is compared with the one its state would fall back to.
    """
    found: list[Change] = []
    for name in sorted(old.bundles.keys() | new.bundles.keys()):
        before, after = _counterpart(old, new, name), _counterpart(new, old, name)
        if before is None or after is None or before.jurisdiction != after.jurisdiction:
            if name in old.bundles and name in new.bundles:
                found.append(Change(name, "every tier", "jurisdiction", True, True))
            elif before is None or after is None:
                found.append(Change(name, "every tier", "bundle", True, True))
        if before is not None and after is not None:
            found += _bundle_changes(name, before, after)
    return tuple(found)


def widens(old: Snapshot, new: Snapshot) -> bool:
    """Whether some tier would know or see more somewhere."""
    return any(change.widens for change in changes(old, new))


def _counterpart(of: Snapshot, other: Snapshot, name: str) -> Bundle | None:
    if name in of.bundles:
        return of.bundles[name]
    try:
        return of.bundles[of.bundle_for_state(other.bundles[name].jurisdiction)]
    except KeyError:
        return None


def _bundle_changes(name: str, before: Bundle, after: Bundle) -> Iterator[Change]:
    for tier in Tier:
        one, two = before.tables[tier], after.tables[tier]
        for field in FIELDS.values():
            cells = [
                _shows(two, field.full_name, s) - _shows(one, field.full_name, s)
                for s in distinct(tier, field.resource)
            ]
            if any(cells):
                more, less = max(cells) > 0, min(cells) < 0
                yield Change(name, tier, field.full_name, more, less)
        marks = [tier in bundle.photos_unmarked_for for bundle in (before, after)]
        if marks[0] != marks[1]:
            yield Change(name, tier, "the mark on photos", widens=marks[1], narrows=marks[0])
        grounds = [b.exemptions_of(tier) for b in (before, after)]
        if grounds[0] != grounds[1]:
            yield Change(name, tier, "reasons", widens=False, narrows=False)


def _shows(table: Table, full_name: str, situation: Situation) -> int:
    """How much is shown: nothing known, known to exist, a part, all."""
    if not visible(table, full_name.partition(".")[0], situation):
        return 0
    return _SHOWS[decide(table, full_name, situation).treatment]
