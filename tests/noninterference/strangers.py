"""People and cases made up for one world alone, as like the visible ones as can be.

They share names, badges and days with those a reader does see, or are one letter off, so
that whatever counts, sorts or searches over too many rows meets them.
"""

from collections.abc import Sequence
from typing import Any

from officer_directory.demo.draw import Draw

Row = dict[str, Any]
Facts = dict[str, list[Row]]

DAY = 86_400
MARKS = ("open", "sensitive", "undercover", None)
CATEGORIES = ("shooting", "great_bodily_injury", "dishonesty", "bias", "other")
_FIRST = ("Aaron", "Lucia", "Zelda", "Mateo", "Bo", "Ömer")
_LAST = ("Aabye", "Diaz", "Okafor", "Zzyzx", "Quist", "Nobody-Knows")
_DETAILS = ("Active", "Leave - medical", "Leave - administrative", "Light duty", "Loaned out")

VISIBLE, MISSPELT = "okafor", "okafyr"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
CROWDING = sorted(
    name
    for place in range(len(MISSPELT))
    for letter in _LETTERS
    for name in (
        MISSPELT[:place] + letter + MISSPELT[place:],
        MISSPELT[:place] + letter + MISSPELT[place + 1 :],
    )
    if name < VISIBLE
)[:45]


