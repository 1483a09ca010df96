"""API keys: issued once, kept as a digest, bound to a tier and to agencies.

The key itself is in no database: HMAC-SHA-256 of it under the pepper is, and the pepper is
in a file of its own. A key expires, can be revoked, and can be rotated: the new one and
the old one are both good for a while.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from officer_directory.errors import NoSuchRecordError, RefusedByRuleError
from officer_directory.identity.holders import NOBODY, Holder, visible
from officer_directory.identity.key_format import new_key, parse
from officer_directory.identity.key_states import DAY, in_force, state_of
from officer_directory.moments import moment
from officer_directory.store.identity import api_key
from officer_directory.store.usage import delivered
from officer_directory.tiers import Tier

GOOD_FOR_DAYS = 365
OVERLAP_DAYS = 7
_LISTED = select(*(column for column in api_key.c if column.name != "digest")).order_by(
    api_key.c.issued_at.desc(), api_key.c.key_id
)
_OF_AGENCIES = (Tier.HR, Tier.RECORDS, Tier.OVERSIGHT)


def digest(pepper: bytes, key: str) -> bytes:
    """What is stored in place of a key."""
    return hmac.digest(pepper, key.encode("ascii"), hashlib.sha256)


def issue(
    connection: Connection,
    pepper: bytes,
    tier: str,
    label: str,
    *,
    agency_ids: Iterable[str],
    now: int,
    days: int = GOOD_FOR_DAYS,
    holder: Holder = NOBODY,
    succeeds: str | None = None,
) -> str:
    """Issue a key and return it: the only time that it is seen.

    Raises:
        RefusedByRuleError: the tier is unknown, or agencies and tier do not go together.
    """
    of_tier, agencies = _tier(tier), sorted(set(agency_ids))
    if bool(agencies) != (of_tier in _OF_AGENCIES):
        raise RefusedByRuleError(
            "A key of tier hr, records or oversight is about the agencies it names;"
            " a key of another tier names none."
        )
    if days < 1:
        raise RefusedByRuleError("A key is good for at least one day.")
    label = visible(label, "A key needs a label of visible characters: who is it for?")
    key = new_key(of_tier)
    form = parse(key)
    assert form is not None
    row = {
        "key_id": form.key_id,
        "digest": digest(pepper, key),
        "tier": of_tier.value,
        "label": label,
        "agency_ids": json.dumps(agencies),
        "issued_at": now,
        "expires_at": now + days * DAY,
        "succeeds": succeeds,
        **holder.stated(),
    }
    connection.execute(insert(api_key), row)
    return key


def listed(connection: Connection) -> list[Row[Any]]:
    """Every key, newest first, without its digest."""
    return list(connection.execute(_LISTED))


def family(connection: Connection, key_ids: Iterable[str]) -> list[Row[Any]]:
    """These keys, and those they were rotated from and to, newest first."""
    of = list(key_ids)
    before = select(api_key.c.succeeds).where(api_key.c.key_id.in_(of))
    kin = api_key.c.key_id.in_(of) | api_key.c.succeeds.in_(of) | api_key.c.key_id.in_(before)
    return list(connection.execute(_LISTED.where(kin)))


def shown(key: Row[Any], now: int) -> dict[str, Any]:
    """What may be listed of a key: days, and no hour of use."""
    return {
        "key_id": key.key_id,
        "tier": key.tier,
        "label": key.label,
        "organisation": key.organisation,
        "contact": key.contact,
        "purpose": key.purpose,
        "state": state_of(key, now),
        "issued_at": moment(key.issued_at),
        "expires_at": moment(key.expires_at),
        "last_used_on": key.last_used_on,
        "succeeds": key.succeeds,
    }


def rotate(
    connection: Connection,
    pepper: bytes,
    key_id: str,
    *,
    now: int,
    overlap_days: int = OVERLAP_DAYS,
) -> str:
    """Issue a key like this one, which stays good for the days of overlap at most.

    A key that has a living successor is not rotated again; the successor may be.

    Raises:
        RefusedByRuleError: it is no longer good, or was rotated already.
    """
    old = require(connection, key_id, lock=True)
    if not in_force(old, now):
        raise RefusedByRuleError("This key is no longer good: issue a new one.")
    successors = connection.execute(select(api_key).where(api_key.c.succeeds == key_id))
    if any(in_force(one, now) for one in successors):
        raise RefusedByRuleError("This key has a successor already: use that, or rotate it.")
    until = min(old.expires_at, now + max(0, overlap_days) * DAY)
    connection.execute(update(api_key).where(api_key.c.key_id == key_id).values(expires_at=until))
    new = issue(
        connection,
        pepper,
        old.tier,
        old.label,
        agency_ids=json.loads(old.agency_ids),
        now=now,
        days=max(1, (old.expires_at - old.issued_at) // DAY),
        holder=Holder(old.organisation, old.contact, old.purpose),
        succeeds=key_id,
    )
    _carry_budget(connection, key_id, new)
    return new


def _carry_budget(connection: Connection, old: str, new: str) -> None:
    """What was delivered to a key was delivered to its successor: rotating renews no budget."""
    form = parse(new)
    assert form is not None
    used = select(delivered.c.day, delivered.c.records).where(delivered.c.key_id == old)
    for row in connection.execute(used).all():
        carried = {"key_id": form.key_id, "day": row.day, "records": row.records}
        connection.execute(insert(delivered), carried)


def require(connection: Connection, key_id: str, *, lock: bool = False) -> Row[Any]:
    """The row of a key, locked for this transaction if asked.

    Raises:
        NoSuchRecordError: there is none with this id.
    """
    one = select(api_key).where(api_key.c.key_id == key_id)
    found = connection.execute(one.with_for_update() if lock else one).first()
    if found is None:
        raise NoSuchRecordError("There is no key with this id; `keys list` shows them.")
    return found


def note_use(connection: Connection, key_id: str, day: str) -> None:
    """Write down the last day on which a key was good for something; never the hour."""
    earlier = api_key.c.last_used_on.is_(None) | (api_key.c.last_used_on < day)
    one = update(api_key).where(api_key.c.key_id == key_id, earlier)
    connection.execute(one.values(last_used_on=day))


def _tier(word: str) -> Tier:
    try:
        return Tier(word)
    except ValueError:
        raise RefusedByRuleError(f"A tier is one of {', '.join(Tier)}.") from None
