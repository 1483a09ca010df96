"""`--full`: who is no longer in the file is retired, but never who is protected.

A file that lost a part must not empty a roster: where more would go than allowed, nothing
is written. Protected officers, now or later, stay for a person to decide on; but where
whoever asked may not learn of a protection, all are retired alike. That lowers no class.
"""

from sqlalchemy import select

from officer_directory.disclosure.classes import class_intervals
from officer_directory.errors import RefusedByRuleError
from officer_directory.intake.upsert.officers import officer_id
from officer_directory.intake.upsert.rows import Row, update_all
from officer_directory.intake.upsert.writing import Writing
from officer_directory.store import records
from officer_directory.tiers import ProtectionClass


def retire_absent(writing: Writing, allowed_percent: float) -> None:
    """Retire the agency's officers whom the file does not name.

    Raises:
        RefusedByRuleError: more than the allowed percentage would be retired; a dry run
            reports it instead.
    """
    o = records.officer.c
    named = {officer_id(writing, fact.uid) for fact in writing.facts.officers}
    listed = writing.connection.execute(
        select(o.id, o.uid).where(o.agency_id == writing.agency.id, o.retired_at.is_(None))
    ).all()
    absent = sorted((row.uid, row.id) for row in listed if row.id not in named)
    protected = (
        set() if writing.alike else _protected(writing, [identifier for _, identifier in absent])
    )
    going = [(uid, identifier) for uid, identifier in absent if identifier not in protected]
    counts = writing.report.of("officers")
    counts.retired = len(going)
    for uid, _ in going[:3]:
        counts.examples.append(f"retired: {uid}: not in the file")
    writing.report.kept_though_absent = [uid for uid, i in absent if i in protected]
    if too_many := _too_many(len(going), len(listed), allowed_percent):
        if not writing.report.dry_run:
            raise RefusedByRuleError(too_many)
        writing.report.refusal = too_many
    update_all(writing.connection, records.officer, [retired(writing, i) for _, i in going])
    writing.touched_officers.update(identifier for _, identifier in going)


def _protected(writing: Writing, ids: list[str]) -> set[str]:
    classes = class_intervals(writing.connection, ids, writing.now)
    return {
        identifier
        for identifier, intervals in classes.items()
        if any(grade >= ProtectionClass.SENSITIVE for _, _, grade in intervals)
    }


def _too_many(going: int, listed: int, allowed_percent: float) -> str | None:
    if going * 100 <= allowed_percent * listed:
        return None
    return (
        f"{going} of {listed} officers ({going * 100 / listed:.1f} %) are not in the file and"
        f" would be retired; more than {allowed_percent:g} % is refused. If the file is whole,"
        " say how many may go: --allow-removal PERCENT."
    )


def retired(writing: Writing, identifier: str) -> Row:
    """What becomes of an officer who is retired: shown as separated, protected as before."""
    separated = {"status": "separated", "status_key": "separated"}
    return {
        "id": identifier,
        "retired_at": writing.now,
        **separated,
        **writing.provenance(),
    }
