"""The demo's three invented agencies: a city, a smaller town, and one that is still closed."""

from dataclasses import asdict, dataclass, fields

from officer_directory.demo import shields
from officer_directory.demo.careers import careers
from officer_directory.demo.complaints import add_sustained_complaint, complaints
from officer_directory.demo.draw import Draw
from officer_directory.demo.facts import Facts, Row, together
from officer_directory.demo.incidents import add_mixed_incident, documents, incidents
from officer_directory.demo.people import people
from officer_directory.demo.units import CITY_UNITS, TOWN_UNITS, Posting, Unit

SEED = 832_7
OFFICERS = 9310
CITY, TOWN, VILLAGE = (
    "Port Marigold Police Department",
    "Quillhaven Police Department",
    "Sandreef Harbor Police Department",
)
LINKED = 5
"""People whom both the city and the town have employed."""


@dataclass(frozen=True, slots=True)
class Highlights:
    """Ids that show the difference between tiers."""

    open_officer: str
    sensitive_officer: str
    undercover_officer: str
    found_undercover_officer: str
    held_officer: str
    elsewhere_undercover_officer: str
    mixed_incident: str
    ordered_incident: str
    nameless_complaint: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)

    @classmethod
    def names(cls) -> list[str]:
        return [f.name for f in fields(cls)]


@dataclass(frozen=True, slots=True)
class _Place:
    name: str
    locality: str
    officers: int
    units: tuple[Unit, ...]
    opened_at: int | None


def city(*, officers: int = OFFICERS, seed: int = SEED, at: int) -> tuple[Facts, Highlights]:
    """The city of so many officers, a town and a closed village, as of an instant.

    The same seed and number give the same facts but for `at` (epoch seconds), which is
    when units were marked, narratives reviewed and protections started.
    """
    draw = Draw(seed)
    first = _agency(draw, _Place(CITY, "Port Marigold", officers, CITY_UNITS, at), at)
    town = max(24, officers // 25)
    second = _agency(draw, _Place(TOWN, "Quillhaven", town, TOWN_UNITS, at), at)
    third = _agency(draw, _Place(VILLAGE, "Sandreef", 9, TOWN_UNITS, None), at)
    elsewhere = _link(draw, first, second)
    highlights = _protect(draw, first, elsewhere, at)
    return together([first, second, third]), highlights


def _agency(draw: Draw, place: _Place, at: int) -> Facts:
    agency: Row = {
        "id": draw.identifier(),
        "name": place.name,
        "state": "CA",
        "zone": "America/Los_Angeles",
        "bundle": "california",
        "opened_at": place.opened_at,
    }
    posting = Posting(draw, place.units, agency["id"], at)
    officers = people(draw, agency["id"], place.officers)
    facts: Facts = {"agency": [agency], "unit": posting.rows, "officer": officers}
    facts |= careers(draw, officers, place.name, posting)
    facts["complaint"] = complaints(draw, officers, at)
    facts |= incidents(draw, officers, place.locality, at)
    host = place.locality.lower().replace(" ", "")
    facts["document"] = documents(draw, officers, f"https://records.{host}.example/".__add__, at)
    facts |= {"protection": [], "incident_order": []}
    return facts


def _link(draw: Draw, first: Facts, second: Facts) -> Row:
    """Make some officers of the second agency the persons of some of the first.

    One of them is now under cover in the second; returned is that person's record in the
    first, where nothing says so.
    """
    classes = protected_by_unit(second)
    undercover = [o for o in second["officer"] if classes.get(o["id"]) == "undercover"]
    plain = [o for o in second["officer"] if o["id"] not in classes]
    hidden = protected_by_unit(first)
    left = [
        o for o in first["officer"] if o["status"] == "separated" and o["id"] not in hidden
    ] or [o for o in first["officer"][1:] if o["id"] not in hidden]
    ours = draw.sample(left, min(LINKED, len(left)))
    theirs = [*undercover[:1], *draw.sample(plain, LINKED)]
    for here, there in zip(ours, theirs, strict=False):
        for name in _SAME:
            there[name] = here.get(name)
    return ours[0]


_SAME = (
    *("person_id", "first_name", "middle_name", "last_name", "suffix"),
    *("race", "gender", "birth_year"),
)


def protected_by_unit(facts: Facts) -> dict[str, str]:
    """Officers who work in a marked unit now, with its mark."""
    marks = {unit["id"]: unit["mark"] for unit in facts["unit"] if unit["mark"] != "open"}
    return {
        row["officer_id"]: marks[row["unit_id"]]
        for row in facts["assignment"]
        if row["unit_id"] in marks and row["end_date"] is None
    }


def _protect(draw: Draw, facts: Facts, elsewhere: Row, at: int) -> Highlights:
    """Findings, a hold and an order, on officers whom no unit protects."""
    by_unit = protected_by_unit(facts)
    free = [
        o
        for o in facts["officer"][1:]
        if o["status"] == "active" and o["id"] not in by_unit and o["id"] != elsewhere["id"]
    ]
    found, plain = free[: shields.FINDINGS], free[shields.FINDINGS + 1 :]
    held = free[shields.FINDINGS]
    facts["protection"] += [
        shields.finding(draw, officer, at, "sensitive" if place % 4 == 3 else "undercover")
        for place, officer in enumerate(found)
    ]
    facts["protection"].append(shields.hold(draw, held, at))
    by_id = {o["id"]: o for o in facts["officer"]}
    undercover = next(i for i, mark in by_unit.items() if mark == "undercover")
    sensitive = next(i for i, mark in by_unit.items() if mark == "sensitive")
    mixed = add_mixed_incident(draw, facts, by_id[undercover], plain[:2], "Port Marigold", at)
    ordered = add_mixed_incident(draw, facts, plain[2], plain[3:5], "Port Marigold", at)
    complaint = add_sustained_complaint(draw, facts, by_id[undercover], at)
    facts["incident_order"].append(shields.order(draw, ordered, at))
    return Highlights(
        open_officer=plain[0]["id"],
        sensitive_officer=sensitive,
        undercover_officer=undercover,
        found_undercover_officer=found[0]["id"],
        held_officer=held["id"],
        elsewhere_undercover_officer=elsewhere["id"],
        mixed_incident=mixed,
        ordered_incident=ordered,
        nameless_complaint=complaint,
    )
