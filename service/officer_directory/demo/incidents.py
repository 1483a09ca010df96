"""Incidents with the officers in them, and documents about officers."""

from collections.abc import Callable
from datetime import date

from officer_directory.demo.accounts import account
from officer_directory.demo.draw import Draw
from officer_directory.demo.facts import Facts, Row
from officer_directory.demo.people import AS_OF

CATEGORIES = (
    ("shooting", 20.0),
    ("great_bodily_injury", 30.0),
    ("other", 50.0),
)
_INVOLVED = ((1, 30.0), (2, 35.0), (3, 18.0), (4, 10.0), (6, 7.0))
_DOCUMENTS = (
    ("commendation", "Commendation for {what}"),
    ("training_certificate", "Certificate: {what}"),
    ("use_of_force_report", "Use of force report on {what}"),
    ("disciplinary_memo", "Memorandum about {what}"),
)
_SUBJECTS = (
    "first aid at a road collision",
    "crisis intervention, 40 hours",
    "an arrest at Lantern Point",
    "a late report",
    "a water rescue off Marigold Quay",
)


def incidents(draw: Draw, officers: list[Row], city: str, at: int) -> Facts:
    """About one incident for every fifteen officers, with one to six of them in it."""
    facts: Facts = {"incident": [], "involvement": []}
    number = max(6, len(officers) // 15)
    for serial in draw.serials(number, 7):
        involved = draw.sample(officers, min(draw.weighted(_INVOLVED), len(officers)))
        incident = _incident(draw, f"R{serial}", involved, at)
        facts["incident"].append(incident | {"city": city, "state": "CA"})
        facts["involvement"] += [
            {"incident_id": incident["id"], "officer_id": officer["id"]} for officer in involved
        ]
    return facts


def _incident(draw: Draw, number: str, involved: list[Row], at: int) -> Row:
    first = max(date.fromisoformat(officer["hire_date"]) for officer in involved)
    category = draw.weighted(CATEGORIES)
    delayed = category != "other" and draw.happens(0.12)
    return {
        "id": draw.identifier(),
        "agency_id": involved[0]["agency_id"],
        "number": number,
        "date": draw.day(max(first, date(2014, 1, 1)), AS_OF).isoformat(),
        "category": category,
        "condition": "delayed" if delayed else None,
        **account(draw, involved[0], at, reviewed=draw.happens(0.65)),
    }


def add_mixed_incident(
    draw: Draw, facts: Facts, hidden: Row, listed: list[Row], city: str, at: int
) -> str:
    """One shooting with a hidden officer among listed ones, open to the public."""
    incident = _incident(draw, f"R{draw.randrange(10**7):07d}", [hidden, *listed], at)
    incident |= {"category": "shooting", "condition": None, "city": city, "state": "CA"}
    incident |= account(draw, hidden, at, reviewed=True)
    facts["incident"].append(incident)
    facts["involvement"] += [
        {"incident_id": incident["id"], "officer_id": officer["id"]}
        for officer in [hidden, *listed]
    ]
    return str(incident["id"])


def documents(draw: Draw, officers: list[Row], address: Callable[[str], str], at: int) -> list[Row]:
    """About one document for every four officers; half of them were reviewed."""
    rows = []
    for officer in draw.sample(officers, max(2, len(officers) // 4)):
        kind, title = draw.choice(_DOCUMENTS)
        identifier = draw.identifier()
        row = {
            "id": identifier,
            "officer_id": officer["id"],
            "title": title.format(what=draw.choice(_SUBJECTS)),
            "kind": kind,
            "date": draw.day(date.fromisoformat(officer["hire_date"]), AS_OF).isoformat(),
            "url": address(identifier),
        }
        if draw.happens(0.5):
            row |= {"reviewed_by": "o.penhaligon", "reviewed_at": at}
        rows.append(row)
    return rows
