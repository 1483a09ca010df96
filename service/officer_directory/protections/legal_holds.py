"""Legal holds: what the ledger has of an officer, or of a whole agency, stays while one lasts.

One person places a hold, and two end it. A hold of an agency is one of each of its officers.
"""

from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import Connection, insert, or_, select, update

from officer_directory.disclosure.policy import Snapshot
from officer_directory.disclosure.publication import Progress
from officer_directory.errors import NoSuchRecordError, RefusedByRuleError
from officer_directory.protections import proposals
from officer_directory.protections.persons import named, stated
from officer_directory.protections.proposals import Proposal
from officer_directory.store.keeping import legal_hold
from officer_directory.store.records import agency, officer

_h = legal_hold.c


@dataclass(frozen=True, slots=True)
class LegalHold:
    """One hold that lasts; `uid` is None where it is of the whole agency."""

    id: str
    agency: str
    uid: str | None
    reason: str
    placed_by: str
    placed_at: int


def place(
    connection: Connection,
    agency_id: str,
    officer_id: str | None,
    *,
    reason: str,
    by: str,
    now: int,
) -> str:
    """Place a hold on an officer, or on the whole agency; its id."""
    row = {
        "id": str(uuid4()),
        "agency_id": agency_id,
        "officer_id": officer_id,
        "reason": stated(reason),
        "placed_by": named(by),
        "placed_at": now,
    }
    connection.execute(insert(legal_hold), row)
    return str(row["id"])


def lasting(connection: Connection) -> list[LegalHold]:
    """Every hold that was not lifted, oldest first."""
    joined = legal_hold.join(agency, agency.c.id == _h.agency_id).outerjoin(
        officer, officer.c.id == _h.officer_id
    )
    columns = (_h.id, agency.c.name, officer.c.uid, _h.reason, _h.placed_by, _h.placed_at)
    query = select(*columns).select_from(joined).where(_h.lifted_at.is_(None))
    rows = connection.execute(query.order_by(_h.placed_at, _h.id))
    return [LegalHold(*row) for row in rows]


def is_held(connection: Connection, officer_id: str) -> bool:
    """Whether what the ledger has of an officer stays."""
    of = select(officer.c.agency_id).where(officer.c.id == officer_id).scalar_subquery()
    whole = (_h.officer_id.is_(None)) & (_h.agency_id == of)
    query = select(_h.id).where(_h.lifted_at.is_(None), or_(_h.officer_id == officer_id, whole))
    return connection.execute(query.limit(1)).first() is not None


def held_officers(connection: Connection) -> list[str]:
    """Everyone of whom the ledger keeps what it has, by their own hold or their agency's."""
    whole = select(_h.agency_id).where(_h.officer_id.is_(None), _h.lifted_at.is_(None))
    single = select(_h.officer_id).where(_h.officer_id.is_not(None), _h.lifted_at.is_(None))
    query = select(officer.c.id).where(
        or_(officer.c.agency_id.in_(whole), officer.c.id.in_(single))
    )
    return list(connection.scalars(query))


def holds_an_agency(connection: Connection) -> bool:
    """Whether a whole agency is held."""
    query = select(_h.id).where(_h.officer_id.is_(None), _h.lifted_at.is_(None))
    return connection.execute(query.limit(1)).first() is not None


def propose_lift(connection: Connection, hold_id: str, *, reason: str, by: str, now: int) -> str:
    """Propose to end a hold; the proposal's id.

    Raises:
        NoSuchRecordError: there is no such hold.
        RefusedByRuleError: it was lifted already.
    """
    found = connection.execute(select(_h.lifted_at).where(_h.id == hold_id)).first()
    if found is None:
        raise NoSuchRecordError("No legal hold has this id; `ledger holds list` shows them.")
    if found.lifted_at is not None:
        raise RefusedByRuleError("This legal hold was lifted already.")
    kind = proposals.LIFT_LEGAL_HOLD
    return proposals.propose(connection, kind, hold_id, {}, reason=reason, by=by, now=now)


def void_lift(connection: Connection, one: Proposal) -> str | None:
    """Why a hold can no longer be lifted; None while it can."""
    last = select(_h.id).where(_h.id == one.subject, _h.lifted_at.is_(None))
    return None if connection.execute(last).first() else "the legal hold was lifted already"


def apply_lift(
    connection: Connection, _: Snapshot, one: Proposal, now: int, _progress: Progress | None
) -> None:
    """It is lifted."""
    second = proposals.read(connection, one.id).approved_by
    lifted = update(legal_hold).where(_h.id == one.subject)
    connection.execute(lifted.values(lifted_at=now, lifted_by=second))
