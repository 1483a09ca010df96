"""What officers did: employments, assignments, ranks held and pay, year by year."""

from datetime import date, timedelta

from officer_directory.demo.draw import Draw
from officer_directory.demo.facts import Facts, Row
from officer_directory.demo.people import AS_OF
from officer_directory.demo.ranks import CHIEF, RANKS, SUPERVISED, Rank, path_to
from officer_directory.demo.units import Posting

ELSEWHERE = (
    "Calder County Sheriff's Department",
    "Quillhaven Police Department",
    "Tamarack Falls Police Department",
    "Bayhollow Transit Police",
    "Sandreef University Police",
    "Lower Ferris Port Police",
)
PAID_YEARS = range(2020, 2025)
FEWEST_PROTECTED = 6
"""However small the agency, so that each mark has somebody."""
_PLACES = {rank.title: place for place, rank in enumerate(RANKS)}


def careers(draw: Draw, officers: list[Row], employer: str, posting: Posting) -> Facts:
    """The careers of all officers, about 300 of 9,310 of them now in a marked unit."""
    facts: Facts = {"employment": [], "assignment": [], "rank_held": [], "salary": []}
    protected = _in_marked_units(draw, officers)
    for officer in officers:
        facts["employment"] += _employments(draw, officer, employer)
        ranks = _ranks(draw, officer)
        facts["rank_held"] += ranks
        facts["assignment"] += _assignments(draw, officer, posting, officer["id"] in protected)
        facts["salary"] += _salaries(draw, officer, ranks)
    return facts


def _in_marked_units(draw: Draw, officers: list[Row]) -> set[str]:
    can_be = [
        o["id"]
        for o in officers
        if o["status"] == "active" and _PLACES.get(o["rank"], len(RANKS)) < SUPERVISED
    ]
    number = max(FEWEST_PROTECTED, round(len(officers) * 300 / 9310))
    return set(draw.sample(can_be, min(number, len(can_be))))


def _employments(draw: Draw, officer: Row, employer: str) -> list[Row]:
    """This one, and for every sixth officer an earlier one elsewhere."""
    here = {
        "id": draw.identifier(),
        "officer_id": officer["id"],
        "employer": employer,
        "rank": officer["rank"],
        "start_date": officer["hire_date"],
        "end_date": officer.get("separation_date"),
        "status": officer["status"],
        "status_detail": officer["status_detail"],
        "separation_reason": officer.get("separation_reason"),
    }
    if not draw.happens(0.16):
        return [here]
    hired = date.fromisoformat(officer["hire_date"])
    ended = hired - timedelta(days=draw.randint(1, 400))
    before = here | {
        "id": draw.identifier(),
        "employer": draw.choice(ELSEWHERE),
        "rank": "Deputy" if draw.happens(0.4) else "Police Officer",
        "start_date": (ended - timedelta(days=draw.randint(200, 2500))).isoformat(),
        "end_date": ended.isoformat(),
        "status": "separated",
        "status_detail": "Resigned",
        "separation_reason": "Resigned to join another agency",
    }
    return [before, here]


def _steps(draw: Draw, officer: Row, number: int) -> list[date]:
    """The hire date and up to so many days after it, in order."""
    first = date.fromisoformat(officer["hire_date"])
    last = date.fromisoformat(officer.get("separation_date") or AS_OF.isoformat())
    return [first, *draw.days(number, first + timedelta(days=20), last - timedelta(days=5))]


def _ranks(draw: Draw, officer: Row) -> list[Row]:
    place = _PLACES.get(officer["rank"], len(RANKS) - 1)
    days = _steps(draw, officer, min(3, place))
    held = path_to(place, len(days))
    if officer["rank"] == CHIEF.title:
        held = [*held[:-1], CHIEF]
    return [
        {
            "id": draw.identifier(),
            "officer_id": officer["id"],
            "rank": rank.title,
            "badge_number": officer["badge_number"] if rank is held[-1] else None,
            "start_date": day.isoformat(),
        }
        for rank, day in zip(held, days[-len(held) :], strict=True)
    ]


def _assignments(draw: Draw, officer: Row, posting: Posting, protected: bool) -> list[Row]:
    """A career through units: now and then one under cover, long ended."""
    days = _steps(draw, officer, draw.randint(0, 2))
    ends = [(day - timedelta(days=1)).isoformat() for day in days[1:]]
    units = [
        posting.protected_work() if draw.happens(0.01) else posting.unmarked_work() for _ in ends
    ]
    if protected:
        units.append(posting.protected_work())
    elif officer["rank"] == CHIEF.title:
        units.append(posting.head_office)
    else:
        units.append(posting.unmarked_work())
    return [
        {
            "id": draw.identifier(),
            "officer_id": officer["id"],
            "unit_id": unit,
            "title": officer["rank"],
            "badge_number": officer["badge_number"],
            "start_date": day.isoformat(),
            "end_date": end,
        }
        for unit, day, end in zip(units, days, [*ends, officer.get("separation_date")], strict=True)
    ]


def _salaries(draw: Draw, officer: Row, ranks: list[Row]) -> list[Row]:
    """Base, overtime and total of each year employed, in cents."""
    first = int(officer["hire_date"][:4])
    last = int((officer.get("separation_date") or AS_OF.isoformat())[:4])
    return [
        _salary(draw, officer["id"], year, _rank_in(year, ranks))
        for year in PAID_YEARS
        if first <= year <= last
    ]


def _rank_in(year: int, ranks: list[Row]) -> Rank:
    held = [r["rank"] for r in ranks if int(r["start_date"][:4]) <= year] or [ranks[0]["rank"]]
    return RANKS[_PLACES[held[-1]]] if held[-1] in _PLACES else CHIEF


def _salary(draw: Draw, officer_id: str, year: int, rank: Rank) -> Row:
    base = round(rank.pay * 100 * draw.uniform(0.97, 1.08) * 1.03 ** (year - PAID_YEARS[0]))
    overtime = round(base * draw.betavariate(1.2, 6)) if draw.happens(0.9) else 0
    return {
        "id": draw.identifier(),
        "officer_id": officer_id,
        "year": year,
        "is_fiscal_year": False,
        "base_pay": base,
        "overtime_pay": overtime,
        "total_pay": base + overtime + round(base * draw.uniform(0, 0.06)),
    }
