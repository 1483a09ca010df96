"""What administrators do to clients and persons, as named commands."""

from officer_directory.commands import Answer, Desk, command
from officer_directory.identity import clients, persons
from officer_directory.identity.clients import EMBEDDED, Wanted
from officer_directory.identity.names import named
from officer_directory.key_files import open_keys
from officer_directory.protections import binding
from officer_directory.protections.look_up import find_agency
from officer_directory.protections.revoking_clients import (
    NO_REASON,
    propose_restoring,
    revoke_client,
    revoke_person,
)


@command("clients.add")
def add_client(
    desk: Desk,
    *,
    tier: str,
    label: str,
    agencies: list[str],
    person: str | None = None,
    issuer: str = EMBEDDED,
    client_id: str | None = None,
    public_keys: str | None = None,
    require_dpop: bool = False,
    scopes: list[str] | None = None,
    by: str = "an administrator",
) -> Answer:
    """Bind a client to agencies by name; `client_secret` is the only time it is seen."""
    pepper, now = open_keys(desk.settings.data).pepper, desk.database.now()
    with desk.database.transaction() as connection:
        wanted = Wanted(
            tier=tier,
            label=label,
            agency_ids=[find_agency(connection, name).id for name in agencies],
            person=person,
            issuer=issuer,
            client_id=client_id,
            public_keys=public_keys,
            require_dpop=require_dpop,
            scopes=scopes,
        )
        added = clients.add(connection, pepper, wanted, now=now)
        binding.enter(desk.settings, added.client_id, tier, person, named(by))
    secret = {} if added.client_secret is None else {"client_secret": added.client_secret}
    return {"id": added.id, "client_id": added.client_id, **secret}


@command("clients.revoke", overtakes=lambda _: True)
def revoke(
    desk: Desk, *, client_id: str, by: str, issuer: str | None = None, reason: str = NO_REASON
) -> Answer:
    """Revoke a client; `proposal` is an id where a second person is needed."""
    now = desk.database.now()
    with desk.database.transaction() as connection:
        found = clients.find(connection, client_id, issuer)
        return {"proposal": revoke_client(connection, found, reason=reason, by=by, now=now)}


@command("persons.link")
def link_person(desk: Desk, *, name: str, issuer: str, subject: str) -> Answer:
    now = desk.database.now()
    with desk.database.transaction() as connection:
        return {"person": persons.link(connection, name, issuer, subject, now=now).name}


@command("persons.revoke", overtakes=lambda _: True)
def put_out(desk: Desk, *, name: str, by: str, reason: str = NO_REASON) -> Answer:
    """Put a person out; `proposal` is an id where they oversee."""
    now = desk.database.now()
    with desk.database.transaction() as connection:
        found = persons.require(connection, name)
        return {"proposal": revoke_person(connection, found, reason=reason, by=by, now=now)}


@command("persons.restore")
def let_in_again(desk: Desk, *, name: str, by: str, reason: str) -> Answer:
    """Propose to let a person in again."""
    now = desk.database.now()
    with desk.database.transaction() as connection:
        found = persons.require(connection, name)
        return {"proposal": propose_restoring(connection, found, reason=reason, by=by, now=now)}
