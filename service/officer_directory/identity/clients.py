"""Clients: who a program that signs in with OAuth is bound to.

A client is of one issuer, the embedded one (`""`) or another, and is bound to one tier, to
agencies, to scopes that narrow its tier, and where someone acts through it to a person. A
secret is in no database: its HMAC under the pepper is.
"""

import json
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, insert, select, update

from officer_directory.errors import NoSuchRecordError, RefusedByRuleError
from officer_directory.identity import persons
from officer_directory.identity.holders import visible
from officer_directory.identity.keys import digest
from officer_directory.identity.public_keys import key_set
from officer_directory.identity.scopes import OF_TIER
from officer_directory.store.identity import access_token, client, person
from officer_directory.tiers import INSIDE, Tier

EMBEDDED = ""
"""The issuer of clients that the embedded issuer gives tokens to."""

_OF_AGENCIES = (Tier.HR, Tier.RECORDS, Tier.OVERSIGHT)
_LONGEST_ID = 255
_SECRET_BYTES = 32


SECRET_PREFIX = "odsec_"  # noqa: S105 -- not one, but what each begins with
SECRET_FOUND_BY = rf"{SECRET_PREFIX}[0-9a-f]{{64}}"
"""A regular expression for secret scanners."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A client as it is asked for; `public_keys` is PEM, a JWK or a JWK Set."""

    tier: str
    label: str
    agency_ids: Collection[str] = ()
    person: str | None = None
    issuer: str = EMBEDDED
    client_id: str | None = None
    public_keys: str | None = None
    require_dpop: bool = False
    scopes: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """A new client; its secret, where it has one, is seen this once."""

    id: str
    client_id: str
    client_secret: str | None


def add(connection: Connection, pepper: bytes, wanted: Wanted, *, now: int) -> Added:
    """Bind a client.

    Raises:
        RefusedByRuleError: what is wanted does not go together, or the client is bound.
    """
    tier, issuer = _tier(wanted.tier), wanted.issuer
    if bool(wanted.agency_ids) != (tier in _OF_AGENCIES):
        raise RefusedByRuleError(
            "A client of tier hr, records or oversight is about the agencies it names;"
            " a client of another tier names none."
        )
    _require_of_one_issuer(wanted)
    client_id = wanted.client_id or f"odc{secrets.token_hex(8)}"
    if _row(connection, issuer, client_id) is not None:
        raise RefusedByRuleError("This client is bound already; one that was revoked stays out.")
    secret = None
    if issuer == EMBEDDED and wanted.public_keys is None:
        secret = SECRET_PREFIX + secrets.token_hex(_SECRET_BYTES)
    acting = wanted.person and persons.known_or_added(connection, wanted.person, now=now)
    row = {
        "id": str(uuid4()),
        "issuer": issuer,
        "client_id": client_id,
        "tier": tier.value,
        "label": visible(
            wanted.label, "A client needs a label of visible characters: which is it?"
        ),
        "agency_ids": json.dumps(sorted(set(wanted.agency_ids))),
        "scopes": _scopes(tier, wanted.scopes),
        "person_id": acting.id if acting else None,
        "secret_digest": secret and digest(pepper, secret),
        "public_keys": wanted.public_keys and key_set(wanted.public_keys),
        "require_dpop": wanted.require_dpop,
        "added_at": now,
        "not_before": now,
    }
    connection.execute(insert(client), row)
    return Added(str(row["id"]), client_id, secret)


def with_secret(connection: Connection, pepper: bytes, secret: str) -> str | None:
    """The client id of whoever has this secret and is not revoked."""
    c = client.c
    good = c.secret_digest == digest(pepper, secret), c.revoked_at.is_(None)
    found: str | None = connection.scalar(select(c.client_id).where(*good))
    return found


def listed(connection: Connection) -> list[Row[Any]]:
    """Every client, newest first, without its secret's digest; `person` is a name.

    `person_revoked_at` is when that person was put out, whose clients open nothing.
    """
    shown = [c for c in client.c if c.name not in ("secret_digest", "person_id")]
    bound = client.outerjoin(person, person.c.id == client.c.person_id)
    whose = (person.c.name.label("person"), person.c.revoked_at.label("person_revoked_at"))
    named = select(*shown, *whose).select_from(bound)
    return list(connection.execute(named.order_by(client.c.added_at.desc(), client.c.id)))


def find(connection: Connection, client_id: str, issuer: str | None = None) -> Row[Any]:
    """The client that is named by its row, or by the id its issuer knows it by.

    Raises:
        NoSuchRecordError: there is none, or several issuers have one of this id.
    """
    named = select(client).where((client.c.client_id == client_id) | (client.c.id == client_id))
    if issuer is not None:
        named = named.where(client.c.issuer == issuer)
    found = connection.execute(named.with_for_update()).all()
    if len(found) > 1:
        raise NoSuchRecordError("Several issuers have a client of this id: name the issuer too.")
    if not found:
        raise NoSuchRecordError("There is no client with this id; `clients list` shows them.")
    return found[0]


def of_person(connection: Connection, person_id: str) -> list[Row[Any]]:
    """The clients of a person that were not revoked."""
    good = select(client).where(client.c.person_id == person_id, client.c.revoked_at.is_(None))
    return list(connection.execute(good))


def revoke(connection: Connection, row_id: str, *, by: str, now: int) -> None:
    """Revoke a client, at once, and every token it has."""
    out = update(client).where(client.c.id == row_id, client.c.revoked_at.is_(None))
    connection.execute(out.values(revoked_at=now, revoked_by=by, not_before=now))
    tokens = update(access_token).where(access_token.c.client == row_id)
    connection.execute(tokens.where(access_token.c.revoked_at.is_(None)).values(revoked_at=now))


def _row(connection: Connection, issuer: str, client_id: str) -> Row[Any] | None:
    one = select(client.c.id).where(client.c.issuer == issuer, client.c.client_id == client_id)
    return connection.execute(one).first()


def _require_of_one_issuer(wanted: Wanted) -> None:
    if wanted.issuer == EMBEDDED:
        if wanted.client_id is not None:
            raise RefusedByRuleError("The embedded issuer chooses the id of a client itself.")
        return
    if not wanted.issuer.startswith(("https://", "http://")) or wanted.client_id is None:
        raise RefusedByRuleError("A client of another issuer has that issuer's URL and its id.")
    given = wanted.client_id
    if not (given.isprintable() and given.isascii() and 0 < len(given) <= _LONGEST_ID):
        raise RefusedByRuleError("A client's id is 1 to 255 visible ASCII characters.")
    if wanted.public_keys is not None:
        raise RefusedByRuleError("The keys of a client of another issuer are known to that issuer.")


def _tier(word: str) -> Tier:
    if word not in INSIDE:
        raise RefusedByRuleError(
            f"A client is of tier {', '.join(INSIDE)}; public and press ask with an API key."
        )
    return Tier(word)


def _scopes(tier: Tier, wanted: Collection[str] | None) -> str | None:
    if wanted is None:
        return None
    if not wanted or not set(wanted) <= OF_TIER[tier]:
        raise RefusedByRuleError(
            f"Scopes narrow the tier: {tier} has {', '.join(sorted(OF_TIER[tier]))}."
        )
    return json.dumps(sorted(set(wanted)))
