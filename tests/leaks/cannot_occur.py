"""Published leaks that have no twin request here, with the reason, and how it is asserted.

Each reason is a predicate over the build; a test runs every one.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass

from officer_directory.disclosure import view
from officer_directory.disclosure.fields import FIELDS
from officer_directory.disclosure.policy import Snapshot
from officer_directory.http.query import NOT_UNDERSTOOD
from officer_directory.tiers import OUTSIDE, Tier


@dataclass(frozen=True, slots=True)
class Reason:
    id: str
    why: str
    holds: Callable[[Snapshot], bool]


def _every_line_names_a_field(snapshot: Snapshot) -> bool:
    tables = [b.tables[tier] for b in snapshot.bundles.values() for tier in OUTSIDE]
    return all(not table.rules_for("officer.notes") for table in tables) and not {
        name for table in tables for name in table.rules if "." in name and name not in FIELDS
    }


def _a_tier_is_of_the_key(snapshot: Snapshot) -> bool:
    return all(set(bundle.tables) <= set(Tier) for bundle in snapshot.bundles.values())


def _what_is_shown_is_final(_: Snapshot) -> bool:
    source = inspect.getsource(view)
    return "hook" not in source and "plugin" not in source and bool(NOT_UNDERSTOOD)


REASONS = (
    Reason(
        "CVE-2025-64746 / GHSA-9x5g-62gj-wqf2",
        "A policy line about a field that is not declared is refused with its whole bundle, so"
        " none can wait for a field to come back.",
        _every_line_names_a_field,
    ),
    Reason(
        "GHSA-9jpp-xhh6-75mf (parse-server PR #10655, 2026-09)",
        "A tier comes from the stored key and never from a claim; there is no tier to be"
        " missing, and a credential that is not good is refused.",
        _a_tier_is_of_the_key,
    ),
    Reason(
        "GHSA-5hmj-jcgp-6hff (parse-server PR #10233, 2026)",
        "A record's bytes are finished by the view; nothing is called after that could add.",
        _what_is_shown_is_final,
    ),
)

ELSEWHERE = {
    "GaloyMoney/es-entity PR #173; directus#28229 (2026)": "tests/hr: a number is unique within an"
    " agency, all of whose officers its hr sees; another agency's is free",
    "CVE-2023-25806; CVE-2026-23849": "tests/timing: paired and randomised, `make timing`",
}
"""Leaks that another test of this suite is about, and where it is."""
