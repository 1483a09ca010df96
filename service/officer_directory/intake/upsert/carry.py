"""No import lowers a class: whatever it would have lowered is carried, for two people to lift.

The spans of assignments are written so that this finds nothing to do; it is here so that a
mistake closes.
"""

from collections.abc import Iterable, Iterator

from sqlalchemy import select

from officer_directory.disclosure.classes import Ground, class_intervals
from officer_directory.disclosure.locks import chunks
from officer_directory.intake.upsert.assignments import Classes, Ended
from officer_directory.intake.upsert.rows import insert_all, keyed, new_id
from officer_directory.intake.upsert.writing import Writing
from officer_directory.protections import proposals
from officer_directory.store import records
from officer_directory.store.columns import FOREVER
from officer_directory.store.folding import words
from officer_directory.tiers import ProtectionClass

Trait = tuple[str, ...]
"""Something an officer is known by: the words of the name, or badge and first day."""

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

    Same name, or same badge and first day, as an officer of the agency who is protected now
    or later: a number that was mistyped or changed publishes nobody. If they are two people,
    two people say so.
    """
    known_anew = writing.added_officers | writing.renamed_officers
    if not known_anew or writing.report.agency_is_new:
        return
    protected, graded = _protected_of_agency(writing)
    for officer_id, traits in _traits(writing, sorted(known_anew - protected)):
        grade = max((graded[trait] for trait in traits if trait in graded), default=None)
        if grade is not None:
            _carry(writing, officer_id, grade, "may be an officer who is protected")


def _protected_of_agency(writing: Writing) -> tuple[set[str], dict[Trait, ProtectionClass]]:
    """The agency's protected officers, and what they are known by, with the strictest class."""
    known = sorted(writing.uids.keys() - writing.added_officers)
    timelines = class_intervals(writing.connection, known, writing.now)
    grades = {one: max(grade for _, _, grade in line) for one, line in timelines.items()}
    waiting = _in_unmarked_units(writing)  # held out for now, and protected by nobody
    protected = [one for one in known if grades[one] > ProtectionClass.OPEN and one not in waiting]
    graded: dict[Trait, ProtectionClass] = {}
    for one, traits in _traits(writing, protected):
        for trait in traits:
            graded[trait] = max(grades[one], graded.get(trait, ProtectionClass.OPEN))
    return set(protected), graded


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


def _traits(writing: Writing, ids: list[str]) -> Iterator[tuple[str, list[Trait]]]:
    o = records.officer.c
    for chunk in chunks(ids):
        query = select(o.id, o.first_name, o.last_name, o.badge_number_key, o.hire_date)
        for row in writing.connection.execute(query.where(o.id.in_(chunk))):
            traits: list[Trait] = []
            if row.first_name and row.last_name:
                traits.append(tuple(sorted(words(f"{row.first_name} {row.last_name}"))))
            if row.badge_number_key and row.hire_date:
                traits.append((row.badge_number_key, row.hire_date))
            yield row.id, traits


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
