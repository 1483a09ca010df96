"""`clients add|list|revoke`: programs that sign in with OAuth, and what they are bound to."""

import json
from pathlib import Path
from typing import Annotated

import typer

from officer_directory.cli import session, spoken
from officer_directory.cli.acting import By
from officer_directory.cli.keys import chosen_agencies
from officer_directory.identity.clients import EMBEDDED, listed
from officer_directory.protections.agencies import agencies
from officer_directory.protections.revoking_clients import NO_REASON
from officer_directory.tiers import INSIDE

app = typer.Typer(help="OAuth clients: bound to a tier, agencies, a person.", no_args_is_help=True)

Issuer = Annotated[
    str | None, typer.Option(help="URL of another issuer; the embedded one by default.")
]


@app.command()
def add(
    tier: Annotated[str, typer.Option(help=f"One of {', '.join(INSIDE)}.")],
    label: Annotated[str, typer.Option(help="What it is.")],
    by: By,
    agency: Annotated[
        list[str] | None, typer.Option(help="An agency that it is about; may be repeated.")
    ] = None,
    person: Annotated[str | None, typer.Option(help="Who acts through it.")] = None,
    issuer: Issuer = None,
    client_id: Annotated[
        str | None, typer.Option(help="The id that the other issuer knows it by.")
    ] = None,
    public_key: Annotated[
        Path | None,
        typer.Option(help="PEM, JWK or JWK Set: it signs assertions, and has no secret."),
    ] = None,
    require_dpop: Annotated[
        bool, typer.Option("--require-dpop", help="Only tokens that are bound to its key.")
    ] = False,
    scope: Annotated[
        list[str] | None, typer.Option(help="Only this scope of its tier; may be repeated.")
    ] = None,
) -> None:
    """Bind a client and print it as JSON, alone; a secret is shown this once."""
    added = session.run(
        "clients.add",
        {
            "tier": tier,
            "label": label,
            "agencies": [one.name for one in chosen_agencies(tier, agency or [], "client")],
            "person": person,
            "issuer": issuer or EMBEDDED,
            "client_id": client_id,
            "public_keys": None if public_key is None else public_key.read_text("utf-8"),
            "require_dpop": require_dpop,
            "scopes": scope or None,
            "by": by,
        },
    )
    if "client_secret" in added:
        spoken.note("Keep the secret now: it is shown this once.")
    spoken.answer(json.dumps(added))


@app.command("list")
def list_clients() -> None:
    """List clients and what they are bound to: never a secret."""
    with session.reading() as connection:
        names = {one.id: one.name for one in agencies(connection)}
        found = listed(connection)
    headings = ("client id", "issuer", "tier", "label", "agencies", "person", "scopes")
    rows = [
        (
            *(one.client_id, one.issuer or "embedded", one.tier, one.label),
            ", ".join(names.get(i, i) for i in json.loads(one.agency_ids)),
            one.person if one.person_revoked_at is None else f"{one.person} (person revoked)",
            "all" if one.scopes is None else " ".join(json.loads(one.scopes)),
            "private_key_jwt" if one.public_keys else "",
            "required" if one.require_dpop else "",
            *map(spoken.instant, (one.added_at, one.revoked_at)),
            one.revoked_by,
        )
        for one in found
    ]
    spoken.table((*headings, "keys", "dpop", "added", "revoked", "by"), rows)


@app.command()
def revoke(
    client_id: Annotated[str, typer.Argument(metavar="CLIENT_ID", help="As `clients list` shows.")],
    by: By,
    issuer: Issuer = None,
    reason: Annotated[str, typer.Option(help="Why; its holder is told.")] = NO_REASON,
) -> None:
    """Revoke a client and its tokens, at once; of oversight, propose it: prints the id."""
    asked = {"client_id": client_id, "by": by, "issuer": issuer, "reason": reason}
    told(session.run("clients.revoke", asked)["proposal"], "The client is revoked.")


def told(proposal: str | None, done: str) -> None:
    """Say that it is done, or what would complete it."""
    if proposal is None:
        spoken.note(done)
        return
    spoken.note("It is oversight's and is told. A second person decides: `approve ID --by OTHER`.")
    spoken.answer(proposal)
