"""No import lowers a class: whatever it would have lowered is carried, for two people to lift.

The spans of assignments are written so that this finds nothing to do; it is here so that a
mistake closes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import select

from officer_directory.disclosure.classes import Ground, class_intervals
from officer_directory.disclosure.locks import chunks
from officer_directory.intake.upsert.assignments import Classes, Ended
from officer_directory.intake.upsert.namesakes import Known, Name
from officer_directory.intake.upsert.rows import insert_all, keyed, new_id
from officer_directory.intake.upsert.writing import Writing
from officer_directory.protections import proposals
from officer_directory.store import records
from officer_directory.store.columns import FOREVER
from officer_directory.tiers import ProtectionClass

Badge = tuple[str, str]

_GRACE = 30 * 24 * 60 * 60


def propose_ends(writing: Writing, ended: list[Ended]) -> None:
    """Propose that assignments which have ended stop protecting, after the days of grace."""
    for one in ended:
        proposals.propose(
            writing.connection,
            proposals.END_ASSIGNMENT_PROTECTION,
            one.id,
            {"end_date": one.end_date},
            reason=f"An import ({writing.facts.source}) tells that it ended on {one.end_date}.",
            by=writing.by,
            now=writing.now,
            due_at=writing.now + _GRACE,
        )
    writing.report.proposals += len(ended)


def carry_lowered(writing: Writing, before: Classes) -> None:
    """Protect again whoever this import has made less protected, and propose to lift it."""
    after = class_intervals(writing.connection, sorted(before), writing.now)
    for officer_id, was in sorted(before.items()):
        lost = max(_lowered(was, after[officer_id]), default=ProtectionClass.OPEN)
        if lost > ProtectionClass.OPEN:
            _carry(writing, officer_id, lost)


def carry_to_namesakes(writing: Writing) -> None:
    """Protect whoever is new, or renamed, and may be somebody protected.

    A name that may be the same person's, or the same badge and first day, as of an officer of
    the agency who is protected now or later: a number that was mistyped or changed publishes
    nobody. If they are two people, two people say so.
    """
    known_anew = writing.added_officers | writing.renamed_officers
    if not known_anew or writing.report.agency_is_new:
        return
    grades = _protected_of_agency(writing)
    names, badges = Known(), defaultdict[Badge, list[str]](list)
    for row in _known_by(writing, sorted(grades)):
        names.add(row["id"], Name.of(row))
        if badge := badge_of(row):
            badges[badge].append(row["id"])
    for row in _known_by(writing, sorted(known_anew - grades.keys())):
        badge = badge_of(row)
        same = badges.get(badge, []) if badge else []
        may_be = [grades[one] for one in (*names.of(Name.of(row)), *same)]
        if may_be:
            _carry(writing, row["id"], max(may_be), "may be an officer who is protected")


def badge_of(row: Mapping[str, Any]) -> Badge | None:
    """Badge and first day, by which an officer is known beside the name."""
    badge = (row["badge_number_key"], row["hire_date"])
    return badge if all(badge) else None


def _protected_of_agency(writing: Writing) -> dict[str, ProtectionClass]:
    """The agency's protected officers, each with the strictest class."""
    known = sorted(writing.uids.keys() - writing.added_officers)
    timelines = class_intervals(writing.connection, known, writing.now)
    grades = {one: max(grade for _, _, grade in line) for one, line in timelines.items()}
    waiting = _in_unmarked_units(writing)  # held out for now, and protected by nobody
    return {
        one: grade
        for one, grade in grades.items()
        if grade > ProtectionClass.OPEN and one not in waiting
    }


def _in_unmarked_units(writing: Writing) -> set[str]:
    """Officers of the agency who are held out for want of a mark alone."""
    a, u, p = records.assignment.c, records.unit.c, records.protection.c
    in_force = (
        select(a.officer_id, u.mark)
        .join_from(records.assignment, records.unit, u.id == a.unit_id)
        .where(u.agency_id == writing.agency.id, a.protects_until > writing.now)
    )
    marks: dict[str, set[str | None]] = {}
    for officer_id, mark in writing.connection.execute(in_force):
        marks.setdefault(officer_id, set()).add(mark)
    waiting = {one for one, of in marks.items() if None in of and of <= {None, "open"}}
    protected = select(p.officer_id).where(p.ends_at > writing.now)
    return waiting - set(writing.connection.scalars(protected))


def _known_by(writing: Writing, ids: list[str]) -> Iterator[dict[str, Any]]:
    o = records.officer.c
    names = (o.first_name, o.middle_name, o.last_name)
    for chunk in chunks(ids):
        query = select(o.id, *names, o.badge_number_key, o.hire_date).where(o.id.in_(chunk))
        for row in writing.each(writing.connection.execute(query)):
            yield dict(row._mapping)


def _lowered(was: list[Ground], now: list[Ground]) -> Iterable[ProtectionClass]:
    for begins, ends, grade in was:
        for others_begin, others_end, other in now:
            if other < grade and others_begin < ends and begins < others_end:
                yield grade


def _carry(
    writing: Writing, officer_id: str, grade: ProtectionClass, why: str = "would have lost it"
) -> None:
    reason = f"Carried over in an import ({writing.facts.source}): the officer {why}."
    values = {
        "kind": "carried",
        "protection_class": grade.word,
        "justification": reason,
        "author": writing.by,
    }
    row = keyed(records.protection, values) | {
        "id": new_id(),
        "officer_id": officer_id,
        "starts_at": writing.now,
        "ends_at": FOREVER,
        "review_date": None,
        **writing.provenance(),
    }
    insert_all(writing.connection, records.protection, [row])
    proposals.propose(
        writing.connection,
        proposals.LIFT_PROTECTION,
        row["id"],
        {"ends_at": FOREVER},
        reason=reason,
        by=writing.by,
        now=writing.now,
        due_at=writing.now + _GRACE,
    )
    writing.report.carried += 1
    writing.report.proposals += 1
