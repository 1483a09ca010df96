"""Lines that contradict each other: refused, both named, so that order never matters.

Two lines contradict when both can hold in one situation that can occur and say different
things: another treatment, or another reason.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from officer_directory.disclosure.conditions import CONDITIONS
from officer_directory.disclosure.fields import FIELDS
from officer_directory.disclosure.policy_lines import Include, Line
from officer_directory.disclosure.policy_words import included_in
from officer_directory.disclosure.situations import holding
from officer_directory.faults import Fault
from officer_directory.tiers import Tier


def overlap_faults(lines: Sequence[Line], includes: Sequence[Include]) -> Iterator[Fault]:
    """Each pair of lines that contradict each other, for the tier where they meet."""
    by_field: dict[str, list[Line]] = {}
    for line in lines:
        by_field.setdefault(line.field, []).append(line)
    for tier in Tier:
        sees = included_in(tier, includes)
        for name, many in by_field.items():
            if name in FIELDS:
                meeting = [line for line in many if line.tier in sees]
                yield from _contradictions(tier, meeting)


def _contradictions(tier: Tier, lines: Sequence[Line]) -> Iterator[Fault]:
    for one, other in combinations(lines, 2):
        says = (one.treatment, one.exemption), (other.treatment, other.exemption)
        if says[0] != says[1] and _can_meet(tier, one, other):
            word = other.treatment if one.treatment != other.treatment else other.exemption
            yield other.fault(
                word,
                f"contradicts line {one.number} for '{tier}': `{one.text}` and `{other.text}` "
                "can both hold for one record",
            )


def _can_meet(tier: Tier, one: Line, other: Line) -> bool:
    resource = one.field.partition(".")[0]
    wanted = {one.when, other.when}
    assert wanted <= CONDITIONS.keys()
    return any(wanted <= true for true in holding(tier, resource))
