"""Revoking clients and persons: at once, but for oversight, which two people cut off.

Whoever oversees the directory could otherwise be shut out by the one they look into. The
proposal is shown to the client it is about (`notices`), which works until it is approved.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from officer_directory.disclosure.policy import Snapshot
from officer_directory.disclosure.publication import Progress
from officer_directory.errors import RefusedByRuleError, SecondPersonNeededError
from officer_directory.identity import clients, persons
from officer_directory.identity.names import named, same_person
from officer_directory.protections import proposals
from officer_directory.protections.proposals import Proposal
from officer_directory.store.identity import client, person, person_subject
from officer_directory.tiers import Tier

NO_REASON = "No reason was given."
_NOTICE = (
    "{by} proposed on {day} to revoke this client. Reason: {reason} It works until a second"
    " person approves. To object, write to the head of the agency, or ask a court."
)


def revoke_client(
    connection: Connection, found: Row[Any], *, reason: str, by: str, now: int
) -> str | None:
    """Revoke a client; the id of a proposal where a second person is needed."""
    by = named(by)
    if found.revoked_at is not None:
        return None
    if found.tier != Tier.OVERSIGHT:
        clients.revoke(connection, found.id, by=by, now=now)
        return None
    detail = {"client_id": found.client_id, "label": found.label}
    kind = proposals.REVOKE_CLIENT
    return proposals.propose(connection, kind, found.id, detail, reason=reason, by=by, now=now)


def revoke_person(
    connection: Connection, found: persons.Person, *, reason: str, by: str, now: int
) -> str | None:
    """Put a person out; the id of a proposal where they oversee."""
    by = named(by)
    if same_person(found.name, by):
        raise RefusedByRuleError("Nobody puts themselves out: have somebody else do it.")
    if found.revoked_at is not None:
        return None
    if not _oversees(connection, found.id):
        persons.revoke(connection, found, now=now)
        return None
    kind, detail = proposals.REVOKE_PERSON, {"name": found.name}
    return proposals.propose(connection, kind, found.id, detail, reason=reason, by=by, now=now)


def propose_restoring(
    connection: Connection, found: persons.Person, *, reason: str, by: str, now: int
) -> str:
    """Propose to let a person in again; the proposal's id.

    Raises:
        RefusedByRuleError: they are not out, or ask for themselves.
    """
    by = named(by)
    if same_person(found.name, by):
        raise RefusedByRuleError("Nobody lets themselves in again: two others do.")
    if found.revoked_at is None:
        raise RefusedByRuleError("This person is not out.")
    detail = {"name": found.name, "revoked_at": found.revoked_at}
    kind = proposals.RESTORE_PERSON
    return proposals.propose(connection, kind, found.id, detail, reason=reason, by=by, now=now)


def notices(connection: Connection, issuer: str, client_id: str, now: int) -> list[str]:
    """What a client is told: that someone proposed to cut it, or whoever acts, off."""
    named = (client.c.issuer == issuer, client.c.client_id == client_id)
    row = connection.execute(select(client.c.id, client.c.person_id).where(*named)).first()
    if row is None:
        return []
    about = proposals.waiting_for(connection, proposals.REVOKE_CLIENT, row.id, now)
    if row.person_id is not None:
        kind = proposals.REVOKE_PERSON
        about += proposals.waiting_for(connection, kind, row.person_id, now)
    return [_NOTICE.format(by=p.proposed_by, day=_day(p), reason=sentence(p.reason)) for p in about]


def void_client(connection: Connection, one: Proposal) -> str | None:
    """Why a client is not to be revoked any more; None while it is."""
    row = connection.execute(select(client.c.revoked_at).where(client.c.id == one.subject)).first()
    return None if row and row.revoked_at is None else "the client is revoked already"


def void_person(connection: Connection, one: Proposal) -> str | None:
    """Why a person is not to be put out any more; None while they are."""
    row = connection.execute(select(person.c.revoked_at).where(person.c.id == one.subject)).first()
    return None if row and row.revoked_at is None else "the person is out already"


def void_restoring(connection: Connection, one: Proposal) -> str | None:
    """Why a person is not to be let in again; None while they are."""
    row = connection.execute(select(person.c.revoked_at).where(person.c.id == one.subject)).first()
    same = row is not None and row.revoked_at == one.detail["revoked_at"]
    return None if same else "the person was let in, or put out anew, since"


def apply_client(
    connection: Connection, _s: Snapshot, one: Proposal, now: int, _p: Progress | None
) -> None:
    clients.revoke(connection, one.subject, by=one.proposed_by, now=now)


def apply_person(
    connection: Connection, _s: Snapshot, one: Proposal, now: int, _p: Progress | None
) -> None:
    persons.revoke(connection, persons.require(connection, one.detail["name"]), now=now)


def apply_restoring(
    connection: Connection, _s: Snapshot, one: Proposal, _now: int, _p: Progress | None
) -> None:
    second = proposals.read(connection, one.id).approved_by or ""
    if same_person(one.detail["name"], second):
        raise SecondPersonNeededError("Nobody lets themselves in again: two others do.")
    persons.restore(connection, one.subject)


def _oversees(connection: Connection, person_id: str) -> bool:
    """Whether the person acts through a client of oversight, bound or by another issuer."""
    if any(c.tier == Tier.OVERSIGHT for c in clients.of_person(connection, person_id)):
        return True
    theirs = select(person_subject.c.issuer).where(person_subject.c.person_id == person_id)
    overseeing = select(client.c.id).where(
        client.c.tier == Tier.OVERSIGHT.value,
        client.c.revoked_at.is_(None),
        client.c.issuer.in_(theirs),
    )
    return connection.execute(overseeing).first() is not None


def sentence(text: str) -> str:
    """A reason, with its full stop."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _day(one: Proposal) -> str:
    return datetime.fromtimestamp(one.proposed_at, UTC).date().isoformat()
