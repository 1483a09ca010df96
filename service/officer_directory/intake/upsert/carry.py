"""No import lowers a class: whatever it would have lowered is carried, for two people to lift.

The spans of assignments are written so that this finds nothing to do; it is here so that a
mistake closes.
"""

from collections.abc import Iterable

from officer_directory.disclosure.classes import Ground, class_intervals
from officer_directory.intake.upsert.assignments import Classes, Ended
from officer_directory.intake.upsert.rows import insert_all, keyed, new_id
from officer_directory.intake.upsert.writing import Writing
from officer_directory.protections import proposals
from officer_directory.store import records
from officer_directory.store.columns import FOREVER
from officer_directory.tiers import ProtectionClass

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


def _lowered(was: list[Ground], now: list[Ground]) -> Iterable[ProtectionClass]:
    for begins, ends, grade in was:
        for others_begin, others_end, other in now:
            if other < grade and others_begin < ends and begins < others_end:
                yield grade


def _carry(writing: Writing, officer_id: str, grade: ProtectionClass) -> None:
    reason = f"Carried over: an import ({writing.facts.source}) would have ended it."
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
