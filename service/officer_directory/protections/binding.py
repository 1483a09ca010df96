"""Binding a client widens what its holder may see: it is entered, and those who watch are told.

One person may do it, at the machine itself (0074); nobody does it unseen.
"""

import json
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from officer_directory.ledger.owed import Owed
from officer_directory.settings import Settings
from officer_directory.store.identity import client, person
from officer_directory.tiers import Tier

_TOLD_FOR = 90 * 24 * 60 * 60
_TOLD_OF = (Tier.RECORDS, Tier.OVERSIGHT, Tier.ADMIN)
WATCHING = (Tier.OVERSIGHT, Tier.AUDITOR)
"""The tiers that are told."""
_NOTICE = (
    "On {day} the client {client_id} ({label}) was bound to tier {tier}{whose}. If nobody agreed"
    " to that, have it revoked, and write to the head of the agency."
)


def enter(settings: Settings, client_id: str, tier: str, person: str | None, by: str) -> None:
    """Have a binding entered in the ledger, before it is committed."""
    told = {"command": "clients.add", "bound": client_id, "to": tier, "for": person, "by": by}
    Owed(settings.data).add(told, "inside")


def notices(connection: Connection, issuer: str, client_id: str, now: int) -> list[str]:
    """What a client of a watching tier is told: whom others were bound to since its own time.

    Overseers are told of what reaches their agencies, or has none; auditors of all.
    """
    c = client.c
    mine = connection.execute(select(client).where(c.issuer == issuer, c.client_id == client_id))
    own = mine.first()
    if own is None:
        return []
    since = max(own.added_at, now - _TOLD_FOR)
    query = (
        select(c.client_id, c.label, c.tier, c.agency_ids, c.added_at, person.c.name)
        .join_from(client, person, person.c.id == c.person_id, isouter=True)
        .where(c.tier.in_(_TOLD_OF), c.added_at >= since, c.id != own.id, c.revoked_at.is_(None))
        .order_by(c.added_at, c.client_id)
    )
    ours = set(json.loads(own.agency_ids))
    return [
        _NOTICE.format(
            day=datetime.fromtimestamp(row.added_at, UTC).date().isoformat(),
            client_id=row.client_id,
            label=row.label,
            tier=row.tier,
            whose="" if row.name is None else f", for {row.name}",
        )
        for row in connection.execute(query)
        if own.tier == Tier.AUDITOR or _meets(ours, set(json.loads(row.agency_ids)))
    ]


def _meets(ours: set[str], theirs: set[str]) -> bool:
    return not theirs or bool(ours & theirs)
