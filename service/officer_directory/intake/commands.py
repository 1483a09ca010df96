"""The named command that imports."""

from pathlib import Path

from officer_directory.commands import Answer, Desk, command
from officer_directory.intake.importing import import_files
from officer_directory.intake.request import ALLOWED_PERCENT, Request


@command("import")
def import_roster(
    desk: Desk,
    *,
    path: str,
    format_name: str,
    agency: str,
    state: str,
    by: str,
    full: bool = False,
    dry_run: bool = False,
    allowed_percent: float = ALLOWED_PERCENT,
) -> Answer:
    """Import files that this process can read; answers with the report."""
    request = Request(Path(path), format_name, agency, state, by, full, dry_run, allowed_percent)
    return import_files(desk.database, desk.snapshot, request, desk.progress).as_dict()
