"""A world as an outside tier sees it, with everything else drawn anew.

Kept: listed officers with what California releases of them, complaints and incidents that
must be disclosed, reviewed documents, opened agencies and how many complaints they do not
list. Drawn: every other value, everyone who may not be listed, and when.
"""

from officer_directory.demo.draw import Draw
from officer_directory.disclosure.conditions import CONDITIONS, Situation
from tests.noninterference.strangers import DAY, Facts, Inventing, Row
from tests.world import LISTED, facts_of

_OPENED = ("fernhollow", "brackwater")
_HOW_HIDDEN = ("unit", "unmarked", "finding", "hold", "order", "person", "both")


def disclosable(row: Row) -> bool:
    situation = Situation(category=row["category"], condition=row["condition"])
    return CONDITIONS["disclosable"].holds(situation)


def outside_world(seed: str, at: int, crowded: bool) -> Facts:
    """One of many worlds that are the same to the public and the press.

    A crowded one has many more hidden officers, with names near a visible one.
    """
    named = facts_of(at)
    draw = Draw(seed)
    kept_agencies = [named["agency"][name] for name in _OPENED]
    listed = [named["officer"][name] for name in LISTED if name != "quill"]
    facts: Facts = {
        "agency": [dict(row, opened_at=at - draw.randint(0, 10**7)) for row in kept_agencies],
        "officer": [dict(row) for row in listed],
    }
    inventing = Inventing(draw, facts, at)
    mine = {row["id"] for row in listed}
    facts["salary"] = [r for r in named["salary"].values() if r["officer_id"] in mine]
    _careers(inventing, named, mine)
    hidden = _hidden(inventing, listed, crowded)
    _complaints(inventing, named, listed, hidden)
    _incidents(inventing, named, listed, hidden)
    for row in named["document"].values():
        if row["officer_id"] in mine and row.get("reviewed_at"):
            inventing.add("document", **row | inventing.review(True))
    for officer in draw.sample(listed, 4):
        inventing.document(officer["id"], reviewed=False)
    return facts


def _careers(inventing: Inventing, named: dict[str, dict[str, Row]], mine: set[str]) -> None:
    """Of listed officers: units that leave them listed, protections that end or begin later."""
    draw, facts, at = inventing.draw, inventing.facts, inventing.at
    for row in named["employment"].values():
        if row["officer_id"] in mine:
            private = inventing.private()
            kept = {name: private[name] for name in ("status_detail", "separation_reason")}
            inventing.add("employment", **row | kept)
    units = {
        (agency["id"], mark): inventing.unit(agency["id"], mark)["id"]
        for agency in facts["agency"]
        for mark in ("open", "sensitive", "undercover")
    }
    for officer in facts["officer"]:
        agency_id = officer["agency_id"]
        officer |= inventing.private()
        officer["person_id"] = draw.identifier()
        listed_in = units[agency_id, draw.choice(("open", "sensitive"))]
        if draw.happens(0.8):
            inventing.assign(officer["id"], listed_in, officer["hire_date"], None)
        if draw.happens(0.4):  # under cover once: over when first recorded
            undercover = units[agency_id, "undercover"]
            inventing.assign(officer["id"], undercover, "1999-01-01", "2003-02-02")
        if draw.happens(0.4):
            inventing.protect(officer["id"], "finding", "sensitive", at - DAY)
        if draw.happens(0.4):  # a few hours from now nobody will know of them
            held = draw.choice(("undercover", "held"))
            inventing.protect(officer["id"], "order", held, at + draw.randint(2, 9) * 3_600)
        if draw.happens(0.4):
            over = at - draw.randint(10, 10**6)
            inventing.protect(officer["id"], "hold", "held", over - DAY, ends_at=over)
    twins = draw.sample(facts["officer"], 2)  # one person, two listed records
    twins[1]["person_id"] = twins[0]["person_id"]


