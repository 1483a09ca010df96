"""`units list|mark`: what an assignment to a unit makes of an officer."""

from typing import Annotated

import typer

from officer_directory.cli import session, spoken
from officer_directory.cli.acting import By
from officer_directory.cli.agencies import unplaced
from officer_directory.protections.look_up import find_agency
from officer_directory.protections.unit_marks import in_no_unit, units

app = typer.Typer(help="Units, and whether working in one protects.", no_args_is_help=True)


@app.command("list")
def list_units(
    agency: Annotated[str | None, typer.Option(help="Only this agency's units.")] = None,
    unmarked: Annotated[
        bool, typer.Option("--unmarked", help="Only units that nobody has marked.")
    ] = False,
) -> None:
    """List units with their marks; officers of an unmarked unit are held out."""
    with session.reading() as connection:
        of = find_agency(connection, agency).id if agency else None
        found, unplaced_in = units(connection, of), in_no_unit(connection, of)
    rows = [
        (u.agency, u.name, u.bureau, u.mark or "unmarked", u.assignments)
        for u in found
        if not (unmarked and u.mark)
    ]
    spoken.table(("agency", "unit", "bureau", "mark", "assignments"), rows)
    for name, number in unplaced_in:
        spoken.note(unplaced(number, name))


@app.command()
def mark(
    agency: Annotated[str, typer.Option(help="The agency's name.")],
    name: Annotated[str, typer.Option(help="The unit's name, as `units list` shows it.")],
    mark: Annotated[str, typer.Option("--class", help="open, sensitive or undercover.")],
    by: By,
    justification: Annotated[str, typer.Option(help="Why, particularly.")],
) -> None:
    """Mark a unit. Where that would show more outside, it is proposed: prints the proposal's id."""
    marked = session.run(
        "units.mark",
        {
            "agency": agency,
            "name": name,
            "protection_class": mark,
            "justification": justification,
            "by": by,
        },
    )
    if marked["proposal"] is None:
        spoken.note(f"The unit is marked {mark}.")
        return
    spoken.note("This would show more outside. A second person completes it: `approve ID --by …`.")
    spoken.answer(marked["proposal"])