class Inventing:
    """Adds made-up rows to a set of facts, drawn from one generator."""

    def __init__(self, draw: Draw, facts: Facts, at: int) -> None:
        self.draw = draw
        self.facts = facts
        self.at = at
        self._used = {(o["agency_id"], o["uid"]) for o in facts["officer"]}

    def add(self, table: str, **row: Any) -> Row:
        row.setdefault("id", self.draw.identifier())
        self.facts.setdefault(table, []).append(row)
        return row

    def agency(self, opened_at: int | None) -> Row:
        return self.add(
            "agency",
            name=f"{self.draw.choice(_LAST)} {self.draw.randint(1, 10**6)} Constabulary",
            state="CA",
            zone="America/Los_Angeles",
            bundle="california",
            opened_at=opened_at,
        )

    def unit(self, agency_id: str, mark: str | None) -> Row:
        word = self.draw.choice(("Vice", "Surf", "Harbor", "Liaison", "Archive"))
        row = self.add(
            "unit",
            agency_id=agency_id,
            name=f"{word} {self.draw.randint(1, 10**6)}",
            bureau=self.draw.choice(("Secret Bureau", "Field Operations", None)),
            mark=mark,
        )
        if mark:
            row |= {"marked_by": "w.marsh", "marked_at": self.at, "justification": "Seen."}
        return row

    def officer(self, agency_id: str, near: Sequence[Row], person_id: str | None = None) -> Row:
        """An officer with a career; some of what is known of them is someone visible's."""
        draw = self.draw
        like = draw.choice(near)
        uid = draw.choice([o["uid"] for o in near])
        while (agency_id, uid) in self._used:
            uid = str(draw.randint(30_000, 39_999))
        self._used.add((agency_id, uid))
        separated = draw.happens(0.3)
        officer = self.add(
            "officer",
            agency_id=agency_id,
            person_id=person_id or draw.identifier(),
            uid=uid,
            first_name=draw.choice((like["first_name"], *_FIRST)),
            middle_name=draw.choice((like["middle_name"], None, "Q")),
            last_name=self._last_name(like["last_name"]),
            suffix=draw.choice((None, None, "Jr")),
            badge_number=draw.choice((like["badge_number"], str(draw.randint(1, 9999)))),
            rank=like["rank"],
            hire_date=draw.choice((like["hire_date"], f"19{draw.randint(60, 99)}-02-03")),
            separation_date="2020-05-05" if separated else None,
            status="separated" if separated else "active",
            certification_action=draw.choice((None, "Suspended")),
            race=like["race"],
            gender=like["gender"],
            **self.private(),
        )
        self._career(officer)
        return officer

    def crowd(self, agency_id: str, near: Sequence[Row]) -> list[Row]:
        """People whose names are nearer to a misspelt word than the visible name it is for.

        There are more of them than a search tries, and all come before it.
        """
        crowded = []
        for name in CROWDING:
            crowded.append(self.officer(agency_id, near))
            crowded[-1]["last_name"] = name
        return crowded

    def private(self) -> Row:
        """What no outside tier may see of anyone, drawn anew."""
        draw = self.draw
        return {
            "status_detail": draw.choice(_DETAILS),
            "separation_reason": draw.choice((None, "Retired", "Fired", "Under investigation")),
            "birth_year": draw.randint(1950, 2004),
            "hr_id": f"PAY-{draw.randint(1, 10**6)}",
            "photo_id": draw.choice((None, draw.identifier())),
        }

    def _last_name(self, like: str) -> str:
        """A visible name, one letter off it, or another."""
        place = self.draw.randrange(len(like))
        letter = self.draw.choice("abcdefghijkl")
        off = like[:place] + letter + like[place + 1 :]
        return self.draw.choice((like, off, off, self.draw.choice(_LAST)))

    def _career(self, officer: Row) -> None:
        draw, officer_id = self.draw, officer["id"]
        for _ in range(draw.randint(1, 2)):
            self.add(
                "employment",
                officer_id=officer_id,
                employer=draw.choice(("Brackwater Police Department", "Nowhere Police")),
                rank=officer["rank"],
                start_date=officer["hire_date"],
                end_date=officer["separation_date"],
                status=officer["status"],
                status_detail=officer["status_detail"],
                separation_reason=officer["separation_reason"],
            )
        for year in draw.sample(range(2015, 2024), draw.randint(1, 3)):
            pay = draw.randint(1, 10**7)
            money = {"base_pay": pay, "overtime_pay": pay // 9, "total_pay": pay + pay // 9}
            self.add("salary", officer_id=officer_id, year=year, is_fiscal_year=True, **money)
        self.document(officer_id, reviewed=draw.happens(0.5))

    def document(self, officer_id: str, *, reviewed: bool) -> None:
        self.add(
            "document",
            officer_id=officer_id,
            title=f"A secret {self.draw.randint(1, 10**6)}",
            kind=self.draw.choice(("commendation", "disciplinary_memo")),
            date=f"20{self.draw.randint(10, 23)}-04-05",
            url=f"https://records.example/{self.draw.randint(1, 10**6)}",
            **self.review(reviewed),
        )

    def review(self, reviewed: bool) -> Row:
        if not reviewed:
            return {"reviewed_by": None, "reviewed_at": None}
        return {"reviewed_by": "w.marsh", "reviewed_at": self.at - self.draw.randint(0, 10**7)}

    def assign(self, officer_id: str, unit_id: str, start: str | None, end: str | None) -> None:
        self.add(
            "assignment",
            officer_id=officer_id,
            unit_id=unit_id,
            title=self.draw.choice(("Detective", "Decoy", None)),
            badge_number=str(self.draw.randint(1, 9999)),
            start_date=start,
            end_date=end,
        )

    def protect(self, officer_id: str, kind: str, held: str, starts_at: int, **ends: int) -> None:
        self.add(
            "protection",
            officer_id=officer_id,
            kind=kind,
            protection_class=held,
            justification=f"Particular: {self.draw.randint(1, 10**6)}.",
            author="w.marsh",
            starts_at=starts_at,
            review_date="2027-01-31",
            **ends,
        )

    def complaint(self, agency_id: str, officer_id: str | None, **given: Any) -> Row:
        draw = self.draw
        row = {
            "number": f"C-{draw.randint(2000, 9999)}",
            "received_date": f"20{draw.randint(10, 23)}-0{draw.randint(1, 9)}-11",
            "category": draw.choice(CATEGORIES),
            "condition": draw.choice((None, "sustained_final", "delayed")),
            "allegation": "Allegation of something else",
            "disposition": draw.choice((None, "sustained", "unfounded")),
            "narrative": f"A secret narrative {draw.randint(1, 10**6)}.",
            **self.review(draw.happens(0.5)),
        }
        return self.add("complaint", agency_id=agency_id, officer_id=officer_id, **row | given)

    def incident(self, agency_id: str, officer_ids: Sequence[str], **given: Any) -> Row:
        draw = self.draw
        row = {
            "number": f"R-{draw.randint(100, 9999)}",
            "date": f"20{draw.randint(10, 23)}-07-07",
            "category": draw.choice(CATEGORIES),
            "condition": draw.choice((None, "sustained_final", "delayed")),
            "city": "Nowhere",
            "state": "CA",
            "narrative": f"A secret account {draw.randint(1, 10**6)}.",
            **self.review(draw.happens(0.5)),
        }
        made = self.add("incident", agency_id=agency_id, **row | given)
        self.involve(made["id"], officer_ids)
        return made

    def involve(self, incident_id: str, officer_ids: Sequence[str]) -> None:
        rows = self.facts.setdefault("involvement", [])
        rows += [{"incident_id": incident_id, "officer_id": o} for o in sorted(set(officer_ids))]

    def order(self, incident_id: str, starts_at: int, **ends: int) -> None:
        self.add(
            "incident_order",
            incident_id=incident_id,
            justification="An invented order.",
            author=f"Court {self.draw.randint(1, 10**6)}",
            starts_at=starts_at,
            **ends,
        )
