"""One import from beginning to end: read, compared, written, published; all or nothing."""

from typing import Any

from officer_directory.disclosure.local_days import local_day
from officer_directory.disclosure.locks import lock_subjects
from officer_directory.disclosure.policy import Snapshot
from officer_directory.disclosure.publication import refresh
from officer_directory.intake.contention import clashes_refused
from officer_directory.intake.facts import Facts
from officer_directory.intake.problems import Problems
from officer_directory.intake.read import format_named, read_facts
from officer_directory.intake.request import Request
from officer_directory.intake.upsert.absent import retire_absent
from officer_directory.intake.upsert.assignments import upsert_assignments
from officer_directory.intake.upsert.beginning import begin
from officer_directory.intake.upsert.carry import carry_lowered, carry_to_namesakes, propose_ends
from officer_directory.intake.upsert.complaints import upsert_complaints
from officer_directory.intake.upsert.incidents import upsert_incidents
from officer_directory.intake.upsert.kinds import (
    DOCUMENTS,
    EMPLOYMENTS,
    RANKS,
    SALARIES,
    upsert_kind,
)
from officer_directory.intake.upsert.officers import (
    officer_id,
    upsert_officers,
)
from officer_directory.intake.upsert.report import Report
from officer_directory.intake.upsert.units import unmarked_units
from officer_directory.intake.upsert.writing import Progress, Writing
from officer_directory.protections.persons import named
from officer_directory.protections.states import ZONES, state_code
from officer_directory.protections.unit_marks import in_no_unit
from officer_directory.store.engines import Database


class _TakenBackError(Exception):
    """Rolls a dry run back."""


def import_files(
    database: Database, snapshot: Snapshot, request: Request, progress: Progress
) -> Report:
    """Import files; a dry run does everything and takes it back.

    Raises:
        IntakeError: something in the files is wrong; nothing was written.
        RefusedByRuleError: a rule forbids it; nothing was written.
    """
    named(request.by)
    state, now = state_code(request.state), database.now()
    progress(0, 0, "reading")
    facts, notes = read_facts(
        request.path,
        format_named(request.format_name),
        agency=request.agency,
        state=state,
        today=local_day(now, ZONES[state]).isoformat(),
    )
    report = Report(request.agency, dry_run=request.dry_run, notes=notes)
    try:
        with clashes_refused(), database.transaction() as connection:
            writing = begin(connection, snapshot, request, facts, report, now, progress)
            _write(writing, request)
            if request.dry_run:
                raise _TakenBackError
            _publish(writing, snapshot)
    except _TakenBackError:
        pass
    return report


def _write(writing: Writing, request: Request) -> None:
    facts = writing.facts
    total = sum(map(len, _kinds(facts)))
    written = 0
    _step(writing, written, total)
    upsert_officers(writing)
    _refuse_unknown(writing)
    written += len(facts.officers)
    for kind, told in (
        (EMPLOYMENTS, facts.employments),
        (RANKS, facts.ranks),
        (SALARIES, facts.salaries),
        (DOCUMENTS, facts.documents),
    ):
        _step(writing, written, total)
        upsert_kind(writing, kind, told)
        written += len(told)
    _step(writing, written, total)
    ended, before = upsert_assignments(writing)
    upsert_complaints(writing)
    upsert_incidents(writing)
    if writing.full:
        retire_absent(writing, request.allowed_percent)
    carry_lowered(writing, before)
    carry_to_namesakes(writing)
    propose_ends(writing, ended)
    writing.report.unmarked_units = unmarked_units(writing)
    unplaced = in_no_unit(writing.connection, writing.agency.id)
    writing.report.in_no_unit = sum(number for _, number in unplaced)
    _step(writing, total, total)


def _kinds(facts: Facts) -> tuple[list[Any], ...]:
    return (
        *(facts.officers, facts.employments, facts.ranks, facts.salaries, facts.documents),
        *(facts.assignments, facts.complaints, facts.incidents),
    )


def _step(writing: Writing, written: int, total: int) -> None:
    writing.progress(written, total, "facts written")


def _refuse_unknown(writing: Writing) -> None:
    """Facts of officers who are neither in the files nor recorded."""
    problems = Problems()
    for place, column, uid in writing.facts.named_uids():
        if officer_id(writing, uid) is None:
            wrong = f"officer `{uid}` is neither in these files nor in the directory"
            problems.add(place, column, wrong, writing.facts.if_unknown)
    problems.stop_if_any()


def _publish(writing: Writing, snapshot: Snapshot) -> None:
    """Publish what was touched, and the same persons' records in other agencies.

    Nothing of a closed agency is published, so that only those others are looked at.
    """

    def progress(done: int, total: int) -> None:
        writing.progress(done, total, "officers published")

    if writing.report.changes_nothing:
        return
    touched = writing.touched_officers
    known = touched - writing.added_officers  # one just added is nobody else yet
    officers, incidents = lock_subjects(writing.connection, known, writing.touched_incidents)
    if writing.agency.opened_at is None:
        elsewhere = set(officers) - writing.uids.keys()
        refresh(writing.connection, snapshot, officer_ids=elsewhere, progress=progress)
        return
    refresh(
        writing.connection,
        snapshot,
        officer_ids={*officers, *touched},
        complaint_ids=writing.touched_complaints,
        incident_ids=incidents,
        agency_ids=[writing.agency.id],
        progress=progress,
    )
