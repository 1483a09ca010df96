"""`verify`: that each file is what the directory gave, by its receipt and its ledger."""

import json
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from officer_directory_client._terminal import plain
from officer_directory_client.errors import DirectoryError
from officer_directory_client.outside import PublicDirectory
from officer_directory_client.press.account import remembered
from officer_directory_client.press.evidence import Evidence, WaitingError
from officer_directory_client.press.made import NotAsReceivedError, check, databases, made_of
from officer_directory_client.press.receipts import NONE_HERE, kept
from officer_directory_proofs.checks import Proven
from officer_directory_proofs.heads import check_together
from officer_directory_proofs.outcomes import CheckError, DisprovenError

_WORST_FIRST = ("disproven", "cannot tell", "waiting", "no receipt")
_PROVES = ("closing_receipt", "disclosure_receipt")
_OPEN = "It came without a key: the public record, of which the directory notes no reader."
_IN_PARTS = "It came in parts, by pages or officer by officer: no one receipt is of all of it."


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--offline", is_flag=True, help="Ask nobody: check with what was kept.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each, by line.")
def verify(folders: tuple[Path, ...], offline: bool, as_json: bool) -> None:
    """Prove that the files in FOLDERS (else in this one) are what the directory gave.

    What proves a file is asked for once, without your key, and kept beside it in FILE.proof: run
    this some minutes after a download. Years later it proves the same with --offline, or anyone
    does with officer-directory-verify.

    A database that was made of such files is proven as they are, if its records are theirs.

    \b
    proven       it is, byte for byte, what was given, and the ledger says so
    disproven    it is not, or the ledger contradicts itself
    waiting      the proof is not there yet: try again in a minute
    no receipt   it came without a key, or in parts

    \b
    officer-directory-press verify
    officer-directory-press verify ~/stories/roster --offline

    Exit codes: 0 all that have a receipt are proven, 1 one of them is not.
    """
    api = None if offline else remembered().api
    given, made = kept(folders), databases(folders or (Path(),))
    if not given and not made and not as_json:
        click.echo(NONE_HERE)
    verdicts: dict[Path, str] = {}
    proven: list[Proven] = []
    good = True
    with nullcontext(None) if api is None else PublicDirectory(api) as directory:
        for receipt in given:
            told = _told(receipt, directory, proven)
            verdicts[Path(told["file"]).resolve()] = told["verdict"]
            good = _say(told, as_json) and good
    for database in made:
        good = _say(_told_of(database, verdicts), as_json) and good
    if not good:
        raise click.exceptions.Exit(1)


def _say(told: dict[str, Any], as_json: bool) -> bool:
    """Say a verdict; whether it is a good one."""
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else _line(told))
    return told["verdict"] in ("proven", "no receipt")


def _told_of(database: Path, verdicts: Mapping[Path, str]) -> dict[str, Any]:
    """A database is proven as far as every file is of which it was made."""
    files = made_of(database)
    if gone := [file.name for file in files if not file.is_file()]:
        words = f"{', '.join(gone)}, of which it was made, is not beside it"
        return {"file": str(database), "verdict": "cannot tell", "words": words}
    found = {verdicts.get(file, "no receipt") for file in files}
    verdict = next((each for each in _WORST_FIRST if each in found), "proven")
    words = f"made of {', '.join(file.name for file in files)}, record for record"
    try:
        check(database)
    except NotAsReceivedError as error:
        verdict, words = "disproven", str(error)
    return {"file": str(database), "verdict": verdict, "words": words}


def _told(
    receipt: dict[str, Any], directory: PublicDirectory | None, proven: list[Proven]
) -> dict[str, Any]:
    verdict, words = _verdict(receipt, directory, proven)
    return {"file": receipt["file"], "verdict": verdict, "words": words}


def _verdict(
    receipt: dict[str, Any], directory: PublicDirectory | None, proven: list[Proven]
) -> tuple[str, str]:
    came = {name: receipt.get(name) for name in _PROVES}
    if not any(came.values()):
        return "no receipt", _OPEN if receipt["tier"] == "public" else _IN_PARTS
    evidence = Evidence(Path(receipt["file"]))
    try:
        evidence.gather(came, _asked(receipt, directory))
        found = evidence.check()
        check_together([*(each.head for each in proven), found.head])
    except WaitingError as error:
        return "waiting", str(error)
    except DirectoryError as error:
        return "waiting", f"The directory could not be asked: {error}"
    except DisprovenError as error:
        return "disproven", str(error)
    except CheckError as error:
        return "cannot tell", str(error)
    proven.append(found)
    return "proven", f"given on {found.receipt.when}; entry {found.index} of the ledger"


def _asked(receipt: dict[str, Any], directory: PublicDirectory | None) -> PublicDirectory | None:
    """The directory, if it is the one that the file came from."""
    came_from = f"GET {directory.api}/" if directory is not None else None
    return directory if came_from and str(receipt["request"]).startswith(came_from) else None


def _line(told: dict[str, Any]) -> str:
    return f"{told['verdict']:<12} {plain(told['file'])}\n{'':<12} {plain(told['words'])}"
