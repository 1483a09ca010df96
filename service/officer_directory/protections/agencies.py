"""Agencies: added closed, opened to the outside tiers by two people."""

from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, insert, select, update

from officer_directory.disclosure.locks import lock_publication
from officer_directory.disclosure.policy import Snapshot
from officer_directory.disclosure.publication import Progress, refresh_agency
from officer_directory.errors import RefusedByRuleError
from officer_directory.protections import proposals
from officer_directory.protections.persons import named
from officer_directory.protections.proposals import Proposal
from officer_directory.protections.states import ZONES, state_code
from officer_directory.store.folding import fold
from officer_directory.store.records import agency

_LONGEST_NAME = 200


def add_agency(
    connection: Connection,
    snapshot: Snapshot,
    name: str,
    state: str,
    *,
    by: str,
    now: int,
    source: str = "agencies",
) -> str:
    """Add an agency, closed to the outside until it is opened; returns its id.

    Raises:
        RefusedByRuleError: the name is taken, or the state is unknown.
    """
    name, code = " ".join(name.split()), state_code(state)
    if not name.isprintable() or not fold(name) or len(name) > _LONGEST_NAME:
        raise RefusedByRuleError("An agency needs a name of visible characters.")
    known = select(agency.c.id).where(agency.c.name_key == fold(name))
    if connection.scalar(known) is not None:
        raise RefusedByRuleError("An agency of this name is there already.")
    row = {
        "id": str(uuid4()),
        "name": name,
        "name_key": fold(name),
        "state": code,
        "zone": ZONES[code],
        "bundle": snapshot.bundle_for_state(code),
        "source": source,
        "recorded_at": now,
        "recorded_by": named(by),
    }
    connection.execute(insert(agency), row)
    return str(row["id"])


def agencies(connection: Connection) -> list[Row[Any]]:
    """Every agency, by name."""
    return list(connection.execute(select(agency).order_by(agency.c.name_key)))


def propose_opening(connection: Connection, agency_id: str, *, by: str, now: int) -> str:
    """Propose to open an agency to the outside tiers; returns the proposal's id.

    Raises:
        RefusedByRuleError: it is open already.
    """
    found = connection.execute(select(agency).where(agency.c.id == agency_id)).one()
    if found.opened_at is not None:
        raise RefusedByRuleError("The agency is open already.")
    return proposals.propose(
        connection,
        proposals.OPEN_AGENCY,
        agency_id,
        {"agency": found.name},
        reason="Open the agency to the outside tiers.",
        by=by,
        now=now,
    )


def void_opening(connection: Connection, one: Proposal) -> str | None:
    """Why a proposed opening no longer applies; None while it does."""
    opened = connection.execute(select(agency.c.opened_at).where(agency.c.id == one.subject))
    row = opened.first()
    if row is None:
        return "the agency is gone"
    return None if row.opened_at is None else "the agency is open already"


def apply_opening(
    connection: Connection,
    snapshot: Snapshot,
    one: Proposal,
    now: int,
    progress: Progress | None,
) -> None:
    """Open the agency that a second person has agreed to open."""
    lock_publication(connection)
    connection.execute(update(agency).where(agency.c.id == one.subject).values(opened_at=now))
    refresh_agency(connection, snapshot, one.subject, progress)
