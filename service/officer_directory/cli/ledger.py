"""`ledger`: verify, export and sign what was entered."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from officer_directory.cli import exposing, keeping, session, spoken
from officer_directory.cli.progress import watched
from officer_directory.ledger import export as files
from officer_directory.ledger.alerting import listed
from officer_directory.ledger.entry import LOGS
from officer_directory.ledger.keys import LedgerKeys
from officer_directory.ledger.verify import Audited, audit
from officer_directory.settings import Settings
from officer_directory.store.engines import Database
from officer_directory.store.schema import refuse_if_behind

app = typer.Typer(
    help="The ledger: what was disclosed, and how it is proven.", no_args_is_help=True
)
app.command("erase")(keeping.erase)
app.command("erase-again")(keeping.erase_again)
app.command("repair")(keeping.repair)
app.command("retain")(keeping.retain)
app.add_typer(keeping.holds, name="holds")


class Log(StrEnum):
    publication = "publication"
    press = "press"
    inside = "inside"


_Log = Annotated[Log, typer.Option(help="publication, press or inside")]


@app.command()
def verify(
    log: Annotated[Log | None, typer.Option(help="One log; else all three.")] = None,
) -> None:
    """Hold all that is stored against what was signed. Exit codes: 0 intact, 1 broken."""
    settings = session.settings()
    held = LedgerKeys(settings).held()
    broken = False
    with watched() as progress, _reading(settings) as connection:
        for name in LOGS if log is None else (log.value,):
            found = audit(connection, name, held, lambda done: progress(done, 0, "entries"))
            _say(found)
            broken = broken or bool(found.wrong)
    raise typer.Exit(int(broken))


def _say(found: Audited) -> None:
    for wrong in found.wrong:
        spoken.answer(f"{found.log}: {wrong}")
    if not found.wrong:
        waiting = f", {found.waiting} more not signed yet" if found.waiting else ""
        spoken.answer(f"{found.log}: {found.size} entries, intact{waiting}")


@app.command()
def export(
    log: _Log,
    out: Annotated[Path, typer.Option(help="A file that ends in .ndjson")],
    openings: Annotated[
        bool, typer.Option("--openings", help="With what the agency keeps of inside entries.")
    ] = False,
) -> None:
    """Write a log, up to its newest checkpoint, as lines of JSON."""
    settings = session.settings()
    with _reading(settings) as connection, out.open("w", encoding="utf-8") as file:
        for line in files.lines(connection, log.value, openings):
            file.write(line + "\n")
    spoken.note(f"Written: {out}")


@app.command()
def alerts() -> None:
    """List unusual look-ups by requesters of hr and records, newest first."""
    with _reading(session.settings()) as connection:
        found = listed(connection)
    rows = [(one.day, one.rule, one.about, one.words) for one in found]
    spoken.table(("day", "rule", "about", "what"), rows)


@app.command()
def checkpoint(log: _Log) -> None:
    """Sign what there is, and print the checkpoint."""
    note = session.run("ledger.checkpoint", {"log": log.value})["checkpoint"]
    if note is None:
        spoken.note(f"The {log} log has no entry yet.")
        raise typer.Exit(1)
    print(note, end="")


@app.command()
def rotate() -> None:
    """Have other keys sign from now on; the old ones say so in the publication log."""
    for key in session.run("ledger.rotate", {})["keys"]:
        spoken.answer(key)
    spoken.note("Give the new keys to whoever verifies: /v1/ledger/keys has all of them.")


app.command("exposure")(exposing.exposure)
app.command("rollup")(exposing.rollup)


@contextmanager
def _reading(settings: Settings) -> Iterator[Connection]:
    refuse_if_behind(settings)
    database = Database.of_ledger(settings)
    try:
        with database.reading() as connection:
            yield connection
    finally:
        database.close()
