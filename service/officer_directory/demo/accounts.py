"""Accounts of what happened, invented: reviewed ones name nobody, unreviewed ones do."""

from officer_directory.demo.draw import Draw
from officer_directory.demo.facts import Row

ALLEGATIONS = {
    "shooting": ("Discharge of a firearm at a person",),
    "great_bodily_injury": ("Use of force resulting in great bodily injury",),
    "sexual_assault": ("Sexual assault of a member of the public",),
    "dishonesty": ("False statement in a report", "False testimony", "Destruction of evidence"),
    "excessive_force": ("Unreasonable or excessive force", "Force after compliance"),
    "failure_to_intervene": ("Failure to intervene against excessive force",),
    "bias": ("Discriminatory conduct", "Discriminatory language"),
    "unlawful_arrest_or_search": ("Unlawful arrest", "Unlawful search of a vehicle"),
    "other": ("Discourtesy", "Neglect of duty", "Unbecoming conduct", "Late to court"),
}
PENALTIES = ("Official reprimand", "Suspension, 5 days", "Suspension, 22 days", "Demotion")

_PLACES = (
    "on the Saltwater boardwalk",
    "at the Orchard Flats bus exchange",
    "in a parking structure by the old mint",
    "outside a bakery in Cooperage",
    "on the Quail Ridge fire road",
    "in the lobby of the Foundry station",
)
_EVENTS = (
    "a stop for a broken tail light led to a foot pursuit",
    "officers answered a call about a quarrel between neighbours",
    "a person did not answer commands given in one language only",
    "officers served a search warrant",
    "a crowd gathered after a collision",
)
_ENDS = (
    "Body-worn video was reviewed.",
    "Three witnesses were interviewed.",
    "No video of the first minute exists.",
    "The person was treated at a hospital and released.",
)


def reviewed_account(draw: Draw) -> str:
    """An account from which every identity has been taken."""
    start = draw.choice(_EVENTS)
    return f"{start[0].upper()}{start[1:]} {draw.choice(_PLACES)}. {draw.choice(_ENDS)}"


def raw_account(draw: Draw, officer: Row) -> str:
    """An account as first written: it names the officer and how to find them."""
    return (
        f"{officer['rank']} {officer['first_name']} {officer['last_name']}"
        f" ({officer['badge_number']}) reported that {draw.choice(_EVENTS)}"
        f" {draw.choice(_PLACES)}. {draw.choice(_ENDS)}"
    )


def account(draw: Draw, officer: Row, at: int, reviewed: bool) -> Row:
    """The columns of a narrative, with who reviewed it if anyone has."""
    if not reviewed:
        return {"narrative": raw_account(draw, officer)}
    return {
        "narrative": reviewed_account(draw),
        "reviewed_by": "o.penhaligon",
        "reviewed_at": at,
    }
