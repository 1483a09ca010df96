"""Synthetic officers in bulk: plain facts, quick to make, the same for the same number.

Ten invented agencies; officers come in the order of their names, as an import publishes
them. Each officer has one assignment in force, to a unit that is marked
`open` but for one in a hundred, whose unit is `undercover`.
"""

import random
import uuid
from collections.abc import Iterator
from typing import Any

from officer_directory.store.columns import FOREVER

Row = dict[str, Any]

AGENCIES = 10
_UNITS = 12
_apart = str.split
_FIRST = _apart("An Bea Cal Dor Eli Fay Gus Hal Ida Joe Kim Lou Mae Ned Ona Pam Quin Rae Sid Tess")
_SECOND = ["", *_apart("na bert ina wood lie mond ton vin rick ette")]
_ONSET = _apart("Bar Cor Dal Fen Gar Hol Jen Kar Lam Mor Nor Ost Pel Ras Sol Tam Ver Wil Yar Zel")
_MIDDLE = _apart("a e i o u an en in on ar er or al el il")
_END = _apart("berg dale ez field ford ham land man ner ola ov quist ski son stein ton vik wood")
_RANKS = ("Police Officer", "Detective", "Sergeant", "Lieutenant", "Captain")
_OF_RANK = (70, 12, 12, 4, 2)


class City:
    """Facts of so many officers, in batches; ids are random version 4, drawn from a seed."""

    def __init__(self, officers: int, at: int, seed: int = 8327) -> None:
        self.officers = officers
        self.at = at
        self._random = random.Random(seed)
        self._units: dict[str, list[str]] = {}
        self.agencies = [self._agency(place) for place in range(AGENCIES)]
        self.units = [unit for agency in self.agencies for unit in self._make_units(agency["id"])]

    def _id(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def _agency(self, place: int) -> Row:
        return {
            "id": self._id(),
            "name": f"Benchmark City {place} Police Department",
            "state": "CA",
            "zone": "America/Los_Angeles",
            "bundle": "california",
            "opened_at": self.at,
        }

    def _make_units(self, agency_id: str) -> Iterator[Row]:
        ids = self._units[agency_id] = [self._id() for _ in range(_UNITS)]
        for place, unit_id in enumerate(ids):
            yield {
                "id": unit_id,
                "agency_id": agency_id,
                "name": f"Division {place}",
                "bureau": "Operations",
                "mark": "undercover" if place == 0 else "open",
            }

    def batches(self, size: int) -> Iterator[tuple[list[Row], list[Row]]]:
        """Officers and their assignments, `size` at a time."""
        choice = self._random.choice
        names = sorted(
            (choice(_ONSET) + choice(_MIDDLE) + choice(_END), choice(_FIRST) + choice(_SECOND))
            for _ in range(self.officers)
        )
        for start in range(0, self.officers, size):
            numbers = range(start, min(start + size, self.officers))
            officers = [self._officer(number, *names[number]) for number in numbers]
            yield officers, [self._assignment(officer) for officer in officers]

    def _officer(self, number: int, last: str, first: str) -> Row:
        draw, choice = self._random.random, self._random.choice
        separated = draw() < 0.15
        hired = 1990 + int(draw() * 35)
        return {
            "id": self._id(),
            "agency_id": self.agencies[int(draw() ** 2 * AGENCIES)]["id"],
            "person_id": self._id(),
            "uid": f"{number * 7_654_321 % 10_000_000:07d}",  # each once, in no order
            "first_name": first,
            "middle_name": chr(65 + int(draw() * 26)),
            "last_name": last,
            "badge_number": f"{int(draw() * 10_000_000):07d}",
            "rank": self._random.choices(_RANKS, _OF_RANK)[0],
            "status": "separated" if separated else "active",
            "status_detail": "Retired" if separated else "Full time",
            "hire_date": self._day(hired),
            "separation_date": self._day(hired + 20) if separated else None,
            "race": choice(("WHITE", "HISPANIC", "BLACK", "ASIAN")),
            "gender": "F" if draw() < 0.2 else "M",
            "birth_year": hired - 25,
        }

    def _day(self, year: int) -> str:
        return f"{min(year, 2025)}-{1 + int(self._random.random() * 12):02d}-" + (
            f"{1 + int(self._random.random() * 28):02d}"
        )

    def _assignment(self, officer: Row) -> Row:
        units = self._units[officer["agency_id"]]
        draw = self._random.random()
        place = 0 if draw < 0.01 else 1 + int(draw * (len(units) - 1))
        return {
            "id": self._id(),
            "officer_id": officer["id"],
            "unit_id": units[place],
            "title": officer["rank"],
            "badge_number": officer["badge_number"],
            "start_date": officer["hire_date"],
            "end_date": None,
            "protects_from": 0,
            "protects_until": FOREVER,
        }
