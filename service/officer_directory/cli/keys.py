"""`keys issue|list|rotate|revoke`: who may ask, above the anonymous public."""

import json
from typing import Annotated

import typer

from officer_directory.cli import session, spoken
from officer_directory.errors import RefusedByRuleError
from officer_directory.identity.keys import GOOD_FOR_DAYS, OVERLAP_DAYS, listed
from officer_directory.protections.agencies import agencies
from officer_directory.protections.look_up import find_agency
from officer_directory.tiers import Tier

app = typer.Typer(help="API keys: issued once, kept as a digest only.", no_args_is_help=True)

KeyId = Annotated[str, typer.Argument(metavar="KEY_ID", help="As `keys list` shows it.")]


@app.command()
def issue(
    tier: Annotated[str, typer.Option(help=f"One of {', '.join(Tier)}.")],
    label: Annotated[str, typer.Option(help="Who it is for.")],
    agency: Annotated[
        list[str] | None,
        typer.Option(help="An agency that an inside key is about; may be repeated."),
    ] = None,
    days: Annotated[int, typer.Option(help="How long it is good.")] = GOOD_FOR_DAYS,
) -> None:
    """Issue a key and print it, alone: it is shown this once and stored nowhere."""
    chosen = _agencies(tier, agency or [])
    asked = {"tier": tier, "label": label, "agency_ids": chosen, "days": days}
    issued = session.run("keys.issue", asked)
    spoken.note("Keep it now: it is shown this once.")
    spoken.answer(issued["key"])


@app.command("list")
def list_keys() -> None:
    """List keys: never the keys themselves."""
    with session.reading() as connection:
        names = {one.id: one.name for one in agencies(connection)}
        found = listed(connection)
    headings = ("key id", "tier", "label", "agencies", "issued", "expires", "revoked")
    rows = [
        (
            *(one.key_id, one.tier, one.label),
            ", ".join(names.get(i, i) for i in json.loads(one.agency_ids)),
            *map(spoken.instant, (one.issued_at, one.expires_at, one.revoked_at)),
        )
        for one in found
    ]
    spoken.table(headings, rows)


@app.command()
def rotate(
    key_id: KeyId,
    overlap: Annotated[int, typer.Option(help="Days for which the old key stays good.")] = (
        OVERLAP_DAYS
    ),
) -> None:
    """Issue a successor of a key and print it, alone; both are good for a while."""
    issued = session.run("keys.rotate", {"key_id": key_id, "overlap_days": overlap})
    spoken.note(f"The old key stays good for {overlap} days at most.")
    spoken.answer(issued["key"])


@app.command()
def revoke(key_id: KeyId) -> None:
    """Revoke a key, at once."""
    session.run("keys.revoke", {"key_id": key_id})
    spoken.note("The key is revoked.")


def _agencies(tier: str, names: list[str]) -> list[str]:
    """The agencies a key is about; where none is named and only one can be meant, that."""
    with session.reading() as connection:
        if names or tier not in (Tier.HR, Tier.RECORDS, Tier.OVERSIGHT):
            return [find_agency(connection, name).id for name in names]
        known = agencies(connection)
    if not known or (tier != Tier.OVERSIGHT and len(known) > 1):
        raise RefusedByRuleError(f"Name the agency that this {tier} key is about: --agency NAME.")
    spoken.note(f"It is about {', '.join(one.name for one in known)}.")
    return [one.id for one in known]
