"""Protections that someone decided on: findings, an emergency hold, an order."""

from officer_directory.demo.draw import Draw
from officer_directory.demo.facts import Row

HOLD_SECONDS = 72 * 3600
"""An emergency hold lasts three days, unless it is followed by something reviewed."""

FINDINGS = 8
_REASONS = (
    "Credible threat made by name on 12 May against the officer.",
    "Testifies in March against an organisation that paid for addresses of two witnesses.",
    "Works under another name on loan to a task force; duties demand anonymity until it ends.",
)


def finding(draw: Draw, officer: Row, at: int, protection_class: str) -> Row:
    """A particularised, dated finding with a review date."""
    return _protection(draw, officer, at, "finding", protection_class) | {
        "justification": draw.choice(_REASONS),
        "review_date": "2027-06-30",
    }


def hold(draw: Draw, officer: Row, at: int) -> Row:
    """An emergency hold from now on, for three days."""
    return _protection(draw, officer, at, "hold", "held") | {
        "justification": "Home address and photo posted last night with a call to visit.",
        "ends_at": at + HOLD_SECONDS,
    }


def order(draw: Draw, incident_id: str, at: int) -> Row:
    """A court's order that the identities in one incident are not released."""
    return {
        "id": draw.identifier(),
        "incident_id": incident_id,
        "justification": "Temporary restraining order, Superior Court, case 25-0417 (invented).",
        "author": "Superior Court of Calder County",
        "starts_at": at,
    }


def _protection(draw: Draw, officer: Row, at: int, kind: str, protection_class: str) -> Row:
    return {
        "id": draw.identifier(),
        "officer_id": officer["id"],
        "kind": kind,
        "protection_class": protection_class,
        "author": "o.penhaligon",
        "starts_at": at,
    }
