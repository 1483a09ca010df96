"""`watch`: what is shown otherwise than last time, found out on this machine."""

import json
from pathlib import Path
from typing import Any, Final

import click

from officer_directory_client._terminal import plain
from officer_directory_client.press.account import home, remembered
from officer_directory_client.press.agencies import Chosen, choose
from officer_directory_client.press.changes import Changes, compare, name_of
from officer_directory_client.press.officers import agency_option
from officer_directory_client.press.snapshots import Snapshots
from officer_directory_client.press.words import counted

LISTS: Final = ("officers", "complaints", "incidents")
CHANGED: Final = 3
_WHY: Final = (
    "Why a record is no longer shown is not said. There are many reasons: a correction, two"
    " records\nthat were one, a court's order, a rule that changed. Ask the agency."
)


@click.command()
@agency_option
@click.option(
    "--list", "lists", multiple=True, type=click.Choice(LISTS), default=("officers",),
    show_default=True, help="What to watch; again for another list.",
)  # fmt: skip
@click.option(
    "--snapshots", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
    help="Where snapshots are kept, if not in the tool's own folder.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--exit-code", is_flag=True, help=f"Exit with {CHANGED} if something changed.")
def watch(
    agencies: tuple[str, ...],
    lists: tuple[str, ...],
    snapshots: Path | None,
    as_json: bool,
    exit_code: bool,
) -> None:
    """Say what is shown otherwise than when you last asked.

    Downloads the lists, and compares them here with the last snapshot that was kept. The
    directory is never asked what changed, and does not learn what you watch for. The first
    time there is nothing to compare with. A snapshot in which nothing changed is not kept.

    \b
    officer-directory-press watch --agency fernhollow
    officer-directory-press watch --agency fernhollow --list officers --list complaints
    officer-directory-press watch --agency fernhollow --json --exit-code
    """
    with remembered().directory() as directory:
        chosen = choose(directory, agencies)
        known = Snapshots(snapshots or home() / "snapshots", directory.api, chosen)
        found: dict[str, Any] = {}
        with known.unfinished() as part:
            for listed in dict.fromkeys(lists):
                path = part / f"{listed}.ndjson"
                now = directory.download(path, listed, "ndjson", **chosen.query)
                before = known.last(listed)
                changes = None if before is None else compare(before, path)
                since = None if before is None else _received(before)
                found[listed] = {"since": since, "until": now.ended_at, "shown": now.rows}
                found[listed]["changes"] = changes
            kept = any(each["changes"] is None or each["changes"] for each in found.values())
            place = known.keep(part) if kept else None
    _say(chosen, found, place, as_json)
    if exit_code and any(each["changes"] for each in found.values()):
        raise click.exceptions.Exit(CHANGED)


def _received(snapshot: Path) -> str:
    """When all of it had come."""
    receipt = snapshot.with_name(f"{snapshot.name}.receipt.json")
    told: str = json.loads(receipt.read_text(encoding="utf-8"))["ended_at"]
    return told


def _say(chosen: Chosen, found: dict[str, Any], place: Path | None, as_json: bool) -> None:
    if as_json:
        told = {
            "agencies": list(chosen.names),
            "snapshot": None if place is None else str(place),
            "lists": {
                listed: {**each, "changes": _told(each["changes"])}
                for listed, each in found.items()
            },
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for listed, each in found.items():
        heading = f"{chosen.said}: {counted(each['shown'], listed)}"
        if each["changes"] is None:
            click.echo(f"{heading}. The first snapshot is kept; ask again later.")
        elif not each["changes"]:
            click.echo(f"{heading}. Nothing changed since {each['since']}.")
        else:
            click.echo(f"{heading}. Since {each['since']}:")
            _list(each["changes"])


def _told(changes: Changes | None) -> dict[str, Any] | None:
    """As JSON; None where there was nothing to compare with."""
    return None if changes is None else changes.told()


def _list(changes: Changes) -> None:
    for words, names in (
        ("fields newly shown", changes.fields_newly_shown),
        ("fields no longer shown", changes.fields_no_longer_shown),
    ):
        if names:
            click.echo(f"  {words}: {plain(', '.join(names))}")
    for words, records in (
        ("newly shown", changes.newly_shown),
        ("no longer shown", changes.no_longer_shown),
    ):
        for record in records:
            click.echo(f"  {words}: {name_of(record)}")
    for change in changes.changed:
        fields = "; ".join(
            f"{name}: {_value(was)} → {_value(now)}" for name, (was, now) in change.fields.items()
        )
        click.echo(f"  changed: {name_of(change.record)}: {plain(fields)}")
    if changes.no_longer_shown:
        click.echo(_WHY)


def _value(value: Any) -> str:
    return "nothing" if value is None else str(value)
