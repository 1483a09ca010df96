"""The officers of an agency: who they are, with nothing of what they did."""

from datetime import date, timedelta

from officer_directory.demo import names
from officer_directory.demo.draw import Draw
from officer_directory.demo.facts import Row
from officer_directory.demo.ranks import CHIEF, RANKS, draw_rank

AS_OF = date(2025, 6, 30)
"""The day the synthetic roster was made; nothing in it happened later."""

RACES = (
    ("WHITE", 31.0),
    ("HISPANIC", 44.0),
    ("BLACK", 10.0),
    ("ASIAN", 9.0),
    ("PACIFIC ISLANDER", 1.5),
    ("NATIVE AMERICAN", 0.8),
    ("Other", 1.7),
    (None, 2.0),
)
GENDERS = (("M", 78.0), ("F", 21.0), ("Other", 0.5), (None, 0.5))
DUTY = (
    ("Active", 930.0),
    ("Leave - medical", 18.0),
    ("Leave - parental", 9.0),
    ("Leave - military", 6.0),
    ("Leave - administrative, pending investigation", 7.0),
    ("Light duty", 10.0),
)
PARTINGS = (
    ("Retired", "Service retirement", 55.0),
    ("Retired", "Disability retirement", 9.0),
    ("Resigned", "Resigned in good standing", 22.0),
    ("Resigned", "Resigned pending investigation", 5.0),
    ("Terminated", "Terminated for cause", 5.0),
    ("Deceased", "Died in office", 1.0),
)
CERTIFICATION = (
    ("Suspended", 4.0),
    ("Revoked", 2.0),
    ("Ineligible", 2.0),
    ("Surrendered", 1.0),
)
_LETTERS = "ABDKT"


def people(draw: Draw, agency_id: str, number: int) -> list[Row]:
    """So many officers, the first of them chief, in no order of number or name."""
    uids = draw.serials(number, 6)
    badges = [_badge(draw, place) for place in draw.sample(range(1, 2 * number), number)]
    rows = [_person(draw, agency_id, *marks) for marks in zip(uids, badges, strict=True)]
    _make_chief(rows[0])
    return rows


def _badge(draw: Draw, place: int) -> str:
    """`0012`, `10417`, `A117`: text whose zeros and letters count."""
    if draw.happens(0.08):
        return f"{draw.choice(_LETTERS)}{place}"
    return f"{place:04d}"


def _person(draw: Draw, agency_id: str, uid: str, badge: str) -> Row:
    gender, place = draw.weighted(GENDERS), draw_rank(draw)
    hired = draw.day(date(1994, 1, 3), AS_OF - timedelta(days=60 + 500 * min(place, 9)))
    row: Row = {
        "id": draw.identifier(),
        "agency_id": agency_id,
        "person_id": draw.identifier(),
        "uid": uid,
        "first_name": names.given(draw, gender or "Other"),
        "middle_name": names.middle(draw),
        "last_name": names.family(draw),
        "suffix": names.suffix(draw),
        "badge_number": badge,
        "rank": RANKS[place].title,
        "hire_date": hired.isoformat(),
        "race": draw.weighted(RACES),
        "gender": gender,
        "birth_year": hired.year - draw.randint(21, 35),
        "hr_id": f"P{draw.randrange(10**8):08d}",
        "status": "active",
        "status_detail": draw.weighted(DUTY),
    }
    if draw.happens(0.06):
        _part(draw, row, hired)
    return row


def _part(draw: Draw, row: Row, hired: date) -> None:
    """Let an officer leave, some after the state acted on the certification."""
    detail, reason = draw.weighted([((d, r), weight) for d, r, weight in PARTINGS])
    left = draw.day(max(hired + timedelta(days=30), date(2019, 1, 1)), AS_OF)
    row |= {
        "status": "separated",
        "status_detail": detail,
        "separation_reason": reason,
        "separation_date": min(left, AS_OF).isoformat(),
    }
    if draw.happens(0.6 if reason == "Terminated for cause" else 0.05):
        row["certification_action"] = draw.weighted(CERTIFICATION)


def _make_chief(row: Row) -> None:
    row |= {"rank": CHIEF.title, "status": "active", "status_detail": "Active"}
    for name in ("separation_date", "separation_reason", "certification_action"):
        row.pop(name, None)
