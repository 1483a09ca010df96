"""Imports that a personnel system asks for: jobs that are done once, whatever happens.

A job is marked done in the very transaction that writes its facts: after a crash both are
there or neither, and a job that is run again finds that it was done. What is told of a job
is what its asker may know: never who is protected, or which unit nobody has marked.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from officer_directory.commands import Answer, Desk, Progress
from officer_directory.errors import IntakeError, RefusedByRuleError
from officer_directory.intake.facts import Facts
from officer_directory.intake.formats import FORMATS
from officer_directory.intake.hr.call import Call
from officer_directory.intake.hr.kept import find_kept, keep
from officer_directory.intake.hr.single import own_agency
from officer_directory.intake.importing import import_files
from officer_directory.intake.request import Request
from officer_directory.store.engines import Database
from officer_directory.store.records import agency
from officer_directory.store.usage import import_job

ENDED = ("done", "refused")
_NOT_THEIRS = "Complaints, incidents and documents are not a personnel system's to write."
_TOLD = ("agency", "dry_run", "kinds", "new_units", "notes", "refusal")
_PUBLISHING = "officers published"


def ask_import(
    desk: Desk, call: Call, job: str, agency_name: str | None, form: str, dry_run: bool
) -> Answer:
    """Write down a job, or find the one that this very request made before.

    Raises:
        NoSuchRecordError: the agency is not the asker's.
        FieldsRefusedError: the asker has several agencies and names none.
    """
    now = desk.database.now()
    with desk.database.transaction() as connection:
        if (kept := find_kept(connection, call, now)) is not None:
            return kept
        row = {
            "id": job,
            "asker": call.asker,
            "agency_id": own_agency(connection, call.agency_ids, agency_name).id,
            "format": form,
            "dry_run": dry_run,
            "state": "waiting",
            "progress": json.dumps({"done": 0, "total": 0, "what": "", "at": now}),
            "asked_by": f"{call.by} ({call.through})",
            "asked_at": now,
        }
        connection.execute(insert(import_job), row)
        answer = {"status": 202, "headers": {"job": job}, "body": ""}
        keep(connection, call, answer, now)
        return answer


def run_import(
    desk: Desk, job: str, path: Path, *, full: bool, allowed_percent: float, by: str, through: str
) -> Answer:
    """Carry a job out: everything in its files, or nothing and what is wrong with them."""
    with desk.database.transaction() as connection:
        one = _claim(connection, job)
        if one is None:
            return {}
        of = connection.execute(select(agency).where(agency.c.id == one.agency_id)).one()
    request = Request(
        path,
        one.format,
        of.name,
        of.state,
        by,
        full,
        one.dry_run,
        allowed_percent,
        through=through,
        alike=True,
        at_start=_once(job, desk.database.now()),
    )
    state, report = _carry_out(desk, request)
    end = {"state": state, "report": json.dumps(report), "ended_at": desk.database.now()}
    with desk.database.transaction() as connection:
        connection.execute(update(import_job).where(import_job.c.id == job).values(end))
    return {"state": state}


def _claim(connection: Connection, job: str) -> Row[Any] | None:
    """The job, now under way; None if it was carried out already."""
    of_job = select(import_job).where(import_job.c.id == job)
    one = connection.execute(of_job.with_for_update()).one()
    if one.state in ENDED:
        return None
    connection.execute(update(import_job).where(import_job.c.id == job).values(state="running"))
    return one


def _once(job: str, now: int) -> Callable[[Connection, Facts], None]:
    """Marks the job done with its facts, and refuses facts that are not the asker's to state."""

    def at_start(connection: Connection, facts: Facts) -> None:
        if facts.complaints or facts.incidents or facts.documents:
            raise RefusedByRuleError(_NOT_THEIRS)
        j = import_job.c
        undone = update(import_job).where(j.id == job, j.state.not_in(ENDED))
        if not connection.execute(undone.values(state="done", ended_at=now)).rowcount:
            raise RefusedByRuleError("This import was carried out already.")

    return at_start


def _carry_out(desk: Desk, request: Request) -> tuple[str, dict[str, Any]]:
    if request.format_name not in FORMATS:
        return "refused", {"problems": ["this format is not imported here"]}
    try:
        done = import_files(desk.database, desk.snapshot, request, _told_alike(desk.progress))
    except IntakeError as wrong:
        return "refused", {"problems": wrong.problems}
    except RefusedByRuleError as refused:
        return "refused", {"refusal": _over_http(str(refused))}
    told = {name: value for name, value in done.as_dict().items() if name in _TOLD}
    if done.refusal:
        told["refusal"] = _over_http(done.refusal)
    return "done", told


def _told_alike(progress: Progress) -> Progress:
    """How many are published tells of a person's other agencies: that is not told."""

    def told(done: int, total: int, what: str) -> None:
        progress(*((0, 0) if what == _PUBLISHING else (done, total)), what)

    return told


def _over_http(refusal: str) -> str:
    return refusal.replace("--allow-removal PERCENT", "allow_removal=PERCENT")


def note_progress(desk: Desk, job: str, done: int, total: int, what: str) -> Answer:
    """Write down how far a job is, and that whoever does it is alive."""
    told = json.dumps({"done": done, "total": total, "what": what, "at": desk.database.now()})
    running = update(import_job).where(import_job.c.id == job, import_job.c.state == "running")
    with desk.database.transaction() as connection:
        connection.execute(running.values(progress=told))
    return {}


def find_import(database: Database, asker: str, job: str) -> dict[str, Any] | None:
    """A job of this asker, with what may be told of it; `heard_at` of whoever does it."""
    found = select(import_job, agency.c.name.label("agency"))
    found = found.join(agency, agency.c.id == import_job.c.agency_id)
    with database.reading() as connection:
        one = connection.execute(
            found.where(import_job.c.id == job, import_job.c.asker == asker)
        ).first()
    if one is None:
        return None
    progress = json.loads(one.progress)
    return {
        "id": one.id,
        "agency": one.agency,
        "format": one.format,
        "dry_run": bool(one.dry_run),
        "state": one.state,
        "asked_at": one.asked_at,
        "ended_at": one.ended_at,
        "heard_at": progress.pop("at"),
        "progress": progress,
        "report": None if one.report is None else json.loads(one.report),
    }
