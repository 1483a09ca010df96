"""`export`: an outside tier's publication as a file."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from officer_directory.cli import session
from officer_directory.cli.progress import watched
from officer_directory.disclosure import export as files
from officer_directory.disclosure.activation import in_force
from officer_directory.disclosure.opened import open_views
from officer_directory.disclosure.view import View
from officer_directory.errors import NotAnsweredError, RefusedByRuleError
from officer_directory.identity.requester import Requester
from officer_directory.key_files import open_keys
from officer_directory.tiers import OUTSIDE, Tier

_WRITERS: dict[str, Callable[[View, Path, Any], None]] = {
    ".db": files.write_sqlite,
    ".csv": files.write_csv,
    ".ndjson": files.write_ndjson,
}


def export(
    tier: Annotated[Tier, typer.Option(help="public or press")],
    out: Annotated[Path, typer.Option(help="A file that ends in .db, .csv or .ndjson")],
) -> None:
    """Write what an outside tier sees to a file: CSV, NDJSON, or a database for Datasette."""
    if tier not in OUTSIDE:
        raise RefusedByRuleError(
            "Only a publication is exported: public or press. Inside tiers ask over HTTP, "
            "where each answer is entered in the ledger."
        )
    if out.suffix not in _WRITERS:
        raise typer.BadParameter("must end in .db, .csv or .ndjson", param_hint="--out")
    settings = session.settings()
    with session.reading(settings) as connection:
        snapshot = in_force(connection)
    if snapshot is None:
        raise NotAnsweredError("No policy is in force yet, so nothing is published.")
    views = open_views(settings, snapshot, open_keys(settings.data).cursor)
    with watched() as progress:
        _WRITERS[out.suffix](views.of(Requester(tier)), out, progress)
    views.close()
