"""`open`: a folder that Datasette opens as it is."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from officer_directory_client.downloads import replace_text
from officer_directory_client.press.account import remembered
from officer_directory_client.press.agencies import choose
from officer_directory_client.press.gathering import BY_OFFICER
from officer_directory_client.press.metadata import metadata
from officer_directory_client.press.officers import agency_option
from officer_directory_client.press.receiving import receive
from officer_directory_client.press.tables import build
from officer_directory_client.press.words import counted

_ORDER: Final[tuple[str, ...]] = ("officers", *BY_OFFICER, "complaints", "incidents")


@click.command("open")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@agency_option
@click.option("--lists-only", is_flag=True, help="Leave out what has to be asked by officer.")
@click.option("--replace", is_flag=True, help="Make the database anew in a folder that has one.")
def open_(folder: Path, agencies: tuple[str, ...], lists_only: bool, replace: bool) -> None:
    """Make FOLDER for Datasette: tables, search, meanings, grounds for what is withheld.

    Officers, complaints and incidents come as whole lists. Employments, salaries and documents
    are asked for officer by officer, which takes a question for each: some minutes for a large
    city. --lists-only leaves them out. All that came is in FOLDER/received, with receipts.

    \b
    officer-directory-press open newsroom --agency "Fernhollow Police Department"
    datasette newsroom/directory.db -m newsroom/metadata.json
    """
    database = folder / "directory.db"
    if database.exists() and not replace:
        raise click.UsageError(f"{database} is there: name another folder, or --replace it.")
    with remembered().directory() as directory:
        chosen = choose(directory, agencies)
        fields = directory.fields()
        came = receive(directory, chosen, fields, folder, lists_only)
    received = datetime.now(UTC).date().isoformat()
    ordered = {listed: came.files[listed] for listed in _ORDER if listed in came.files}
    counts = build(database, fields, ordered, came.no_longer_shown)
    terms = {table: came.terms.get(table) for table in counts}
    told = metadata(fields, terms, ", ".join(chosen.names), directory.api, received)
    replace_text(folder / "metadata.json", json.dumps(told, indent=2, ensure_ascii=False) + "\n")
    start = f"datasette {database} -m {folder / 'metadata.json'}"
    here = "datasette directory.db -m metadata.json"
    replace_text(folder / "README", f"In this folder: {here}   (pip install datasette)\n")
    click.echo(f"{folder}: {', '.join(counted(counts[name], name) for name in ordered)}")
    click.echo(f"Open it: {start}")
