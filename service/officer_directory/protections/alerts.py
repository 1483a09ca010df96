"""Which alerts on unusual look-ups somebody may read: those about requesters of their agencies.

Nobody reads one about themselves: who is meant is not warned.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, select

from officer_directory.identity.requester import Requester
from officer_directory.store.identity import api_key, client
from officer_directory.tiers import Tier

WATCHING = frozenset((Tier.RECORDS, Tier.OVERSIGHT, Tier.AUDITOR))
"""The tiers that read alerts; records of its agencies alone."""


def readable(
    connection: Connection, alerts: Iterable[Any], requester: Requester
) -> Iterator[dict[str, str]]:
    """The alerts that a requester of a watching tier may read, in words, in their order."""
    own = {requester.person, requester.subject}
    for one in alerts:
        if one.about in own:
            continue
        if requester.tier is Tier.RECORDS and requester.agency_ids.isdisjoint(
            _agencies(connection, one)
        ):
            continue
        yield {"day": one.day, "rule": one.rule, "about": one.about, "words": one.words}


def _agencies(connection: Connection, alert: Any) -> list[str]:
    """The agencies of the credential that an alert is about."""
    query = select(api_key.c.agency_ids).where(api_key.c.key_id == alert.key)
    if alert.client is not None:
        own = (client.c.issuer == (alert.issuer or ""), client.c.client_id == alert.client)
        query = select(client.c.agency_ids).where(*own)
    found: list[str] = json.loads(connection.scalar(query) or "[]")
    return found
