"""Rows that say exactly what another row says: taken once, and counted.

Allegations are not compared: two of one kind in one case are two. Neither are officers,
whose numbers each format guards by itself.
"""

from dataclasses import fields
from operator import attrgetter
from typing import Any

from officer_directory.intake.facts import Facts

_KINDS = ("employments", "assignments", "ranks", "salaries", "documents")


def drop_repeats(facts: Facts) -> int:
    """Keep the first of each fact that is stated more than once; how many were dropped."""
    dropped = 0
    for kind in _KINDS:
        stated: list[Any] = getattr(facts, kind)
        once = _once(stated)
        dropped += len(stated) - len(once)
        setattr(facts, kind, once)
    return dropped


def _once(stated: list[Any]) -> list[Any]:
    if not stated:
        return stated
    content = attrgetter(*(f.name for f in fields(stated[0]) if f.name != "place"))
    first: dict[Any, Any] = {}
    for fact in stated:
        first.setdefault(content(fact), fact)
    return list(first.values())
