"""Clients of the embedded issuer that are good now, as Authlib asks about them."""

import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass

from authlib.oauth2.rfc6749 import ClientMixin
from sqlalchemy import select

from officer_directory.identity.clients import EMBEDDED
from officer_directory.identity.scopes import narrowed
from officer_directory.store.engines import Database, answered
from officer_directory.store.identity import client, person
from officer_directory.tiers import Tier

BASIC, SIGNED = "client_secret_basic", "private_key_jwt"
METHODS = (BASIC, SIGNED)


@dataclass(frozen=True, slots=True)
class KnownClient(ClientMixin):  # type: ignore[misc]  # Authlib has no types
    """A client, and what it may be given."""

    row_id: str
    client_id: str
    scopes: frozenset[str]
    secret_digest: bytes | None
    public_keys: str | None
    require_dpop: bool

    def get_client_id(self) -> str:
        return self.client_id

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "client_credentials"

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        return method == (BASIC if self.public_keys is None else SIGNED)

    def has_secret(self, digest: bytes) -> bool:
        return self.secret_digest is not None and hmac.compare_digest(self.secret_digest, digest)


LookUp = Callable[[str], KnownClient | None]


def look_up_in(database: Database) -> LookUp:
    """Finds a client by its id; None unless neither it nor its person was revoked."""
    columns = (client.c.id, client.c.tier, client.c.scopes, client.c.secret_digest)
    named = select(*columns, client.c.public_keys, client.c.require_dpop)
    bound = named.select_from(client.outerjoin(person, person.c.id == client.c.person_id))
    good = bound.where(client.c.issuer == EMBEDDED, client.c.revoked_at.is_(None))
    good = good.where(person.c.revoked_at.is_(None))

    def look_up(client_id: str) -> KnownClient | None:
        with answered(), database.reading() as connection:
            row = connection.execute(good.where(client.c.client_id == client_id)).first()
        if row is None:
            return None
        own = None if row.scopes is None else json.loads(row.scopes)
        scopes = narrowed(Tier(row.tier), own)
        digest = row.secret_digest and bytes(row.secret_digest)
        return KnownClient(row.id, client_id, scopes, digest, row.public_keys, row.require_dpop)

    return look_up
