"""`officers`: the roster of agencies as a file, its receipt beside it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

import click

from officer_directory_client.directory import Directory
from officer_directory_client.downloads import Download
from officer_directory_client.press.account import remembered
from officer_directory_client.press.agencies import Chosen, choose
from officer_directory_client.press.tables import build
from officer_directory_client.press.words import counted

_SUFFIXES: Final = {"csv": ".csv", "ndjson": ".ndjson", "sqlite": ".db"}

Command = TypeVar("Command", bound=Callable[..., Any])

agency_option: Callable[[Command], Command] = click.option(
    "--agency",
    "agencies",
    multiple=True,
    required=True,
    metavar="NAME",
    help="An agency, by name, part of it, or id; again for another one.",
)


@click.command()
@agency_option
@click.option(
    "--format", "form", type=click.Choice(list(_SUFFIXES)), default="csv", show_default=True
)
@click.option("--out", type=click.Path(path_type=Path), metavar="PATH", help="The file to write.")
@click.option("--replace", is_flag=True, help="Write over a file that is there.")
def officers(agencies: tuple[str, ...], form: str, out: Path | None, replace: bool) -> None:
    """Download the officers of an agency.

    The receipt beside the file (PATH.receipt.json) says what was asked, when, under which
    policy, and the digest of what came. `sqlite` is made here from NDJSON, which stays beside
    it with its receipt. The file is there whole or not at all.

    \b
    officer-directory-press officers --agency "Fernhollow Police Department"
    officer-directory-press officers --agency fernhollow --format sqlite --out roster.db
    officer-directory-press officers --agency fernhollow --agency brackwater --format ndjson

    In pandas: read_csv("roster.csv", dtype=str), or badge 0012 becomes 12.
    """
    with remembered().directory() as directory:
        chosen = choose(directory, agencies)
        target = out or Path(f"officers-{_slug(chosen)}{_SUFFIXES[form]}")
        made = [target, target.with_suffix(".ndjson")] if form == "sqlite" else [target]
        if form == "sqlite" and made[0] == made[1]:
            raise click.UsageError("The NDJSON is kept beside it: call it something.db.")
        refuse_to_write_over(made, replace)
        received = _download(directory, chosen, made[-1], "csv" if form == "csv" else "ndjson")
        if form == "sqlite":
            build(target, directory.fields(), {"officers": received.path})
    click.echo(f"{counted(received.rows, 'officers')} in {target}; receipt: {received.receipt}")


def refuse_to_write_over(paths: list[Path], replace: bool) -> None:
    """Keep what is there, unless it was said that it may go.

    Raises:
        UsageError: one is there, or its folder is not.
    """
    for path in paths:
        if not path.parent.is_dir():
            raise click.UsageError(f"There is no folder {path.parent}.")
        if path.is_dir() or (path.exists() and not replace):
            raise click.UsageError(f"{path} is there already: choose --out, or --replace it.")


def _download(
    directory: Directory, chosen: Chosen, target: Path, form: Literal["csv", "ndjson"]
) -> Download:
    return directory.download(target, "officers", form, **chosen.query)


def _slug(chosen: Chosen) -> str:
    """A name that any file system takes."""
    first = re.sub(r"[^a-z0-9]+", "-", chosen.names[0].casefold()).strip("-")[:60] or "agency"
    return first if len(chosen.names) == 1 else f"{first}-and-{len(chosen.names) - 1}-more"
