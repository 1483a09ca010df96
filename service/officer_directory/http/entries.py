"""What the ledger is told of an answer above the public tier, before it leaves.

Inside tiers are named and their question is in full; of the press the ledger keeps a
commitment alone, whatever it is told here.
"""

from collections.abc import Iterable
from typing import Any, Final

from starlette.types import Scope

from officer_directory.http.edge import headers_of
from officer_directory.identity.requester import Requester
from officer_directory.ledger.append import Ledger
from officer_directory.ledger.entry import Log
from officer_directory.ledger.receipt import Receipt
from officer_directory.tiers import Tier

PURPOSE: Final = b"disclosure-purpose"
_LONGEST_PURPOSE = 200


async def enter(ledger: Ledger, requester: Requester, facts: dict[str, Any]) -> Receipt:
    """Enter an answer, durably; the receipt for it.

    Raises:
        NotAnsweredError: it cannot be entered.
    """
    return await ledger.append(*_named(requester, facts))


def owe(ledger: Ledger, requester: Requester, facts: dict[str, Any]) -> Receipt:
    """Keep on the disk what is to be entered as soon as the ledger can be written."""
    return ledger.owe(*_named(requester, facts))


def hand_in(ledger: Ledger, requester: Requester, facts: dict[str, Any]) -> Receipt:
    """Have something entered soon, waiting for nothing."""
    return ledger.hand_in(*_named(requester, facts))


def asked_for(scope: Scope, asked: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """What the agency keeps of a question besides: its route, its fields, its purpose."""
    told = {"route": f"{scope['method']} {scope.get('template', '')}"}
    if fields := next((value for name, value in asked if name == "fields"), None):
        told["fields"] = fields
    if purpose := next(iter(headers_of(scope, PURPOSE)), None):
        told["purpose"] = purpose[:_LONGEST_PURPOSE]
    return told


def _named(requester: Requester, facts: dict[str, Any]) -> tuple[dict[str, Any], Log]:
    named: dict[str, Any] = {"tier": requester.tier, "key": requester.key_id}
    named |= {"label": requester.label, "subject": requester.subject}
    if requester.client_id is not None:
        named |= {"issuer": requester.issuer, "client": requester.client_id}
        named["person"] = requester.person
    return {**named, **facts}, "press" if requester.tier is Tier.PRESS else "inside"
