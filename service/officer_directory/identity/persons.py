"""Persons: whoever acts is one person, whatever client, token or spelling they use.

A name that may be someone's who is known is theirs (`identity.names`). Who was revoked is
out with the next request, by whatever credential, and is bound to no new client.
"""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from officer_directory.errors import NoSuchRecordError, RefusedByRuleError
from officer_directory.identity.names import named, same_person
from officer_directory.store.folding import words
from officer_directory.store.identity import client, person, person_subject

_LONGEST_SUBJECT = 255  # of a `sub` (OpenID Connect Core, section 2)


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who may act; instants are epoch seconds."""

    id: str
    name: str
    added_at: int
    revoked_at: int | None


def known_or_added(connection: Connection, name: str, *, now: int) -> Person:
    """The person of this name, made if nobody's name may be it.

    Raises:
        RefusedByRuleError: it is no name, or this person was revoked.
    """
    name = named(name)
    found = _with_name(connection, name) or _added(connection, name, now)
    if found.revoked_at is not None:
        raise RefusedByRuleError("This person was revoked: nothing is bound to them any more.")
    return found


def require(connection: Connection, name: str) -> Person:
    """The person of this name; raises NoSuchRecordError if there is none."""
    found = _with_name(connection, named(name))
    if found is None:
        raise NoSuchRecordError("There is no such person; `persons list` shows those there are.")
    return found


def listed(connection: Connection) -> list[tuple[Person, int, int]]:
    """Everyone, by name, with how many clients and foreign subjects are theirs."""
    clients = [row[0] for row in connection.execute(select(client.c.person_id))]
    subjects = [row[0] for row in connection.execute(select(person_subject.c.person_id))]
    return [(one, clients.count(one.id), subjects.count(one.id)) for one in _all(connection)]


def link(connection: Connection, name: str, issuer: str, subject: str, *, now: int) -> Person:
    """Say that a subject of another issuer is this person.

    Raises:
        RefusedByRuleError: it is somebody else's, or the person was revoked.
    """
    if not issuer.startswith(("https://", "http://")) or not 0 < len(subject) <= _LONGEST_SUBJECT:
        raise RefusedByRuleError("A subject is named by its issuer's URL and its `sub`.")
    one = known_or_added(connection, name, now=now)
    row = {"issuer": issuer, "subject": subject}
    wanted = [person_subject.c[column] == value for column, value in row.items()]
    held = connection.scalar(select(person_subject.c.person_id).where(*wanted))
    if held is None:
        connection.execute(insert(person_subject), {**row, "person_id": one.id})
    elif held != one.id:
        raise RefusedByRuleError("This subject is somebody else's: one subject is one person.")
    return one


def revoke(connection: Connection, one: Person, *, now: int) -> None:
    """Put a person out, with the next request; whoever is out stays out."""
    out = update(person).where(person.c.id == one.id, person.c.revoked_at.is_(None))
    connection.execute(out.values(revoked_at=now))


def restore(connection: Connection, person_id: str) -> None:
    """Let a person in again; what was revoked of its own stays so."""
    connection.execute(update(person).where(person.c.id == person_id).values(revoked_at=None))


def _with_name(connection: Connection, name: str) -> Person | None:
    return next((one for one in _all(connection) if same_person(one.name, name)), None)


def _added(connection: Connection, name: str, now: int) -> Person:
    one, key = Person(str(uuid4()), name, now, None), "".join(sorted(words(name))) or name
    try:
        with connection.begin_nested():
            connection.execute(insert(person), {**asdict(one), "name_key": key})
    except IntegrityError:  # added meanwhile
        return require(connection, name)
    return one


def _all(connection: Connection) -> list[Person]:
    columns = (person.c.id, person.c.name, person.c.added_at, person.c.revoked_at)
    rows: list[Any] = list(connection.execute(select(*columns).order_by(person.c.name_key)))
    return [Person(*row) for row in rows]
