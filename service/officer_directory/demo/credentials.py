"""One credential for each kind of requester, in a file that only its owner can read.

The portal and the press have API keys; whoever is inside signs in as an OAuth client, and
those through whom someone acts are a person's.
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from officer_directory.demo.filled import Filled
from officer_directory.identity import clients, keys
from officer_directory.identity.clients import EMBEDDED, Wanted
from officer_directory.identity.keyring import DatabaseKeyLookup, Keyring
from officer_directory.key_files import open_keys
from officer_directory.owner_only import write_for_owner
from officer_directory.settings import Settings
from officer_directory.store.engines import Database
from officer_directory.store.identity import client
from officer_directory.tiers import OUTSIDE

FILE = "demo-credentials.json"
Credential = dict[str, str]


@dataclass(frozen=True, slots=True)
class Bound:
    """What a requester of the demo is bound to; agencies by their place in it."""

    tier: str
    places: tuple[str, ...] = ()
    person: str | None = None

    @property
    def has_key(self) -> bool:
        """Whether it asks with an API key, and not as a client."""
        return self.tier in OUTSIDE


REQUESTERS: Mapping[str, Bound] = {
    "portal": Bound("public"),
    "press": Bound("press"),
    "hr": Bound("hr", ("city",)),
    "hr_other_agency": Bound("hr", ("town",)),
    "records": Bound("records", ("city",), "Reva Castellanos"),
    "oversight": Bound("oversight", ("city", "town", "village"), "Winifred Marsh"),
    "auditor": Bound("auditor"),
    "admin": Bound("admin", (), "Tobias Achebe"),
}


def keep_or_issue(settings: Settings, database: Database, filled: Filled) -> Path:
    """The credentials file, with a good credential for every requester; good ones are kept.

    Its text is `{"press": {"api_key": "…"}, "hr": {"client_id": "…", "client_secret": "…"}}`.
    """
    path = settings.data / FILE
    pepper, now = open_keys(settings.data).pepper, database.now()
    with database.reading() as connection:
        kept = _still_good(settings, connection, pepper, path)
    with database.transaction() as connection:
        for requester, bound in REQUESTERS.items():
            if requester not in kept:
                agency_ids = [filled.agencies[place] for place in bound.places]
                kept[requester] = _issued(connection, pepper, requester, agency_ids, now)
        ordered = {requester: kept[requester] for requester in REQUESTERS}
        write_for_owner(path, json.dumps(ordered, indent=2))
    return path


def _issued(
    connection: Connection, pepper: bytes, requester: str, agency_ids: list[str], now: int
) -> Credential:
    bound, label = REQUESTERS[requester], f"demo {requester}"
    if bound.has_key:
        tier = bound.tier
        key = keys.issue(connection, pepper, tier, label, agency_ids=agency_ids, now=now)
        return {"api_key": key}
    wanted = Wanted(bound.tier, label, agency_ids, bound.person)
    added = clients.add(connection, pepper, wanted, now=now)
    assert added.client_secret is not None
    return {"client_id": added.client_id, "client_secret": added.client_secret}


def _still_good(
    settings: Settings, connection: Connection, pepper: bytes, path: Path
) -> dict[str, Credential]:
    """The credentials of an earlier run that this database still takes for what they say."""
    if not path.is_file():
        return {}
    lookup = DatabaseKeyLookup(settings)
    ring, kept = Keyring(lookup, pepper), {}
    for requester, credential in json.loads(path.read_text("utf-8")).items():
        bound, label = REQUESTERS.get(requester), None
        if bound is not None and bound.has_key:
            found = ring.requester(credential.get("api_key", ""))
            label = found and found.label
        elif bound is not None:
            label = _label(connection, pepper, credential)
        if label == f"demo {requester}":
            kept[requester] = credential
    lookup.close()
    return kept


def _label(connection: Connection, pepper: bytes, credential: Credential) -> str | None:
    """Which client has this id and secret; None unless it is good."""
    good = (client.c.issuer == EMBEDDED, client.c.revoked_at.is_(None))
    named = client.c.client_id == credential.get("client_id", "")
    columns = select(client.c.label, client.c.secret_digest)
    row = connection.execute(columns.where(named, *good)).first()
    digest = keys.digest(pepper, credential.get("client_secret", ""))
    if row is None or not hmac.compare_digest(bytes(row.secret_digest or b""), digest):
        return None
    return str(row.label)
