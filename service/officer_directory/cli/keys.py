"""`keys issue|list|rotate|revoke|notices|applications`: who may ask, above the anonymous public."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from sqlalchemy import Row

from officer_directory.cli import applications, session, spoken
from officer_directory.cli.acting import By
from officer_directory.errors import RefusedByRuleError
from officer_directory.identity.key_format import parse
from officer_directory.identity.key_states import state_of
from officer_directory.identity.keys import GOOD_FOR_DAYS, OVERLAP_DAYS, listed
from officer_directory.identity.revoking import unsent_notices
from officer_directory.protections.agencies import agencies
from officer_directory.protections.look_up import find_agency
from officer_directory.tiers import Tier

app = typer.Typer(help="API keys: issued once, kept as a digest only.", no_args_is_help=True)
app.add_typer(applications.app, name="applications")

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
    organisation: Annotated[str | None, typer.Option(help="Whose it is; may be left out.")] = None,
    contact: Annotated[str | None, typer.Option(help="Where notices go; may be left out.")] = None,
    purpose: Annotated[str | None, typer.Option(help="What for; nobody has to say.")] = None,
) -> None:
    """Issue a key and print it, alone: it is shown this once and stored nowhere."""
    chosen = [one.id for one in chosen_agencies(tier, agency or [], "key")]
    asked = {"tier": tier, "label": label, "agency_ids": chosen, "days": days}
    holder = {"organisation": organisation, "contact": contact, "purpose": purpose}
    issued = session.run("keys.issue", asked | holder)
    spoken.note("Keep it now: it is shown this once.")
    spoken.answer(issued["key"])


@app.command("list")
def list_keys() -> None:
    """List keys: never the keys themselves."""
    with session.reading() as connection:
        names = {one.id: one.name for one in agencies(connection)}
        found = listed(connection)
    now = session.now()
    headings = (
        *("key id", "tier", "label", "agencies", "state", "issued", "expires", "last used"),
        *("organisation", "contact", "purpose"),
    )
    rows = [
        (
            *(one.key_id, one.tier, one.label),
            ", ".join(names.get(i, i) for i in json.loads(one.agency_ids)),
            state_of(one, now),
            *map(spoken.instant, (one.issued_at, one.expires_at)),
            *(one.last_used_on, one.organisation, one.contact, one.purpose),
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
    _refuse_whole(key_id)
    issued = session.run("keys.rotate", {"key_id": key_id, "overlap_days": overlap})
    spoken.note(f"The old key stays good for {overlap} days at most.")
    spoken.answer(issued["key"])


@app.command()
def revoke(
    key_id: KeyId,
    by: By,
    reason: Annotated[str, typer.Option(help="Why; the holder is told.")],
) -> None:
    """Take a key away. Its holder is told, and may appeal.

    A key of the public or the press is closed at once, and good again after a day unless a
    second person agrees: `approve ID --by OTHER`, with the id that is printed. An oversight
    key is closed when the second person agrees.
    """
    _refuse_whole(key_id)
    done = session.run("keys.revoke", {"key_id": key_id, "by": by, "reason": reason})
    if done["closed"]:
        spoken.note("The key opens nothing from now on.")
    for other in done["still_good"]:
        spoken.note(
            f"The key {other}, which it was rotated from or to, is still good."
            f" If it is to go too: `keys revoke {other} --reason TEXT`."
        )
    if done["proposal"]:
        when = "within a day, or it is good again" if done["closed"] else "before it is closed"
        spoken.note(f"A second person approves this {when}.")
        spoken.answer(done["proposal"])


@app.command()
def notices(
    sent: Annotated[
        str | None, typer.Option(metavar="ID", help="Note that this one was sent.")
    ] = None,
) -> None:
    """List what holders have to be told and have not been, with their contacts."""
    if sent is not None:
        session.run("keys.told", {"notice": sent})
        return
    with session.reading() as connection:
        found = unsent_notices(connection)
    headings = ("id", "key id", "label", "contact", "since", "words")
    rows = [
        (one.id, one.key_id, one.label, one.contact, spoken.instant(one.made_at), one.words)
        for one in found
    ]
    spoken.table(headings, rows)


def _refuse_whole(key_id: str) -> None:
    """Whoever types a whole key is told its id, which is no secret, and nothing is sent on."""
    if (whole := parse(key_id.strip())) is not None:
        raise RefusedByRuleError(
            f"That is a whole key: its id, {whole.key_id}, is wanted. `keys list` shows ids."
            " The key is in the history of this shell now: take it out there."
        )
    if len(key_id) > len("0123456789ab"):
        raise RefusedByRuleError("A key's id has 12 letters and digits; `keys list` shows ids.")


def chosen_agencies(tier: str, names: list[str], credential: str) -> Sequence[Row[Any]]:
    """The agencies a credential is about; where none is named and one can be meant, that."""
    with session.reading() as connection:
        if names or tier not in (Tier.HR, Tier.RECORDS, Tier.OVERSIGHT):
            return [find_agency(connection, name) for name in names]
        known = agencies(connection)
    if not known or (tier != Tier.OVERSIGHT and len(known) > 1):
        raise RefusedByRuleError(
            f"Name the agency that this {tier} {credential} is about: --agency NAME."
        )
    spoken.note(f"It is about {', '.join(one.name for one in known)}.")
    return known
