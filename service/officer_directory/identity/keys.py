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
from officer_directory.identity.key_format import new_key, parse
from officer_directory.store.identity import api_key
from officer_directory.tiers import Tier

DAY = 24 * 60 * 60
GOOD_FOR_DAYS = 365
OVERLAP_DAYS = 7
LONGEST_LABEL = 200
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
    label = _label(label)
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
    }
    connection.execute(insert(api_key), row)
    return key


def listed(connection: Connection) -> list[Row[Any]]:
    """Every key, newest first, without its digest."""
    shown = [column for column in api_key.c if column.name != "digest"]
    order = (api_key.c.issued_at.desc(), api_key.c.key_id)
    return list(connection.execute(select(*shown).order_by(*order)))


def revoke(connection: Connection, key_id: str, *, now: int) -> None:
    """Revoke a key, at once; raises NoSuchRecordError if there is none with this id."""
    one = update(api_key).where(api_key.c.key_id == key_id, api_key.c.revoked_at.is_(None))
    if connection.execute(one.values(revoked_at=now)).rowcount != 1:
        _require(connection, key_id)


def rotate(
    connection: Connection,
    pepper: bytes,
    key_id: str,
    *,
    now: int,
    overlap_days: int = OVERLAP_DAYS,
) -> str:
    """Issue a key like this one, which stays good for the days of overlap at most.

    Raises:
        RefusedByRuleError: it is no longer good.
    """
    old = _require(connection, key_id, lock=True)
    if old.revoked_at is not None or old.expires_at <= now:
        raise RefusedByRuleError("This key is no longer good: issue a new one.")
    until = min(old.expires_at, now + max(0, overlap_days) * DAY)
    connection.execute(update(api_key).where(api_key.c.key_id == key_id).values(expires_at=until))
    agencies = json.loads(old.agency_ids)
    days = max(1, (old.expires_at - old.issued_at) // DAY)
    return issue(connection, pepper, old.tier, old.label, agency_ids=agencies, now=now, days=days)


def _require(connection: Connection, key_id: str, *, lock: bool = False) -> Row[Any]:
    one = select(api_key).where(api_key.c.key_id == key_id)
    found = connection.execute(one.with_for_update() if lock else one).first()
    if found is None:
        raise NoSuchRecordError("There is no key with this id; `keys list` shows them.")
    return found


def _tier(word: str) -> Tier:
    try:
        return Tier(word)
    except ValueError:
        raise RefusedByRuleError(f"A tier is one of {', '.join(Tier)}.") from None


def _label(text: str) -> str:
    label = text.strip()
    if not label or not label.isprintable() or len(label) > LONGEST_LABEL:
        raise RefusedByRuleError("A key needs a label of visible characters: who is it for?")
    return label