def _hidden(inventing: Inventing, listed: list[Row], crowded: bool) -> list[Row]:
    """Officers of whom nobody outside may know, for every reason there is."""
    draw, at = inventing.draw, inventing.at
    agencies = [row["id"] for row in inventing.facts["agency"]]
    hidden = []
    for place in range(draw.randint(4, 14)):
        agency_id = draw.choice(agencies)
        officer = inventing.officer(agency_id, listed)
        hidden.append(officer)
        how = _HOW_HIDDEN[place % len(_HOW_HIDDEN)]
        if how in ("unit", "both"):
            inventing.assign(
                officer["id"], inventing.unit(agency_id, "undercover")["id"], "2015-01-01", None
            )
        if how == "unmarked":
            inventing.assign(officer["id"], inventing.unit(agency_id, None)["id"], None, None)
        if how == "finding":
            inventing.protect(officer["id"], "finding", "undercover", at - DAY)
        if how in ("hold", "both"):
            inventing.protect(officer["id"], "hold", "held", at - 60, ends_at=at + 3 * DAY)
        if how == "order":
            inventing.protect(officer["id"], "order", "held", 0)
        if how == "person":
            other = next(a for a in agencies if a != agency_id)
            twin = inventing.officer(other, listed, officer["person_id"])
            inventing.protect(twin["id"], "finding", "undercover", at - DAY)
            hidden.append(twin)
    for _ in range(draw.randint(0, 2)):
        closed = inventing.agency(None)["id"]
        hidden += [inventing.officer(closed, listed) for _ in range(draw.randint(1, 4))]
    if crowded:
        crowd = inventing.crowd(agencies[0], listed)
        for officer in crowd:
            inventing.protect(officer["id"], "finding", "undercover", 0)
        hidden += crowd
    return hidden


def _complaints(
    inventing: Inventing, named: dict[str, dict[str, Row]], listed: list[Row], hidden: list[Row]
) -> None:
    draw, mine = inventing.draw, {row["id"] for row in listed}
    agencies = {row["id"] for row in inventing.facts["agency"]}
    for row in named["complaint"].values():
        if row["agency_id"] not in agencies:
            continue
        whose = [h["id"] for h in hidden if h["agency_id"] == row["agency_id"]]
        if disclosable(row):
            kept = row | inventing.review(bool(row.get("reviewed_at")))
            if not kept["reviewed_at"]:
                kept["narrative"] = f"Not reviewed: {draw.randint(1, 10**6)}."
            if row["officer_id"] not in mine:
                kept["officer_id"] = draw.choice((None, *whose))
            inventing.add("complaint", **kept)
        elif row["officer_id"] in mine:  # counted in the agency's total, and only there
            own = [o["id"] for o in listed if o["agency_id"] == row["agency_id"]]
            not_listed = {"category": "bias", "condition": draw.choice((None, "delayed"))}
            inventing.complaint(row["agency_id"], draw.choice(own), **not_listed)
    for officer in hidden:
        for _ in range(draw.randint(0, 2)):
            secret = {"category": "other", "condition": None}
            inventing.complaint(officer["agency_id"], officer["id"], **secret)


def _incidents(
    inventing: Inventing, named: dict[str, dict[str, Row]], listed: list[Row], hidden: list[Row]
) -> None:
    draw, at, mine = inventing.draw, inventing.at, {row["id"] for row in listed}
    agencies = {row["id"] for row in inventing.facts["agency"]}
    everyone = [row["id"] for row in (*listed, *hidden)]
    for name, row in named["incident"].items():
        if row["agency_id"] not in agencies or not disclosable(row):
            continue
        kept = inventing.add("incident", **row | inventing.review(bool(row.get("reviewed_at"))))
        if not kept["reviewed_at"]:
            kept["narrative"] = f"Not reviewed: {draw.randint(1, 10**6)}."
        if name == "ordered":  # all identities in it are hidden, whoever they are
            inventing.involve(kept["id"], draw.sample(everyone, draw.randint(0, 5)))
            inventing.order(kept["id"], at - draw.randint(1, 10**6))
            continue
        public = [
            link["officer_id"]
            for link in named["involvement"].values()
            if link["incident_id"] == row["id"] and link["officer_id"] in mine
        ]
        secret = [h["id"] for h in draw.sample(hidden, draw.randint(0, 3))]
        inventing.involve(kept["id"], [*public, *secret])
        if draw.happens(0.5):
            inventing.order(kept["id"], at + draw.randint(2, 9) * 3_600)
        if draw.happens(0.5):
            inventing.order(kept["id"], at - 2 * DAY, ends_at=at - DAY)
    for _ in range(draw.randint(0, 4)):
        secret = {"category": "other", "condition": None}
        agency_id = draw.choice(sorted(agencies))
        inventing.incident(agency_id, draw.sample(everyone, draw.randint(0, 4)), **secret)
