"""When a policy line holds: a closed list of conditions, each written twice.

A condition is a pure function of a `Situation`, and the same in SQL over `Sources`. Both
are two-valued (what is unknown is false, never null), and a property test holds them
equal on both engines. A policy cannot say anything that is not in `CONDITIONS`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_, true

from officer_directory.tiers import ProtectionClass

RELEASED_UNLESS_DELAYED = ("shooting", "great_bodily_injury")
"""Classes of record open at once: Penal Code 832.7(b)(1)(A)."""

RELEASED_WHEN_FINAL = (
    "sexual_assault",
    "dishonesty",
    "excessive_force",
    "failure_to_intervene",
    "bias",
    "unlawful_arrest_or_search",
)
"""Classes of record open once sustained: Penal Code 832.7(b)(1)(A)-(E), SB 16."""

FINAL = ("sustained_final", "resigned_before_finding")
"""An officer who resigns before the finding does not close the record."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What a condition may look at: one record, as one requester meets it."""

    protection_class: ProtectionClass | None = None  # null: no officer is linked
    opened: bool = True  # the agency is open to outside tiers
    own_agency: bool = False  # the record is of the requester's own agency
    in_charge: bool = False  # the agency is one the requester oversees
    category: str | None = None
    condition: str | None = None
    reviewed: bool = False  # its free text was reviewed for release


@dataclass(frozen=True, slots=True)
class Sources:
    """The same facts as a `Situation`, each as an SQL expression; nulls may occur."""

    protection_class: ColumnElement[Any]  # the class as its integer
    opened: ColumnElement[Any]
    own_agency: ColumnElement[Any]
    in_charge: ColumnElement[Any]
    category: ColumnElement[Any]
    condition: ColumnElement[Any]
    reviewed: ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Condition:
    name: str
    meaning: str
    holds: Callable[[Situation], bool]
    sql: Callable[[Sources], ColumnElement[bool]]


def _listed(s: Situation) -> bool:
    return s.opened and s.protection_class in (ProtectionClass.OPEN, ProtectionClass.SENSITIVE)


def _listed_sql(s: Sources) -> ColumnElement[bool]:
    strictest = int(ProtectionClass.HELD)
    listed = func.coalesce(s.protection_class, strictest) <= int(ProtectionClass.SENSITIVE)
    return and_(_true(s.opened), listed)


def _disclosable(s: Situation) -> bool:
    if not s.opened:
        return False
    if s.category in RELEASED_UNLESS_DELAYED:
        return s.condition != "delayed"
    return s.category in RELEASED_WHEN_FINAL and s.condition in FINAL


def _disclosable_sql(s: Sources) -> ColumnElement[bool]:
    category, condition = func.coalesce(s.category, ""), func.coalesce(s.condition, "")
    return and_(
        _true(s.opened),
        or_(
            and_(category.in_(RELEASED_UNLESS_DELAYED), condition != "delayed"),
            and_(category.in_(RELEASED_WHEN_FINAL), condition.in_(FINAL)),
        ),
    )


def _sustained_final_sql(s: Sources) -> ColumnElement[bool]:
    return and_(_true(s.opened), func.coalesce(s.condition, "") == "sustained_final")


def _true(flag: ColumnElement[Any]) -> ColumnElement[bool]:
    return func.coalesce(flag, False).is_(True)


_ALL = (
    Condition("any", "always", lambda _: True, lambda _: true()),
    Condition(
        "opened",
        "the agency has been opened to the public by two people",
        lambda s: s.opened,
        lambda s: _true(s.opened),
    ),
    Condition(
        "listed",
        "the agency is opened and its officer may be listed",
        _listed,
        _listed_sql,
    ),
    Condition(
        "unlisted",
        "no officer is linked who may be listed",
        lambda s: not _listed(s),
        lambda s: not_(_listed_sql(s)),
    ),
    Condition(
        "own_agency",
        "the record belongs to the requester's own agency",
        lambda s: s.own_agency,
        lambda s: _true(s.own_agency),
    ),
    Condition(
        "in_charge",
        "the agency is one the requester oversees",
        lambda s: s.in_charge,
        lambda s: _true(s.in_charge),
    ),
    Condition(
        "disclosable",
        "the agency is opened and Penal Code 832.7(b) makes this class of record public",
        _disclosable,
        _disclosable_sql,
    ),
    Condition(
        "sustained_final",
        "the agency is opened and the finding was sustained after the chance to appeal",
        lambda s: s.opened and s.condition == "sustained_final",
        _sustained_final_sql,
    ),
    Condition(
        "reviewed",
        "the free text or file was reviewed for release",
        lambda s: s.reviewed,
        lambda s: _true(s.reviewed),
    ),
    Condition(
        "unreviewed",
        "the free text or file was not yet reviewed for release",
        lambda s: not s.reviewed,
        lambda s: not_(_true(s.reviewed)),
    ),
    Condition(
        "listed_reviewed",
        "the officer may be listed and the free text or file was reviewed",
        lambda s: _listed(s) and s.reviewed,
        lambda s: and_(_listed_sql(s), _true(s.reviewed)),
    ),
)

CONDITIONS: dict[str, Condition] = {condition.name: condition for condition in _ALL}
