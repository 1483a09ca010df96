"""Complaints: every class of Penal Code 832.7(b) with every condition, and many others."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

from officer_directory.demo.accounts import ALLEGATIONS, PENALTIES, account
from officer_directory.demo.draw import Draw
from officer_directory.demo.facts import Facts, Row
from officer_directory.demo.people import AS_OF

CATEGORIES = (
    ("other", 60.0),
    ("excessive_force", 13.0),
    ("unlawful_arrest_or_search", 8.0),
    ("dishonesty", 6.0),
    ("bias", 5.0),
    ("failure_to_intervene", 3.0),
    ("great_bodily_injury", 2.5),
    ("shooting", 1.5),
    ("sexual_assault", 1.0),
)
CONDITIONS: tuple[tuple[str | None, float], ...] = (
    ("sustained_final", 26.0),
    ("resigned_before_finding", 5.0),
    ("delayed", 9.0),
    (None, 60.0),
)
_PER_CASE = ((1, 80.0), (2, 15.0), (3, 5.0))
_CLOSED = {
    "sustained_final": (("sustained", 1.0),),
    "resigned_before_finding": ((None, 1.0),),
    "delayed": ((None, 1.0),),
    None: (
        ("not sustained", 45.0),
        ("unfounded", 25.0),
        ("exonerated", 20.0),
        ("sustained", 3.0),  # may still be appealed
        (None, 7.0),  # still open
    ),
}


def complaints(draw: Draw, officers: list[Row], at: int) -> list[Row]:
    """About one allegation for every three officers, several of a case under one number."""
    each = list(product(ALLEGATIONS, [condition for condition, _ in CONDITIONS]))
    needed = len(each) + len(officers) // 4
    numbers = _case_numbers(draw, max(64, len(officers) // 2, needed))
    rows: list[Row] = []
    for category, condition in each:
        rows += _case(draw, [draw.choice(officers)], next(numbers), category, condition, at)
    for _ in range(len(officers) // 4):
        accused = draw.sample(officers, min(draw.weighted(_PER_CASE), len(officers)))
        category = draw.weighted(CATEGORIES)
        condition = draw.weighted(CONDITIONS) if category != "other" else None
        rows += _case(draw, accused, next(numbers), category, condition, at)
    return rows


def add_sustained_complaint(draw: Draw, facts: Facts, accused: Row, at: int) -> str:
    """One allegation of excessive force, sustained and reviewed: open to the public."""
    used = {complaint["number"] for complaint in facts["complaint"]}
    number = next(n for n in iter(lambda: f"C{draw.randrange(10**6):06d}", None) if n not in used)
    [row] = _case(draw, [accused], number, "excessive_force", "sustained_final", at)
    row |= account(draw, accused, at, reviewed=True)
    facts["complaint"].append(row)
    return str(row["id"])


def _case_numbers(draw: Draw, number: int) -> Iterator[str]:
    """Numbers used once, in no order: what is missing among them tells nothing."""
    return iter([f"C{serial}" for serial in draw.serials(number, 6)])


def _case(
    draw: Draw, accused: list[Row], number: str, category: str, condition: str | None, at: int
) -> list[Row]:
    """One allegation against each, all received the same day."""
    first = max(date.fromisoformat(officer["hire_date"]) for officer in accused)
    received = draw.day(max(first, date(2012, 1, 1)), AS_OF - timedelta(days=20))
    closed = received + timedelta(days=draw.randint(30, 500))
    return [
        {
            "id": draw.identifier(),
            "agency_id": officer["agency_id"],
            "officer_id": officer["id"],
            "number": number,
            "received_date": received.isoformat(),
            "category": category,
            "condition": condition,
            "allegation": draw.choice(ALLEGATIONS[category]),
            **_outcome(draw, condition, closed),
            **account(draw, officer, at, reviewed=draw.happens(0.6)),
        }
        for officer in accused
    ]


def _outcome(draw: Draw, condition: str | None, closed: date) -> Row:
    disposition = draw.weighted(_CLOSED[condition])
    if condition == "resigned_before_finding":
        return {"finding": "sustained", "closed_date": min(closed, AS_OF).isoformat()}
    if disposition is None:
        return {}
    outcome = {"disposition": disposition, "closed_date": min(closed, AS_OF).isoformat()}
    outcome["finding"] = disposition if draw.happens(0.85) else "not sustained"
    if disposition == "sustained":
        outcome["penalty"] = draw.choice(PENALTIES)
    return outcome
