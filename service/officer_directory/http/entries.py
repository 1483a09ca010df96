"""What the ledger is told of an answer above the public tier, before it leaves.

Inside tiers are named and their question is in full; of the press the ledger keeps a
commitment alone, whatever it is told here.
"""

import asyncio
from typing import Any, Final

from officer_directory.errors import NotAnsweredError
from officer_directory.identity.requester import Requester
from officer_directory.ledger.append import Ledger
from officer_directory.tiers import Tier

_BETWEEN_TRIES: Final = 5.0
_owed: set["asyncio.Task[None]"] = set()  # a task that nobody holds may vanish


async def enter(ledger: Ledger, requester: Requester, facts: dict[str, Any]) -> None:
    """Enter an answer, durably.

    Raises:
        NotAnsweredError: it cannot be entered.
    """
    named = {"tier": requester.tier, "key": requester.key_id, "label": requester.label}
    if requester.client_id is not None:
        named |= {"issuer": requester.issuer, "client": requester.client_id}
        named["person"] = requester.person
    await ledger.append({**named, **facts}, "press" if requester.tier is Tier.PRESS else "inside")


def owe(ledger: Ledger, requester: Requester, facts: dict[str, Any]) -> None:
    """Have an answer entered as soon as the ledger can be written again: for narrowing."""
    task = asyncio.create_task(_enter_later(ledger, requester, facts))
    _owed.add(task)
    task.add_done_callback(_owed.discard)


async def _enter_later(ledger: Ledger, requester: Requester, facts: dict[str, Any]) -> None:
    while True:
        await asyncio.sleep(_BETWEEN_TRIES)
        try:
            return await enter(ledger, requester, facts)
        except NotAnsweredError:
            continue
