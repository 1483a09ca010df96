"""`import PATH --format F --agency NAME --state XX`: how rosters enter the directory."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from officer_directory.cli import session, spoken
from officer_directory.cli.acting import By
from officer_directory.cli.agencies import unplaced
from officer_directory.errors import RefusedByRuleError
from officer_directory.intake.formats import FORMATS
from officer_directory.intake.request import ALLOWED_PERCENT

_FORMATS = ", ".join(FORMATS)
_LISTED = 20


def import_path(
    path: Annotated[Path, typer.Argument(help="A file, or a folder for formats of several.")],
    format_name: Annotated[
        str, typer.Option("--format", help=f"{_FORMATS}, or a mapping that ends in .toml.")
    ],
    agency: Annotated[str, typer.Option(help="The agency's name; made, closed, if it is new.")],
    state: Annotated[str, typer.Option(help="Two-letter code of its state, such as CA.")],
    by: By,
    full: Annotated[
        bool, typer.Option("--full", help="The file is everyone: retire who is missing.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would happen; change nothing.")
    ] = False,
    allow_removal: Annotated[
        float,
        typer.Option(
            min=0, max=100, metavar="PERCENT", help="How many of the officers --full may retire."
        ),
    ] = ALLOWED_PERCENT,
) -> None:
    """Import officers and what is known of them: all of it, or nothing and the reasons."""
    report = session.run(
        "import",
        {
            "path": str(path.absolute()),
            "format_name": _absolute(format_name),
            "agency": agency,
            "state": state,
            "by": by,
            "full": full,
            "dry_run": dry_run,
            "allowed_percent": allow_removal,
        },
    )
    _tell(report)
    if report["refusal"]:
        raise RefusedByRuleError(report["refusal"])


def _absolute(format_name: str) -> str:
    """A mapping's path means the same in the server that may carry the import out."""
    is_path = format_name.lower().endswith(".toml")
    return str(Path(format_name).absolute()) if is_path else format_name


def _tell(report: dict[str, Any]) -> None:
    console = Console(soft_wrap=True, highlight=False)
    would = "would be " if report["dry_run"] else ""
    table = Table(
        "", *(f"{would}{word}" for word in ("added", "changed", "retired")), box=box.SIMPLE
    )
    table.add_column("unchanged")
    for column in table.columns[1:]:
        column.justify = "right"
    for kind, counts in report["kinds"].items():
        numbers = (counts[name] for name in ("added", "changed", "retired", "unchanged"))
        table.add_row(kind, *map(str, numbers))
    console.print(table)
    for kind, counts in report["kinds"].items():
        for example in counts["examples"]:
            print(f"{kind}: {_plain(example)}")
    _list("Units that nobody has marked; their officers are held out", report["unmarked_units"])
    if report["in_no_unit"]:
        spoken.note(unplaced(report["in_no_unit"]))
    _list("Protected, so not retired though not in the file", report["kept_though_absent"])
    _tell_rest(report)


def _tell_rest(report: dict[str, Any]) -> None:
    for note in report["notes"][:_LISTED]:
        spoken.note(f"Note: {note}")
    if (more := len(report["notes"]) - _LISTED) > 0:
        spoken.note(f"… and {more} more notes.")
    if report["proposals"]:
        waiting = f"{report['proposals']} ended assignments still protect"
        spoken.note(f"{waiting}: `proposals` lists what two people may end.")
    if report["agency_is_new"]:
        spoken.note(f"{report['agency']} is new, and closed to the outside: `agencies open`.")
    if report["dry_run"]:
        spoken.note("Nothing was written: this was a dry run.")


def _list(heading: str, names: list[str]) -> None:
    if names:
        print(f"{heading}:")
        for name in names:
            print(f"  {_plain(name)}")


def _plain(text: str) -> str:
    """Text of a file, without what could move the cursor of a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)
