"""The command line of `officer-directory-hr`: `plan`, `push`, `photos` and `check`."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

from officer_directory_client._terminal import plain
from officer_directory_client._version import __version__
from officer_directory_client.hr.checking import checks
from officer_directory_client.hr.configuration import Configuration, WronglySetError, configured
from officer_directory_client.hr.outcomes import Exit
from officer_directory_client.hr.photos import PhotoRun
from officer_directory_client.hr.pushing import Wanted
from officer_directory_client.hr.running import Run, Source

_EXITS = """\b
Exit codes:
  0  done, or nothing new
  1  refused: by a rule, for rows with errors, or by you
  2  wrong usage or configuration
  3  the mass-removal guard asks a person
  4  could not be reached: try again later
"""
_MAPPED: Final = (
    "Mapping files are not taken over the network. Import this on the directory's own machine"
    " (officer-directory import PATH --format MAPPING.toml), or have the file exported as one of"
    " the formats; the plainest is openoversight-bulk, a row for each assignment or salary."
)
_REPORT: Final = "Write a report as JSON."
_NOBODY: Final = "Nobody can be asked here: give --yes, after a plan was looked at."


class Percent(click.ParamType[float]):
    """A share such as `7.5%`."""

    name = "N%"

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        """As a number."""
        whole, dot, part = str(value).removesuffix("%").partition(".")
        digits = whole.isascii() and whole.isdecimal() and (not dot or part.isdecimal())
        if not digits or len(whole) > 3 or len(part) > 2 or float(f"{whole}.{part or 0}") > 100:
            self.fail("is a share from 0% to 100%, such as 7.5%", param, ctx)
        return float(f"{whole}.{part or 0}")


def _options(*more: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """What plan and push have in common, and their own."""
    file = click.Path(dir_okay=False, path_type=Path)
    given = [
        click.argument("path", type=click.Path(exists=True, allow_dash=True)),
        click.option("--format", "form", help="How the files are laid out; else as configured."),
        click.option("--agency", help="Whose officers they are; else as configured."),
        click.option("--full", is_flag=True, help="It is everyone: retire whoever is missing."),
        click.option("--newest", metavar="GLOB", help="Of the folder PATH, the newest match."),
        click.option("--each", metavar="GLOB", help="Of the folder PATH, each match in turn."),
        click.option("--again", is_flag=True, help="Also what was delivered already."),
        click.option("--report", type=file, help=_REPORT),
        *more,
        click.option("--quiet", "-q", is_flag=True, help="Say only what is wrong."),
        _CONFIG,
    ]

    def add(function: Any) -> Any:
        for each in reversed(given):
            function = each(function)
        return function

    return add


_CONFIG = click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Settings; else OFFICER_DIRECTORY_HR_CONFIG or ~/.config/officer-directory/hr.toml.",
)
_AT_MOST = click.option(
    "--at-most-removed",
    type=Percent(),
    help="Your answer when the guard asks: so many officers may be retired, instead of 5%.",
)


@click.group(epilog=_EXITS)
@click.version_option(__version__)
def cli() -> None:
    """Deliver what a personnel system exports to the officer directory.

    PATH is a CSV, a folder of CSVs that belong together, or - for standard input. Settings are in
    a TOML file of yours alone, or OFFICER_DIRECTORY_HR_* in the environment: api, client_id,
    client_secret_file or private_key_file, dpop, issuer, agency, format, state.
    """


@cli.command(epilog=_EXITS)
@_options(_AT_MOST)
def plan(**given: Any) -> None:
    """Show what PATH would add, change and retire, and what is wrong in it. Writes nothing."""
    sys.exit(_run(given).plan())


@cli.command(epilog=_EXITS)
@_options(
    click.option("--yes", is_flag=True, help="Do not ask: import what the plan says."), _AT_MOST
)
def push(**given: Any) -> None:
    """Plan PATH, ask, and import it: all of it or nothing, once.

    In cron nobody can be asked: give --yes. Naming --at-most-removed is an answer too.
    """
    agreed = given.pop("yes") or given["at_most_removed"] is not None
    if not agreed and (given["path"] == "-" or not sys.stdin.isatty()):
        raise click.UsageError(_NOBODY)
    sys.exit(_run(given).push(ask=not agreed))


@cli.command(epilog=_EXITS)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--agency", help="Whose officers they are; else as configured.")
@click.option("--plan", "only_plan", is_flag=True, help="Say what would be sent; send nothing.")
@click.option("--yes", is_flag=True, help="Do not ask: send what the plan says.")
@click.option("--again", is_flag=True, help="Also what was sent already.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help=_REPORT)
@click.option("--quiet", "-q", is_flag=True, help="Say only what is wrong.")
@_CONFIG
def photos(folder: Path, only_plan: bool, yes: bool, **given: Any) -> None:
    """Send the photos in FOLDER, each named by its officer's number: 30117.jpg, 0012.png.

    Each that is good is sent, each that is not is listed with the reason, and then the exit code
    is 1. It may be interrupted and run again: what was sent is not sent twice. It needs the scope
    photos:write.
    """
    if not only_plan and not yes and not sys.stdin.isatty():
        raise click.UsageError(_NOBODY)
    try:
        settings = configured(given.pop("config"), os.environ)
    except WronglySetError as error:
        raise click.UsageError(plain(str(error))) from None
    agency = given.pop("agency") or settings.agency
    run = PhotoRun(settings, folder, agency, given.pop("report"), **given)

    def agree() -> bool:
        return yes or click.confirm("Send these?", default=False)

    sys.exit(run.run(None if only_plan else agree))


@cli.command(epilog=_EXITS)
@_CONFIG
def check(config: Path | None) -> None:
    """Say line by line whether cron could deliver from here."""
    code = Exit.DONE
    for checked in checks(config, os.environ):
        verdict = "ok" if checked.exit is Exit.DONE else "no"
        click.echo(f"{verdict}  {checked.name:<14} {plain(checked.words)}")
        code = code or checked.exit
    sys.exit(code)


def _run(given: dict[str, Any]) -> Run:
    if given["newest"] and given["each"]:
        raise click.UsageError("Give --newest or --each.")
    if given["at_most_removed"] is not None and not given["full"]:
        raise click.UsageError("--at-most-removed goes with --full: else nobody is retired.")
    try:
        settings = configured(given["config"], os.environ)
    except WronglySetError as error:
        raise click.UsageError(plain(str(error))) from None
    wanted = Wanted(
        _format(given["form"], settings),
        given["agency"] or settings.agency,
        given["full"],
        given["at_most_removed"],
    )
    source = Source(given["path"], given["newest"], given["each"])
    return Run(settings, wanted, source, given["report"], given["again"], given["quiet"])


def _format(given: str | None, settings: Configuration) -> str:
    form = given or settings.format
    if form is None:
        raise click.UsageError("Which format? Give --format, as `openoversight-bulk`.")
    if form.lower().endswith(".toml") or "/" in form:
        raise click.UsageError(_MAPPED)
    return form


def main() -> None:
    """The command."""
    cli(prog_name="officer-directory-hr")
