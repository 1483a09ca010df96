"""What the ledger is told of an answer above the public tier, before it leaves.

Inside tiers are named and their question is in full; of the press the ledger keeps a
commitment alone, whatever it is told here.
"""

from typing import Any

from officer_directory.identity.requester import Requester
from officer_directory.ledger.append import Ledger
from officer_directory.ledger.entry import Log
from officer_directory.tiers import Tier


async def enter(ledger: Ledger, requester: Requester, facts: dict[str, Any]) -> None:
    """Enter an answer, durably.

    Raises:
        NotAnsweredError: it cannot be entered.
    """
    await ledger.append(*_named(requester, facts))


def owe(ledger: Ledger, requester: Requester, facts: dict[str, Any]) -> None:
    """Keep on the disk what is to be entered as soon as the ledger can be written."""
    ledger.owe(*_named(requester, facts))


def hand_in(ledger: Ledger, requester: Requester, facts: dict[str, Any]) -> None:
    """Have something entered soon, waiting for nothing."""
    ledger.hand_in(*_named(requester, facts))


def _named(requester: Requester, facts: dict[str, Any]) -> tuple[dict[str, Any], Log]:
    named: dict[str, Any] = {"tier": requester.tier, "key": requester.key_id}
    named["label"] = requester.label
    if requester.client_id is not None:
        named |= {"issuer": requester.issuer, "client": requester.client_id}
        named["person"] = requester.person
    return {**named, **facts}, "press" if requester.tier is Tier.PRESS else "inside"
