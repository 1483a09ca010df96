"""A world as an inside tier sees it, with everything else drawn anew.

Kept, for the tiers of agencies: what their own agencies hold, as far as California shows
it. Drawn: other agencies with all they hold, and what even the own agency's rows withhold.
Auditors and administrators see no officer facts at all, so nothing is kept for them.
"""

from officer_directory.demo.draw import Draw
from officer_directory.tiers import Tier
from tests.noninterference.strangers import CATEGORIES, DAY, MARKS, Facts, Inventing, Row
from tests.world import facts_of

OWN = {
    Tier.HR: ("fernhollow",),
    Tier.RECORDS: ("fernhollow",),
    Tier.OVERSIGHT: ("fernhollow", "brackwater"),
}
_OF_AN_OFFICER = ("employment", "assignment", "salary", "document")


def inside_world(seed: str, at: int, tier: Tier, crowded: bool) -> Facts:
    """One of many worlds that are the same to an inside tier of its agencies."""
    named = facts_of(at)
    draw = Draw(seed)
    own = {named["agency"][name]["id"] for name in OWN.get(tier, ())}
    facts = _kept(named, own)
    inventing = Inventing(draw, facts, at)
    if own:
        _withheld(inventing, tier)
    near = facts["officer"] or list(named["officer"].values())
    strangers = _strangers(inventing, list(near), crowded)
    for officer in facts["officer"]:
        officer.setdefault("person_id", draw.identifier())
    if tier is not Tier.HR and own:
        _beside(inventing, own, strangers)
    return facts


def _kept(named: dict[str, dict[str, Row]], own: set[str]) -> Facts:
    """Copies of the rows of these agencies."""
    tables = ("agency", "unit", "officer", "complaint", "incident")
    facts: Facts = {
        table: [
            dict(row)
            for row in named[table].values()
            if (row["id"] if table == "agency" else row["agency_id"]) in own
        ]
        for table in tables
    }
    officers = {row["id"] for row in facts["officer"]}
    for table in (*_OF_AN_OFFICER, "protection"):
        rows = named[table].values()
        facts[table] = [dict(row) for row in rows if row["officer_id"] in officers]
    incidents = {row["id"] for row in facts["incident"]}
    for table in ("involvement", "incident_order"):
        rows = named[table].values()
        facts[table] = [dict(row) for row in rows if row["incident_id"] in incidents]
    links = facts["involvement"]
    facts["involvement"] = [row for row in links if row["officer_id"] in officers]
    return facts


def _withheld(inventing: Inventing, tier: Tier) -> None:
    """What the tier may not see of its own agencies' rows, drawn anew."""
    draw, facts = inventing.draw, inventing.facts
    for row in facts["complaint"]:
        if tier is Tier.HR:
            row |= {"narrative": f"Secret {draw.randint(1, 10**6)}.", **_reviewed(inventing)}
        if row["officer_id"] not in {o["id"] for o in facts["officer"]}:
            row["officer_id"] = None
    for row in facts["document"]:
        row |= _reviewed(inventing)
    for officer in facts["officer"]:
        if tier is Tier.RECORDS:
            officer["hr_id"] = f"PAY-{draw.randint(1, 10**6)}"
        if officer["photo_id"]:  # that there is one shows, not where it lies
            officer["photo_id"] = draw.identifier()
        if tier is not Tier.OVERSIGHT:  # whom else this person is
            officer["person_id"] = draw.identifier()
    if tier is Tier.HR:
        _unknown_to_hr(inventing)
    # An order on an incident hides identities outside, and is nothing that inside tiers list.
    facts["incident_order"] = []
    for incident in draw.sample(facts["incident"], min(2, len(facts["incident"]))):
        inventing.order(incident["id"], inventing.at - DAY)


def _reviewed(inventing: Inventing) -> Row:
    return inventing.review(inventing.draw.happens(0.5))


def _unknown_to_hr(inventing: Inventing) -> None:
    """Protections, classes and incidents: human resources never learn of them."""
    draw, facts, at = inventing.draw, inventing.facts, inventing.at
    for table in ("protection", "incident", "involvement", "incident_order"):
        facts[table] = []
    for agency in facts["agency"]:
        agency["opened_at"] = draw.choice((None, at - draw.randint(1, 10**6)))
    for unit in facts["unit"]:
        unit["mark"] = draw.choice(MARKS)
    officers = [row["id"] for row in facts["officer"]]
    for officer_id in draw.sample(officers, 6):
        held = draw.choice(("sensitive", "undercover", "held"))
        inventing.protect(officer_id, "finding", held, at + draw.choice((-DAY, 7_200)))
    for _ in range(draw.randint(0, 5)):
        involved = draw.sample(officers, draw.randint(0, 4))
        inventing.incident(facts["agency"][0]["id"], involved)


def _strangers(inventing: Inventing, near: list[Row], crowded: bool) -> list[Row]:
    """Other agencies, open and closed, full of people like the own ones."""
    draw, at = inventing.draw, inventing.at
    strangers = []
    for _ in range(draw.randint(1, 3)):
        agency_id = inventing.agency(draw.choice((None, at - DAY)))["id"]
        units = [inventing.unit(agency_id, mark)["id"] for mark in MARKS]
        officers = [inventing.officer(agency_id, near) for _ in range(draw.randint(2, 8))]
        for officer in officers:
            inventing.assign(officer["id"], draw.choice(units), "2015-01-01", None)
            if draw.happens(0.3):
                inventing.protect(officer["id"], "finding", "undercover", at - DAY)
            if draw.happens(0.6):
                inventing.complaint(agency_id, officer["id"], category=draw.choice(CATEGORIES))
        ids = [officer["id"] for officer in officers]
        inventing.incident(agency_id, ids[:3], category="shooting", condition=None)
        strangers += officers
    if crowded:
        strangers += inventing.crowd(strangers[0]["agency_id"], near)
    return strangers


def _beside(inventing: Inventing, own: set[str], strangers: list[Row]) -> None:
    """Strangers in own incidents, own officers in strangers' ones: neither may show."""
    draw, facts = inventing.draw, inventing.facts
    ids = [officer["id"] for officer in strangers]
    ours = [row["id"] for row in facts["incident"] if row["agency_id"] in own]
    for incident_id in draw.sample(ours, 3):
        inventing.involve(incident_id, draw.sample(ids, min(2, len(ids))))
    for row in [row for row in facts["incident"] if row["agency_id"] not in own]:
        officers = [o["id"] for o in facts["officer"] if o["agency_id"] in own]
        inventing.involve(row["id"], draw.sample(officers, 2))
