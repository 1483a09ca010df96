"""`photos import|sweep`: a folder of photos, and what is left of those that are nobody's."""

from pathlib import Path
from typing import Annotated

import typer

from officer_directory.cli import session, spoken
from officer_directory.cli.acting import By
from officer_directory.errors import IntakeError

app = typer.Typer(help="Photos of officers.", no_args_is_help=True)


@app.command("import")
def import_folder(
    folder: Annotated[Path, typer.Argument(help="A folder of UID.jpg, UID.jpeg or UID.png.")],
    agency: Annotated[str, typer.Option(help="The agency's name.")],
    by: By,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would happen; change nothing.")
    ] = False,
) -> None:
    """Take each photo that is good, and list each that is not; again, it goes on where it was."""
    told = {"folder": str(folder.absolute()), "agency": agency, "by": by, "dry_run": dry_run}
    report = session.run("photos.import", told)
    would = "would be taken" if dry_run else "taken"
    spoken.note(f"{report['taken']} photos {would}, {report['unchanged']} unchanged.")
    if dry_run:
        spoken.note("Nothing was written: this was a dry run.")
    if report["problems"]:
        raise IntakeError(report["problems"])


@app.command()
def sweep() -> None:
    """Remove what is kept of photos that were replaced or taken away, or were never taken.

    A server does this by itself when it starts and after each change.
    """
    removed = session.run("photos.sweep", {})["removed"]
    spoken.note(f"{removed} photos removed.")
