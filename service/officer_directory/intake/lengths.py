"""Texts that are too long to be what their column is for: a name, a number, a unit.

What is looked up is also indexed, and an index takes no pages of text. Accounts, findings,
titles and addresses may be long.
"""

from collections.abc import Iterable
from dataclasses import fields
from operator import attrgetter
from typing import Any

from officer_directory.intake.facts import Facts
from officer_directory.intake.problems import Problems

LONGEST = 200
_LONG = {"narrative", "allegation", "finding", "disposition", "penalty", "title", "url"}
_LONG_TOO = 100_000
_NOT_TEXT = {"place", "year", "birth_year", "officer_uids"}


def check_lengths(facts: Facts, problems: Problems) -> None:
    """Note each text that is longer than its fact can be."""
    for kind in (f.name for f in fields(facts)):
        stated = getattr(facts, kind)
        if isinstance(stated, list) and stated:
            _check(stated, problems)


def _check(stated: Iterable[Any], problems: Problems) -> None:
    names: tuple[str, ...] = ()
    for fact in stated:
        if not names:
            names = tuple(f.name for f in fields(fact) if f.name not in _NOT_TEXT)
            values = attrgetter(*names)
        for name, value in zip(names, values(fact), strict=True):
            if isinstance(value, str) and len(value) > LONGEST:
                _name(fact, name, len(value), problems)


def _name(fact: Any, name: str, length: int, problems: Problems) -> None:
    longest = _LONG_TOO if name in _LONG and not hasattr(fact, "unit") else LONGEST
    if length > longest and not (name == "uid" and fact.uid.startswith("\0")):
        wrong = f"{length} characters, of which at most {longest} are held"
        problems.add(fact.place, name, wrong, "is it in the right column? shorten it")
