"""Which credentials of a tier were good in a time: whose they were, never what they asked."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from officer_directory.identity.key_states import has_lapsed
from officer_directory.store.identity import api_key, client
from officer_directory.tiers import Tier


@dataclass(frozen=True, slots=True)
class Live:
    """A key or client was, or will be, good from an instant up to another; None: without end."""

    kind: str  # key, client
    id: str
    label: str
    organisation: str | None
    since: int
    until: int | None


def live(connection: Connection, tier: Tier, since: int, until: int, now: int) -> list[Live]:
    """The keys and clients of a tier that were good at some instant of a time, oldest first.

    A revocation that lapsed is none.
    """
    k, c = api_key.c, client.c
    keys = select(api_key).where(k.tier == tier, k.issued_at < until, k.expires_at > since)
    found = []
    for row in connection.execute(keys):
        ends = row.expires_at
        if row.revoked_at is not None and not has_lapsed(row, now):
            ends = min(ends, row.revoked_at)
        found.append(Live("key", row.key_id, row.label, row.organisation, row.issued_at, ends))
    clients = select(client).where(c.tier == tier, c.added_at < until)
    for row in connection.execute(clients):
        named = f"{row.issuer} {row.client_id}".strip()
        found.append(Live("client", named, row.label, None, row.added_at, row.revoked_at))
    alive = [one for one in found if one.until is None or one.until > since]
    return sorted(alive, key=lambda one: (one.since, one.id))


def agencies_of(
    connection: Connection, key_ids: Iterable[str], client_ids: Iterable[tuple[str, str]]
) -> dict[tuple[str, ...], frozenset[str]]:
    """The agencies that keys, and clients of their issuers, are bound to."""
    keys, clients = sorted(set(key_ids)), sorted(set(client_ids))
    k, c = api_key.c, client.c
    query = select(k.key_id, k.agency_ids).where(k.key_id.in_(keys))
    found: dict[tuple[str, ...], frozenset[str]] = {
        (row.key_id,): frozenset(json.loads(row.agency_ids)) for row in connection.execute(query)
    }
    for issuer, client_id in clients:
        of = select(c.agency_ids).where(c.issuer == issuer, c.client_id == client_id)
        if (bound := connection.scalar(of)) is not None:
            found[issuer, client_id] = frozenset(json.loads(bound))
    return found
