"""Record a protection: one person is enough, and it holds when the transaction commits."""

from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, insert, select

from officer_directory.disclosure.locks import lock_publication, lock_subjects
from officer_directory.disclosure.policy import Snapshot
from officer_directory.disclosure.publication import refresh
from officer_directory.errors import NoSuchRecordError
from officer_directory.protections.drafts import Draft
from officer_directory.protections.persons import named, stated
from officer_directory.store.folding import fold
from officer_directory.store.records import incident, incident_order, officer, protection


def protect(
    connection: Connection,
    snapshot: Snapshot,
    officer_id: str,
    draft: Draft,
    *,
    now: int,
    by: str,
    source: str = "protections",
    known_as: str | None = None,
) -> str:
    """Record a protection of an officer, and so of the person, in every agency.

    Returns the id of the protection: the one it is known as already, if it is.

    Raises:
        NoSuchRecordError: there is no such officer.
    """
    officers, _ = lock_subjects(connection, [officer_id])
    if connection.scalar(select(officer.c.id).where(officer.c.id == officer_id)) is None:
        raise NoSuchRecordError("There is no such officer.")
    row = protection_row(officer_id, draft, now=now, by=by, source=source)
    row["id"] = known_as or row["id"]
    connection.execute(insert(protection), row)
    refresh(connection, snapshot, officer_ids=officers)
    return str(row["id"])


def protection_row(
    officer_id: str, draft: Draft, *, now: int, by: str, source: str
) -> dict[str, Any]:
    """A row of the `protection` table for a draft."""
    texts = {
        "kind": draft.kind.value,
        "protection_class": draft.protection_class.word,
        "author": draft.author,
    }
    return {
        "id": str(uuid4()),
        "officer_id": officer_id,
        **texts,
        **{f"{name}_key": fold(text) for name, text in texts.items()},
        "justification": draft.justification,
        "starts_at": draft.starts_at,
        "ends_at": draft.ends_at,
        "review_date": draft.review_date,
        "source": source,
        "recorded_at": now,
        "recorded_by": named(by),
    }


def order_incident(
    connection: Connection,
    snapshot: Snapshot,
    incident_id: str,
    *,
    justification: str,
    author: str,
    starts_at: int,
    ends_at: int,
    now: int,
    by: str,
    source: str = "protections",
) -> str:
    """Record a court order over the identities in an incident; the incident itself stays.

    Returns the id of the order.

    Raises:
        NoSuchRecordError: there is no such incident.
    """
    lock_publication(connection)
    if connection.scalar(select(incident.c.id).where(incident.c.id == incident_id)) is None:
        raise NoSuchRecordError("There is no such incident.")
    row = {
        "id": str(uuid4()),
        "incident_id": incident_id,
        "justification": stated(justification),
        "author": named(author),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "source": source,
        "recorded_at": now,
        "recorded_by": named(by),
    }
    connection.execute(insert(incident_order), row)
    refresh(connection, snapshot, incident_ids=[incident_id])
    return str(row["id"])
