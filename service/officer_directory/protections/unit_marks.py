"""Marks of units: what an assignment to a unit makes of an officer.

A unit nobody has marked holds its officers out. Marking narrows at once; marking that
could show someone outside more than before is proposed, and a second person approves it.
"""

from typing import Any

from sqlalchemy import Connection, Row, Select, func, select, update

from officer_directory.disclosure.locks import lock_publication
from officer_directory.disclosure.policy import Snapshot
from officer_directory.disclosure.publication import Progress, refresh
from officer_directory.errors import NoSuchRecordError, RefusedByRuleError
from officer_directory.protections import proposals
from officer_directory.protections.persons import named, stated
from officer_directory.protections.proposals import Proposal
from officer_directory.store.records import agency, assignment, officer, unit
from officer_directory.tiers import ProtectionClass

MARKS = (ProtectionClass.OPEN, ProtectionClass.SENSITIVE, ProtectionClass.UNDERCOVER)


def units(connection: Connection, agency_id: str | None = None) -> list[Row[Any]]:
    """Units by agency and name, with their marks and the number of assignments to each."""
    assigned = func.count(assignment.c.id).label("assignments")
    listed = (
        select(agency.c.name.label("agency"), unit.c.id, unit.c.name, unit.c.bureau, unit.c.mark)
        .add_columns(assigned)
        .select_from(unit.join(agency, agency.c.id == unit.c.agency_id).outerjoin(assignment))
        .group_by(agency.c.name, agency.c.name_key, *unit.c)
        .order_by(agency.c.name_key, unit.c.name_key)
    )
    if agency_id is not None:
        listed = listed.where(unit.c.agency_id == agency_id)
    return list(connection.execute(listed))


def in_no_unit(connection: Connection, agency_id: str | None = None) -> list[tuple[str, int]]:
    """Agencies by name, with how many officers no assignment puts into a unit, where there are.

    Nothing says that a unit protects them, so that opening their agency lists them.
    """
    a, o = assignment.c, officer.c
    placed = select(a.id).where(a.officer_id == o.id, a.unit_id.is_not(None)).exists()
    counted = (
        select(agency.c.name, func.count())
        .select_from(agency.join(officer, o.agency_id == agency.c.id))
        .where(~placed)
        .group_by(agency.c.name, agency.c.name_key)
        .order_by(agency.c.name_key)
    )
    if agency_id is not None:
        counted = counted.where(agency.c.id == agency_id)
    return [(name, number) for name, number in connection.execute(counted)]


def unmarked(connection: Connection, agency_id: str) -> list[str]:
    """Names of the units of an agency that nobody has marked."""
    names = select(unit.c.name).where(unit.c.agency_id == agency_id, unit.c.mark.is_(None))
    return list(connection.scalars(names.order_by(unit.c.name_key)))


def mark_unit(
    connection: Connection,
    snapshot: Snapshot,
    unit_id: str,
    mark: str,
    *,
    justification: str,
    by: str,
    now: int,
    progress: Progress | None = None,
) -> str | None:
    """Mark a unit, or propose to where that widens: then the proposal's id is returned.

    Raises:
        RefusedByRuleError: the mark is unknown, or is the unit's mark already.
    """
    lock_publication(connection)
    found, wanted = _unit(connection, unit_id), _mark(mark)
    if found.mark == wanted.word:
        raise RefusedByRuleError("The unit has this mark already.")
    if wanted < effective_class(found.mark) and _shows_outside(connection, found):
        return proposals.propose(
            connection,
            proposals.MARK_UNIT,
            unit_id,
            {"mark": wanted.word, "was": found.mark},
            reason=justification,
            by=by,
            now=now,
        )
    _set(connection, snapshot, unit_id, wanted.word, justification, by, now, progress)
    return None


def effective_class(mark: str | None) -> ProtectionClass:
    """The class that a mark gives; no mark holds out."""
    known = {c.word: c for c in MARKS}
    return known.get(mark or "", ProtectionClass.HELD)


def void_mark(connection: Connection, one: Proposal) -> str | None:
    """Why a proposed mark no longer applies; None while it does."""
    mark = connection.execute(select(unit.c.mark).where(unit.c.id == one.subject)).first()
    if mark is None:
        return "the unit is gone"
    return None if mark[0] == one.detail["was"] else "the unit was marked otherwise since"


def apply_mark(
    connection: Connection,
    snapshot: Snapshot,
    one: Proposal,
    now: int,
    progress: Progress | None,
) -> None:
    """Set the mark a second person has approved."""
    mark, reason, by = one.detail["mark"], one.reason, one.proposed_by
    _set(connection, snapshot, one.subject, mark, reason, by, now, progress)


def _set(
    connection: Connection,
    snapshot: Snapshot,
    unit_id: str,
    mark: str,
    justification: str,
    by: str,
    now: int,
    progress: Progress | None,
) -> None:
    setting = {"mark": mark, "marked_by": named(by), "marked_at": now}
    setting["justification"] = stated(justification)
    connection.execute(update(unit).where(unit.c.id == unit_id).values(setting))
    concerned = list(connection.scalars(_persons_of(unit_id)))
    refresh(connection, snapshot, officer_ids=concerned, progress=progress)


def _persons_of(unit_id: str) -> Select[Any]:
    """Every record, in any agency, of each person ever assigned to the unit."""
    kin = officer.alias("kin")
    assigned = assignment.join(officer, officer.c.id == assignment.c.officer_id)
    everywhere = assigned.join(kin, kin.c.person_id == officer.c.person_id)
    return (
        select(kin.c.id).select_from(everywhere).where(assignment.c.unit_id == unit_id).distinct()
    )


def _shows_outside(connection: Connection, found: Row[Any]) -> bool:
    """Whether the mark can change what anyone outside sees, through a person's other agency too."""
    opened = agency.c.opened_at.is_not(None)
    own = select(agency.c.id).where(agency.c.id == found.agency_id, opened)
    elsewhere = (
        select(officer.c.id)
        .join(agency, agency.c.id == officer.c.agency_id)
        .where(opened, officer.c.id.in_(_persons_of(found.id)))
    )
    return any(connection.execute(query.limit(1)).first() for query in (own, elsewhere))


def _unit(connection: Connection, unit_id: str) -> Row[Any]:
    found = connection.execute(select(unit).where(unit.c.id == unit_id)).first()
    if found is None:
        raise NoSuchRecordError("There is no such unit.")
    return found


def _mark(word: str) -> ProtectionClass:
    known = {c.word: c for c in MARKS}
    if word not in known:
        raise RefusedByRuleError("A unit is marked open, sensitive or undercover.")
    return known[word]
