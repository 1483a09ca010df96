"""`persons list|link|revoke|restore`: who acts through clients; one person, whatever they use."""

from typing import Annotated

import typer

from officer_directory.cli import session, spoken
from officer_directory.cli.acting import By
from officer_directory.cli.clients import told
from officer_directory.identity.persons import listed
from officer_directory.protections.revoking_clients import NO_REASON

app = typer.Typer(help="Persons, and what they sign in with.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The person's name.")]


@app.command("list")
def list_persons() -> None:
    """List persons, with how many clients and subjects of other issuers are theirs."""
    with session.reading() as connection:
        found = listed(connection)
    rows = [
        (one.name, clients, subjects, *map(spoken.instant, (one.added_at, one.revoked_at)))
        for one, clients, subjects in found
    ]
    spoken.table(("person", "clients", "subjects", "added", "revoked"), rows)


@app.command()
def link(
    name: Name,
    issuer: Annotated[str, typer.Option(help="URL of the issuer.")],
    subject: Annotated[str, typer.Option(help="The `sub` of its tokens.")],
) -> None:
    """Say that a subject of another issuer's tokens is this person."""
    session.run("persons.link", {"name": name, "issuer": issuer, "subject": subject})
    spoken.note("Tokens of this subject are this person's from now on.")


@app.command()
def revoke(
    name: Name,
    by: By,
    reason: Annotated[str, typer.Option(help="Why.")] = NO_REASON,
) -> None:
    """Put a person out, whatever they sign in with; of oversight, propose it: prints the id."""
    asked = {"name": name, "by": by, "reason": reason}
    told(session.run("persons.revoke", asked)["proposal"], "The person is out.")


@app.command()
def restore(
    name: Name,
    by: By,
    reason: Annotated[str, typer.Option(help="Why.")],
) -> None:
    """Propose to let a person in again, with the clients they had: prints the proposal's id."""
    done = session.run("persons.restore", {"name": name, "by": by, "reason": reason})
    spoken.note("A second person lets them in: `approve ID --by OTHER`.")
    spoken.answer(done["proposal"])
