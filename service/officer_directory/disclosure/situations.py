"""The situations that can occur: what a tier, asking for a resource, may ever meet.

Checks of a bundle range over these, so that two lines that can never both hold are no
conflict, and a line that can never hold is a mistake.
"""

from functools import cache
from itertools import product

from officer_directory.disclosure.conditions import (
    CONDITIONS,
    FINAL,
    RELEASED_UNLESS_DELAYED,
    RELEASED_WHEN_FINAL,
    Situation,
)
from officer_directory.tiers import ProtectionClass, Tier

CATEGORIES = (None, "other", *RELEASED_UNLESS_DELAYED, *RELEASED_WHEN_FINAL)
CASE_CONDITIONS = (None, "delayed", *FINAL)

ALWAYS_AN_OFFICER = ("officer", "employment", "assignment", "salary", "document", "protection")
"""Resources of which each record is of one officer."""

_OWN_AGENCY = (Tier.HR, Tier.RECORDS)
_IN_CHARGE = (Tier.OVERSIGHT,)
_BOTH = (False, True)
_NEVER = (False,)


@cache
def reachable(tier: Tier, resource: str) -> tuple[Situation, ...]:
    """Every situation of a record of the resource, as the tier may meet it."""
    classes: tuple[ProtectionClass | None, ...] = (None, *ProtectionClass)
    if resource in ALWAYS_AN_OFFICER:
        classes = tuple(ProtectionClass)
    elif resource == "agency":
        classes = (None,)
    classed = resource in ("complaint", "incident")
    return tuple(
        Situation(*values)
        for values in product(
            classes,
            _BOTH,
            _BOTH if tier in _OWN_AGENCY else _NEVER,
            _BOTH if tier in _IN_CHARGE else _NEVER,
            CATEGORIES if classed else (None,),
            CASE_CONDITIONS if classed else (None,),
            _BOTH if classed or resource == "document" else _NEVER,
        )
    )


@cache
def distinct(tier: Tier, resource: str) -> tuple[Situation, ...]:
    """One of all reachable situations that no policy and no invariant can tell apart.

    Those differ in category and condition alone, and every condition holds alike.
    """
    first: dict[tuple[object, ...], Situation] = {}
    for true, situations in holding(tier, resource).items():
        for s in situations:
            key = (true, s.protection_class, s.opened, s.own_agency, s.in_charge, s.reviewed)
            first.setdefault(key, s)
    return tuple(first.values())


@cache
def holding(tier: Tier, resource: str) -> dict[frozenset[str], tuple[Situation, ...]]:
    """The reachable situations by which conditions hold in them.

    A policy sees a situation through its conditions alone, so those under one key are
    treated alike by every bundle.
    """
    groups: dict[frozenset[str], list[Situation]] = {}
    for situation in reachable(tier, resource):
        true = frozenset(name for name, c in CONDITIONS.items() if c.holds(situation))
        groups.setdefault(true, []).append(situation)
    return {true: tuple(situations) for true, situations in groups.items()}
