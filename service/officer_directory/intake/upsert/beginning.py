"""How one import begins: everything locked in the order of all writers, and who is known."""

from typing import Any

from sqlalchemy import Connection, Row, select

from officer_directory.disclosure.locks import lock_subjects
from officer_directory.disclosure.policy import Snapshot
from officer_directory.errors import RefusedByRuleError
from officer_directory.intake.contention import wait_for_other_imports
from officer_directory.intake.facts import Facts
from officer_directory.intake.request import Request
from officer_directory.intake.upsert.officers import officer_id, remember_officers
from officer_directory.intake.upsert.report import Report
from officer_directory.intake.upsert.writing import Progress, Writing
from officer_directory.protections.agencies import add_agency
from officer_directory.protections.states import state_code
from officer_directory.store import records
from officer_directory.store.folding import fold


def begin(
    connection: Connection,
    snapshot: Snapshot,
    request: Request,
    facts: Facts,
    report: Report,
    now: int,
    progress: Progress,
) -> Writing:
    """Everything locked, in the order of all writers, and the officers known."""
    request.at_start(connection, facts)
    wait_for_other_imports(connection, request.agency)
    lock_subjects(connection)
    agency = _agency(connection, snapshot, request, report, now)
    writing = Writing(connection, agency, facts, request.full, request.by, now, report, progress)
    writing.through, writing.alike = request.through, request.alike
    remember_officers(writing)
    if request.full or facts.complaints:
        concerned = set(writing.uids)
    else:
        found = {officer_id(writing, fact.uid) for fact in facts.officers}
        found |= {officer_id(writing, uid) for _, _, uid in facts.named_uids()}
        concerned = {one for one in found if one is not None}
    lock_subjects(connection, concerned, _incidents(writing))
    return writing


def _agency(
    connection: Connection, snapshot: Snapshot, request: Request, report: Report, now: int
) -> Row[Any]:
    """The agency, closed where it is new; imports into one agency wait for each other."""
    of_name = select(records.agency).where(records.agency.c.name_key == fold(request.agency))
    of_name = of_name.with_for_update(key_share=True)
    found = connection.execute(of_name).first()
    if found is None:
        report.agency_is_new = True
        add_agency(
            connection,
            snapshot,
            request.agency,
            request.state,
            by=request.by,
            now=now,
            source="import",
        )
        found = connection.execute(of_name).one()
    if found.state != state_code(request.state):
        raise RefusedByRuleError(
            f"{found.name} is in {found.state}, not in {request.state}: correct --state."
        )
    report.agency = found.name
    return found


def _incidents(writing: Writing) -> list[str]:
    if not writing.facts.incidents:
        return []
    of_agency = records.incident.c.agency_id == writing.agency.id
    return list(writing.connection.scalars(select(records.incident.c.id).where(of_agency)))
