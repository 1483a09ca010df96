"""`agencies add|list|open`: an agency is closed to the outside until two people open it."""

from typing import Annotated

import typer

from officer_directory.cli import session, spoken
from officer_directory.cli.acting import By
from officer_directory.protections.agencies import agencies

app = typer.Typer(help="The agencies whose officers the directory holds.", no_args_is_help=True)

Name = Annotated[str, typer.Option("--name", help="The agency's name.")]


def unplaced(number: int, agency: str | None = None) -> str:
    """What has to be known of officers without a unit by whoever opens their agency."""
    of = f" of {agency}" if agency else ""
    are = "1 officer" if number == 1 else f"{number} officers"
    return (
        f"{are}{of} in no unit: an open agency lists them, unless a protection of their own"
        " holds them out. Look at blank unit cells before opening."
    )


@app.command()
def add(
    name: Name,
    state: Annotated[str, typer.Option(help="Two-letter code of its state, such as CA.")],
    by: By,
) -> None:
    """Add an agency, closed to the outside; prints its id."""
    added = session.run("agencies.add", {"name": name, "state": state, "by": by})
    spoken.answer(added["agency"])
    spoken.note("The agency is closed to the outside until it is opened: `agencies open`.")


@app.command("list")
def list_agencies() -> None:
    """List the agencies: which are open to the outside, and which bundle governs them."""
    with session.reading() as connection:
        found = agencies(connection)
    rows = [
        (a.name, a.state, a.bundle, a.zone, "open" if a.opened_at is not None else "closed")
        for a in found
    ]
    spoken.table(("agency", "state", "bundle", "zone", "outside"), rows)


@app.command("open")
def open_agency(
    agency: Annotated[str, typer.Option(help="The agency's name.")],
    by: By,
) -> None:
    """Propose to open an agency to the outside; prints the proposal's id for `approve`."""
    proposed = session.run("agencies.open", {"agency": agency, "by": by})
    for unit in proposed["unmarked"]:
        spoken.note(f"Nobody has marked the unit {unit!r}: its officers stay held out.")
    if proposed["in_no_unit"]:
        spoken.note(unplaced(proposed["in_no_unit"]))
    spoken.note("A second person completes it: `approve ID --by OTHER`.")
    spoken.answer(proposed["proposal"])
