"""Bureaus and units, how many work in each, and which are marked."""

from dataclasses import dataclass

from officer_directory.demo.draw import Draw
from officer_directory.demo.facts import Row


@dataclass(frozen=True, slots=True)
class Unit:
    name: str
    bureau: str
    share: float
    mark: str = "open"


def _patrol(bureau: str, *divisions: str) -> tuple[Unit, ...]:
    return tuple(Unit(f"{name} Division Patrol", bureau, 40) for name in divisions)


CITY_UNITS = (
    Unit("Office of the Chief", "Chief's Staff", 2),
    Unit("Media Relations", "Chief's Staff", 1),
    *_patrol("Harbor Bureau", "Marigold Quay", "Saltwater", "Lantern Point", "Cooperage"),
    *_patrol("Valley Bureau", "Orchard Flats", "Quail Ridge", "Aqueduct", "Sycamore"),
    *_patrol("Central Bureau", "Old Mint", "Exchange", "Foundry", "Garden Court"),
    Unit("Homicide", "Detective Bureau", 12),
    Unit("Robbery", "Detective Bureau", 12),
    Unit("Commercial Crimes", "Detective Bureau", 9),
    Unit("Missing Persons", "Detective Bureau", 4),
    Unit("Traffic Enforcement", "Operations", 26),
    Unit("Airport Detail", "Operations", 12),
    Unit("Mounted Platoon", "Operations", 2),
    Unit("K-9 Platoon", "Operations", 4),
    Unit("Training Academy", "Administrative Services", 14),
    Unit("Records and Identification", "Administrative Services", 8),
    Unit("Personnel", "Administrative Services", 6),
    Unit("Internal Affairs", "Professional Standards", 9),
    Unit("Force Investigation", "Professional Standards", 5),
    Unit("Gang Intelligence", "Special Investigations", 50, "sensitive"),
    Unit("Narcotics Proactive", "Special Investigations", 45, "sensitive"),
    Unit("Dignitary Protection", "Special Investigations", 25, "sensitive"),
    Unit("Major Narcotics Field Team", "Special Investigations", 70, "undercover"),
    Unit("Vice Decoy Team", "Special Investigations", 40, "undercover"),
    Unit("Intelligence Liaison", "Special Investigations", 70, "undercover"),
)
"""The shares of marked units are out of 300, those of the others relative to each other."""

TOWN_UNITS = (
    Unit("Administration", "Office of the Chief", 6),
    Unit("Patrol North", "Patrol", 40),
    Unit("Patrol South", "Patrol", 40),
    Unit("Investigations", "Support Services", 14),
    Unit("Street Crimes Detail", "Support Services", 180, "sensitive"),
    Unit("Task Force Detail", "Support Services", 120, "undercover"),
)


class Posting:
    """Who works where: the rows of the units, and a unit for whoever needs one."""

    def __init__(self, draw: Draw, units: tuple[Unit, ...], agency_id: str, at: int) -> None:
        self._draw = draw
        self.rows: list[Row] = [
            {
                "id": draw.identifier(),
                "agency_id": agency_id,
                "name": unit.name,
                "bureau": unit.bureau,
                "mark": unit.mark,
                "marked_by": "r.quillfeather",
                "marked_at": at,
                "justification": _WHY[unit.mark],
            }
            for unit in units
        ]
        placed: list[tuple[str, Unit]] = [
            (row["id"], unit) for row, unit in zip(self.rows, units, strict=True)
        ]
        self._open: list[tuple[str, float]] = [
            (i, unit.share) for i, unit in placed if unit.mark == "open"
        ]
        self._marked: list[tuple[str, float]] = [
            (i, unit.share) for i, unit in placed if unit.mark != "open"
        ]
        self._empty = [i for i, _ in self._marked]
        self.head_office: str = self.rows[0]["id"]

    def unmarked_work(self) -> str:
        """A unit whose work protects nobody, the large ones more often."""
        return self._draw.weighted(self._open)

    def protected_work(self) -> str:
        """A unit marked sensitive or undercover; each of them gets somebody first."""
        if self._empty:
            return self._empty.pop()
        return self._draw.weighted(self._marked)


_WHY = {
    "open": "Uniformed or administrative work; nobody is endangered by being known in it.",
    "sensitive": "Suspects seek out who works here; names are public, the assignment is not.",
    "undercover": "Members work under other names; being listed would end it and endanger them.",
}
