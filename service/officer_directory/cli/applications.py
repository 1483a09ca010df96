"""`keys applications list|grant|refuse`: who asks for a key, and what is answered."""

from typing import Annotated

import typer

from officer_directory.cli import session, spoken
from officer_directory.cli.acting import By
from officer_directory.identity.application_states import state_of
from officer_directory.identity.applications import listed

app = typer.Typer(
    help="Applications for a key: one person grants, two refuse.", no_args_is_help=True
)

ApplicationId = Annotated[str, typer.Argument(metavar="ID", help="As `list` shows it.")]


@app.command("list")
def list_applications() -> None:
    """List applications whose key was not taken, oldest first."""
    with session.reading() as connection:
        found = listed(connection)
    now = session.now()
    headings = (
        *("id", "state", "applied on", "name", "contact", "organisation", "purpose"),
        *("granted on", "granted by", "refused by", "reason", "confirmed by"),
    )
    rows = [
        (
            *(one.id, state_of(one, now), one.applied_on, one.name, one.contact),
            *(one.organisation, one.purpose, one.granted_on, one.granted_by),
            *(one.refused_by, one.refusal_reason, one.refusal_confirmed_by),
        )
        for one in found
    ]
    spoken.table(headings, rows)


@app.command()
def grant(application: ApplicationId, by: By) -> None:
    """Grant an application; the applicant's own page then has a link that shows the key."""
    session.run("applications.grant", {"application": application, "by": by})
    spoken.note("Granted: whoever applied finds the link at the address of the application.")


@app.command()
def refuse(
    application: ApplicationId,
    by: By,
    reason: Annotated[str, typer.Option(help="Why; the applicant is told.")],
) -> None:
    """Refuse an application. The applicant is told why, and may appeal.

    Unless a second person agrees within a day, the application is open again: `approve ID
    --by OTHER`, with the id that is printed.
    """
    asked = {"application": application, "by": by, "reason": reason}
    done = session.run("applications.refuse", asked)
    spoken.note("A second person approves this within a day, or the application is open again.")
    spoken.answer(done["proposal"])
