"""A protection as it is about to be recorded: pure, whole and checked.

A safety finding rests on a particularised justification, an author and a review date (in
180 days unless one is given) and lasts until it is lifted. An emergency hold begins at
once and lasts 72 hours unless an end is given. A court order carries its own instants.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from officer_directory.errors import RefusedByRuleError
from officer_directory.protections.instants import end_instant, local_day, start_instant
from officer_directory.protections.persons import named, stated
from officer_directory.store.columns import FOREVER
from officer_directory.tiers import ProtectionClass

REVIEW_AFTER = timedelta(days=180)
HOLD_SECONDS = 72 * 60 * 60


class Ground(StrEnum):
    """Why a protection holds."""

    FINDING = "finding"
    HOLD = "hold"
    ORDER = "order"
    CARRIED = "carried"  # over from facts that an import changed


@dataclass(frozen=True, slots=True)
class Draft:
    """One protection of one officer, in [starts_at, ends_at)."""

    kind: Ground
    protection_class: ProtectionClass
    justification: str
    author: str
    starts_at: int
    ends_at: int
    review_date: str | None


def draft(
    kind: str,
    protection_class: str | None,
    justification: str,
    author: str,
    *,
    now: int,
    zone: str,
    starts: str | None = None,
    ends: str | None = None,
    review_date: str | None = None,
) -> Draft:
    """A protection as a person states it; days are days of the agency.

    Raises:
        RefusedByRuleError: a word is unknown, or the interval is empty.
    """
    ground = _ground(kind)
    starts_at = start_instant(starts, zone) if starts else now
    return Draft(
        kind=ground,
        protection_class=_class(ground, protection_class),
        justification=stated(justification),
        author=named(author),
        starts_at=starts_at,
        ends_at=_end(ground, starts_at, ends, zone, now),
        review_date=_review(ground, review_date, now, zone),
    )


def interval(now: int, zone: str, starts: str | None, ends: str | None) -> tuple[int, int]:
    """The half-open interval of an order; from now on where nothing else is stated."""
    starts_at = start_instant(starts, zone) if starts else now
    return starts_at, _end(Ground.ORDER, starts_at, ends, zone, now)


def _ground(kind: str) -> Ground:
    if kind not in (Ground.FINDING, Ground.HOLD, Ground.ORDER):
        raise RefusedByRuleError("The kind of a protection is finding, hold or order.")
    return Ground(kind)


def _class(kind: Ground, word: str | None) -> ProtectionClass:
    if word is None and kind is not Ground.FINDING:
        return ProtectionClass.HELD
    known = {c.word: c for c in ProtectionClass if c is not ProtectionClass.OPEN}
    if word not in known:
        raise RefusedByRuleError("The class of a protection is sensitive, undercover or held.")
    return known[word]


def _end(kind: Ground, starts_at: int, ends: str | None, zone: str, now: int) -> int:
    if not ends:  # a hold whose start lies back holds as long as one from now on
        return max(starts_at, now) + HOLD_SECONDS if kind is Ground.HOLD else FOREVER
    ends_at = end_instant(ends, zone)
    if kind is Ground.HOLD and ends_at <= now:
        raise RefusedByRuleError("This hold would have ended already, and protect nobody.")
    if ends_at <= starts_at:
        raise RefusedByRuleError("A protection ends after it starts: check --from and --until.")
    return ends_at


def _review(kind: Ground, review_date: str | None, now: int, zone: str) -> str | None:
    today = local_day(now, zone)
    if review_date is None:
        return (today + REVIEW_AFTER).isoformat() if kind is Ground.FINDING else None
    try:
        day = date.fromisoformat(review_date)
    except ValueError:
        raise RefusedByRuleError("A review date is a day, such as 2026-05-01.") from None
    if day < today:
        raise RefusedByRuleError("A review date lies ahead.")
    return day.isoformat()
