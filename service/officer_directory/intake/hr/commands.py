"""What a personnel system does, as named commands: each one write, answered as it was done."""

from pathlib import Path
from typing import Any

from officer_directory.commands import Answer, Arguments, Desk, command
from officer_directory.intake.hr import facts, imports, merging, officers
from officer_directory.intake.hr.call import Call
from officer_directory.intake.hr.single import write


@command("hr.put_officer")
def put_officer(
    desk: Desk, *, call: Arguments, uid: str, agency: str | None, stated: dict[str, Any]
) -> Answer:
    return write(desk, Call.of(call), lambda hand: officers.put_officer(hand, uid, agency, stated))


@command("hr.patch_officer")
def patch_officer(desk: Desk, *, call: Arguments, officer: str, stated: dict[str, Any]) -> Answer:
    return write(desk, Call.of(call), lambda hand: officers.patch_officer(hand, officer, stated))


@command("hr.retire_officer")
def retire_officer(desk: Desk, *, call: Arguments, officer: str) -> Answer:
    return write(desk, Call.of(call), lambda hand: officers.retire_officer(hand, officer))


@command("hr.merge_officers")
def merge_officers(desk: Desk, *, call: Arguments, officer: str, duplicate: str) -> Answer:
    return write(desk, Call.of(call), lambda hand: merging.merge_officers(hand, officer, duplicate))


@command("hr.put_fact")
def put_fact(
    desk: Desk,
    *,
    call: Arguments,
    resource: str,
    officer: str,
    key: dict[str, Any],
    stated: dict[str, Any],
) -> Answer:
    return write(
        desk, Call.of(call), lambda hand: facts.put_fact(hand, resource, officer, key, stated)
    )


@command("hr.patch_fact")
def patch_fact(
    desk: Desk, *, call: Arguments, resource: str, officer: str, fact: str, stated: dict[str, Any]
) -> Answer:
    return write(
        desk, Call.of(call), lambda hand: facts.patch_fact(hand, resource, officer, fact, stated)
    )


@command("hr.ask_import")
def ask_import(
    desk: Desk, *, call: Arguments, job: str, agency: str | None, form: str, dry_run: bool
) -> Answer:
    return imports.ask_import(desk, Call.of(call), job, agency, form, dry_run)


@command("hr.run_import")
def run_import(
    desk: Desk,
    *,
    job: str,
    path: str,
    full: bool,
    allowed_percent: float,
    by: str,
    through: str,
) -> Answer:
    return imports.run_import(
        desk, job, Path(path), full=full, allowed_percent=allowed_percent, by=by, through=through
    )


@command("hr.note_progress", apart=True)
def note_progress(desk: Desk, *, job: str, done: int, total: int, what: str) -> Answer:
    return imports.note_progress(desk, job, done, total, what)
