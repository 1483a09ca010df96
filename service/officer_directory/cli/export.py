"""`export`: an outside tier's publication as a file, or as OpenOversight's files."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from officer_directory.cli import session, spoken
from officer_directory.cli.progress import watched
from officer_directory.disclosure import export as files
from officer_directory.disclosure.activation import in_force
from officer_directory.disclosure.asking import Ask, Filter, Op
from officer_directory.disclosure.opened import watched_views
from officer_directory.disclosure.view import NDJSON, View
from officer_directory.errors import NotAnsweredError, RefusedByRuleError
from officer_directory.identity.requester import Requester
from officer_directory.key_files import open_keys
from officer_directory.openoversight_export import write_openoversight
from officer_directory.store.folding import fold
from officer_directory.tiers import OUTSIDE, Tier
from officer_directory.writer import record_pending

Records = Iterator[dict[str, Any]]

_WRITERS: dict[str, Callable[[View, Path, Any], None]] = {
    ".db": files.write_sqlite,
    ".csv": files.write_csv,
    ".ndjson": files.write_ndjson,
}


def export(
    tier: Annotated[Tier, typer.Option(help="public or press")],
    out: Annotated[
        Path,
        typer.Option(help="A file that ends in .db, .csv or .ndjson; with --agency a folder."),
    ],
    agency: Annotated[
        str | None,
        typer.Option(help="One agency, as the files OpenOversight imports, into a folder."),
    ] = None,
) -> None:
    """Write what an outside tier sees to a file: CSV, NDJSON, or a database for Datasette.

    With --agency, write that agency as OpenOversight's officers, assignments and salaries.
    """
    if tier not in OUTSIDE:
        raise RefusedByRuleError(
            "Only a publication is exported: public or press. Inside tiers ask over HTTP, "
            "where each answer is entered in the ledger."
        )
    if agency is None and out.suffix not in _WRITERS:
        raise typer.BadParameter("must end in .db, .csv or .ndjson", param_hint="--out")
    settings = session.settings()
    record_pending(settings)
    with session.reading(settings) as connection:
        snapshot = in_force(connection)
    if snapshot is None:
        raise NotAnsweredError("No policy is in force yet, so nothing is published.")
    reading = watched_views(settings, snapshot, open_keys(settings.data).cursor)
    with reading as views, watched() as progress:
        view = views.of(Requester(tier))
        if agency is not None:
            _openoversight(view, agency, out)
        else:
            _WRITERS[out.suffix](view, out, progress)
    spoken.note(f"Written: {out}")


def _openoversight(view: View, name: str, folder: Path) -> None:
    found = [a for a in _records(view, "agency") if fold(a["name"]) == fold(name)]
    if not found:
        raise RefusedByRuleError(
            "No agency of that name is published; `agencies list` shows which are open."
        )
    folder.mkdir(parents=True, exist_ok=True)
    mine = Ask(filters=(Filter("agency", Op.EQ, (fold(name),)),))
    officers = list(_records(view, "officer", mine))
    ids = {officer["id"] for officer in officers}
    write_openoversight(
        folder,
        found[0]["name"],
        found[0]["state"],
        officers=officers,
        assignments=_of(ids, _records(view, "assignment")),
        salaries=_of(ids, _records(view, "salary")),
    )


def _records(view: View, resource: str, ask: Ask | None = None) -> Records:
    if view.shown(resource):
        for chunk in view.stream(resource, ask or Ask(), NDJSON):
            yield from map(json.loads, chunk.splitlines())


def _of(ids: set[str], records: Records) -> Records:
    return (record for record in records if record.get("officer_id") in ids)
