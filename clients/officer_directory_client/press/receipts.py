"""`receipts`: what was given, when, and whether the file is still what came."""

import json
from pathlib import Path
from typing import Any, Final

import click

from officer_directory_client._parts import hashed
from officer_directory_client._terminal import plain
from officer_directory_client.press.account import home

_ENDING: Final = ".receipt.json"
_SAID: Final = {"began_at", "rows", "tier", "sha256", "request"}
NONE_HERE: Final = "No receipts here. They are beside what was downloaded; name its folder."


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each, by line.")
def receipts(folders: tuple[Path, ...], as_json: bool) -> None:
    """List the receipts in FOLDERS (else in this one), and those of `watch`.

    `unchanged`: the file beside the receipt has the digest that was noted when it came.

    \b
    officer-directory-press receipts
    officer-directory-press receipts ~/stories/roster newsroom --json
    """
    found = kept(folders)
    for receipt in found:
        click.echo(json.dumps(receipt, ensure_ascii=False) if as_json else _line(receipt))
    if not found and not as_json:
        click.echo(NONE_HERE)


def kept(folders: tuple[Path, ...]) -> list[dict[str, Any]]:
    """The receipts in these folders (else in this one) and of `watch`, by time."""
    places = dict.fromkeys(
        path.resolve()
        for folder in (home() / "snapshots", *(folders or (Path(),)))
        for path in folder.rglob(f"*{_ENDING}")
    )
    return sorted(filter(None, map(_receipt, places)), key=lambda told: str(told["began_at"]))


def _receipt(path: Path) -> dict[str, Any] | None:
    """What a receipt says; None of somebody else's file of that name."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if not told.keys() >= _SAID:
            return None
    except (OSError, ValueError, AttributeError):
        return None
    file = path.with_name(path.name.removesuffix(_ENDING))
    return {**told, "file": str(file), "state": _state(file, told["sha256"])}


def _state(file: Path, sha256: str) -> str:
    if not file.is_file():
        return "missing"
    return "unchanged" if hashed(file).hexdigest() == sha256 else "changed"


def _line(receipt: dict[str, Any]) -> str:
    told = (receipt["began_at"], receipt["tier"], f"{receipt['rows']} rows", receipt["state"])
    return plain("  ".join([*map(str, told), str(receipt["file"])]))
