"""Keep the publication in step with the record store, in the writer's own transaction.

`refresh` rewrites every published version of the given subjects, and of whatever embeds
them, for each outside tier and for each generation that is alive (the one being read and
one being built), and records what became different. The caller holds the locks of
`disclosure.locks` and has written its facts; when the transaction commits, facts and
publication change together.
"""

from collections.abc import Callable, Iterable

from sqlalchemy import Connection, select

from officer_directory.disclosure import unrecorded
from officer_directory.disclosure.changes import record, this_second
from officer_directory.disclosure.generations import Build, builds
from officer_directory.disclosure.locks import chunks
from officer_directory.disclosure.policy import Snapshot
from officer_directory.disclosure.publish_cases import publish_complaints, publish_incidents
from officer_directory.disclosure.publish_officers import publish_agencies, publish_officers
from officer_directory.store import records as r

Progress = Callable[[int, int], None]


def refresh(
    connection: Connection,
    snapshot: Snapshot,
    officer_ids: Iterable[str] = (),
    complaint_ids: Iterable[str] = (),
    incident_ids: Iterable[str] = (),
    agency_ids: Iterable[str] = (),
    progress: Progress | None = None,
) -> None:
    """Rewrite the published form of these subjects.

    Officers bring their complaints and incidents with them. A person's other records are
    the caller's to name: `lock_subjects` returns them.
    """
    alive, since = builds(connection, snapshot), this_second(connection)
    publish_agencies(connection, alive, sorted(set(agency_ids)))
    officers = as_listed(connection, set(officer_ids))
    incidents = set(incident_ids)
    done = 0
    for chunk in chunks(officers):
        incidents |= _refresh_chunk(connection, alive, chunk, since)
        done += len(chunk)
        if progress is not None:
            progress(done, len(officers))
    for chunk in chunks(sorted(set(complaint_ids))):
        publish_complaints(connection, alive, complaint_ids=chunk)
    for chunk in chunks(sorted(incidents)):
        publish_incidents(connection, alive, chunk)


def as_listed(connection: Connection, officer_ids: Iterable[str]) -> list[str]:
    """These officers by name, as a list shows them: what a page needs is stored together."""
    ids = set(officer_ids)
    columns = r.officer.c
    named = select(columns.last_name_key, columns.first_name_key, columns.id)
    found = [
        (last or "", first or "", officer_id)
        for chunk in chunks(sorted(ids))
        for last, first, officer_id in connection.execute(named.where(columns.id.in_(chunk))).all()
    ]
    ordered = [officer_id for *_, officer_id in sorted(found)]
    return ordered + sorted(ids.difference(ordered))


def _refresh_chunk(
    connection: Connection, alive: list[Build], officers: list[str], since: int
) -> set[str]:
    unrecorded.record_first(connection, officers)
    written = publish_officers(connection, alive, officers)
    record(connection, alive[0].snapshot.hash, since, officers, written)
    publish_complaints(connection, alive, officer_ids=officers)
    involved = select(r.involvement.c.incident_id).where(r.involvement.c.officer_id.in_(officers))
    return set(connection.scalars(involved))


def refresh_agency(
    connection: Connection, snapshot: Snapshot, agency_id: str, progress: Progress | None = None
) -> None:
    """Rewrite the published form of an agency and everything it holds."""
    refresh(
        connection,
        snapshot,
        officer_ids=_ids(connection, r.officer, agency_id),
        complaint_ids=_ids(connection, r.complaint, agency_id),
        incident_ids=_ids(connection, r.incident, agency_id),
        agency_ids=[agency_id],
        progress=progress,
    )


def _ids(connection: Connection, table: object, agency_id: str) -> list[str]:
    columns = table.c  # type: ignore[attr-defined]
    return list(connection.scalars(select(columns.id).where(columns.agency_id == agency_id)))
