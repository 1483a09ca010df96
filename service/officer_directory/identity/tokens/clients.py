"""What a client is to us, asked of the database at each request, so that revoking acts at once.

The row of (issuer, client) says tier, agencies and scopes; nothing a token claims adds to
them. The person who acts is whoever the token's subject is mapped to, else the person the
client is bound to.
"""

import json
from functools import lru_cache
from typing import Final, NamedTuple, Protocol

from officer_directory.identity.reading import IdentityReader
from officer_directory.identity.requester import Requester
from officer_directory.identity.scopes import narrowed
from officer_directory.identity.tokens.claims import Verified
from officer_directory.identity.tokens.issuers import EMBEDDED
from officer_directory.identity.tokens.refused import RefusedError
from officer_directory.settings import Settings
from officer_directory.tiers import Tier

_OF_PEOPLE: Final = (Tier.RECORDS, Tier.OVERSIGHT)
_QUERY = """
    SELECT c.tier, c.label, c.agency_ids, c.scopes, c.require_dpop, c.not_before, c.revoked_at,
           c.person_id, bound.name, bound.revoked_at,
           s.person_id, subject.name, subject.revoked_at,
           t.client = c.id, t.revoked_at
      FROM client c
      LEFT JOIN person bound ON bound.id = c.person_id
      LEFT JOIN person_subject s ON s.issuer = c.issuer AND s.subject = ?
      LEFT JOIN person subject ON subject.id = s.person_id
      LEFT JOIN access_token t ON t.jti = ?
     WHERE c.issuer = ? AND c.client_id = ?
"""


class StoredClient(NamedTuple):
    """What the database knows of a client, of the persons it may be, and of one token."""

    tier: str
    label: str
    agency_ids: str
    scopes: str | None
    require_dpop: bool
    not_before: int
    revoked_at: int | None
    person_id: str | None
    person: str | None
    person_revoked_at: int | None
    subject_id: str | None
    subject: str | None
    subject_revoked_at: int | None
    issued_to_it: bool | None
    token_revoked_at: int | None


class ClientLookup(Protocol):
    """Finds the client a token is of."""

    def __call__(self, said: Verified) -> StoredClient | None: ...


class DatabaseClientLookup:
    """Looks clients up over one read-only connection of its own, shared by all threads."""

    def __init__(self, settings: Settings) -> None:
        self._reader = IdentityReader(settings)

    def __call__(self, said: Verified) -> StoredClient | None:
        token_id = said.token_id if said.binding == EMBEDDED else None
        row = self._reader.row(_QUERY, (said.subject, token_id, said.binding, said.client_id))
        return StoredClient(*row) if row else None

    def close(self) -> None:
        self._reader.close()


def bound(said: Verified, stored: StoredClient | None) -> Requester:
    """The requester a verified token is of.

    Raises:
        RefusedError: the client is unknown or revoked, or the person is, or the token is;
            or it has to be bound to a key and is not.
    """
    if stored is None or stored.revoked_at is not None or said.issued_at < stored.not_before:
        raise RefusedError
    if said.binding == EMBEDDED and (not stored.issued_to_it or stored.token_revoked_at):
        raise RefusedError
    if said.bound_to is None and (said.must_be_bound or stored.require_dpop):
        raise RefusedError
    person = _person(said, stored)
    return _requester(
        stored.tier,
        stored.agency_ids,
        stored.label,
        stored.scopes,
        said.scopes,
        said.binding,
        said.client_id,
        person,
    )


def _person(said: Verified, stored: StoredClient) -> str | None:
    """Who acts.

    A client that is bound to a person is that person's alone. A subject nobody knows is a
    stranger; where the tier is one of people, a stranger does not get in.
    """
    if stored.person_revoked_at is not None or stored.subject_revoked_at is not None:
        raise RefusedError
    if stored.subject_id is not None:
        if stored.person_id not in (None, stored.subject_id):
            raise RefusedError
        return stored.subject
    if stored.person_id is None and said.subject != said.client_id and stored.tier in _OF_PEOPLE:
        raise RefusedError
    return stored.person


@lru_cache(maxsize=4096)
def _requester(
    tier: str,
    agency_ids: str,
    label: str,
    scopes: str | None,
    named: tuple[frozenset[str], ...],
    issuer: str,
    client_id: str,
    person: str | None,
) -> Requester:
    of_client = None if scopes is None else json.loads(scopes)
    return Requester(
        Tier(tier),
        frozenset(json.loads(agency_ids)),
        label,
        issuer=issuer,
        client_id=client_id,
        person=person,
        scopes=narrowed(Tier(tier), of_client, *named),
    )
