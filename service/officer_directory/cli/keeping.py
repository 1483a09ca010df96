"""`ledger erase|holds|retain|repair`: what is kept, how long, and going on after a break."""

from typing import Annotated

import typer

from officer_directory.cli import session, spoken
from officer_directory.cli.acting import By
from officer_directory.protections.legal_holds import lasting

holds = typer.Typer(
    help="Legal holds: what is neither erased nor dropped with time.", no_args_is_help=True
)

Agency = Annotated[str, typer.Option(help="The agency's name.")]
Reason = Annotated[str, typer.Option(help="Why.")]


def erase(
    agency: Agency,
    uid: Annotated[str, typer.Option(help="The officer's public number at the agency.")],
    reason: Reason,
    by: By,
) -> None:
    """Propose to erase an officer from the ledger; prints the proposal's id for `approve`."""
    stated = {"agency": agency, "uid": uid, "reason": reason, "by": by}
    proposed = session.run("ledger.erase", stated)["proposal"]
    spoken.note("Nothing is erased yet. A second person completes it: `approve ID --by OTHER`.")
    spoken.note(
        "It cannot be undone. What was given to requesters, and their receipts for it, stay theirs."
    )
    spoken.answer(proposed)


def carry_out(proposal: str) -> None:
    """Erase whom two people agreed to erase, and say how far that reached."""
    done = session.run("ledger.erase_approved", {"proposal": proposal})
    spoken.note(f"{done['entries']} entries are empty now; the log is as it was signed.")
    if done["kept"]:
        spoken.note(f"{done['kept']} stay as they are, for somebody else is under a legal hold.")


def erase_again(
    proposal: Annotated[str, typer.Argument(metavar="ID", help="Of the approved proposal.")],
) -> None:
    """Go on with an erasure that was approved and then interrupted."""
    carry_out(proposal)


def repair(reason: Reason, by: By) -> None:
    """Propose to go on from a ledger that is not what it was; prints the proposal's id."""
    proposed = session.run("ledger.repair", {"reason": reason, "by": by})
    for one in proposed["breaks"]:
        spoken.note(f"It had:\n{one['had']}")
        spoken.note(f"It has:\n{one['has'] or 'nothing.'}")
    spoken.note(
        "Nothing above the public tier is answered until another person completes it: `approve ID"
        " --by OTHER`. Whoever holds the older checkpoint sees the break, then too."
    )
    spoken.answer(proposed["proposal"])


def carry_out_repair(proposal: str) -> None:
    """Go on from what two people have looked at."""
    done = session.run("ledger.repair_approved", {"proposal": proposal})
    spoken.note(f"Begun again: {', '.join(done['logs'])}. It answers within a minute.")


def retain() -> None:
    """Drop what opens inside entries, once it is older than OFFICER_DIRECTORY_LEDGER_YEARS."""
    done = session.run("ledger.retain", {})
    if done["held"] is None:
        spoken.note("Nothing is dropped: a whole agency is under a legal hold.")
        return
    since = spoken.instant(done["before"])
    spoken.note(f"{done['emptied']} entries from before {since} are empty now.")
    if done["held"]:
        spoken.note(f"{done['held']} stay, under a legal hold.")


@holds.command()
def add(
    agency: Agency,
    reason: Reason,
    by: By,
    uid: Annotated[
        str | None, typer.Option(help="One officer's public number; else the whole agency.")
    ] = None,
) -> None:
    """Keep what the ledger has of an officer, or of an agency; prints the hold's id."""
    stated = {"agency": agency, "uid": uid, "reason": reason, "by": by}
    spoken.answer(session.run("ledger.holds_add", stated)["hold"])


@holds.command("list")
def list_holds() -> None:
    """List the legal holds that last."""
    with session.reading() as connection:
        found = lasting(connection)
    rows = [
        (
            *(one.id, one.agency, one.uid or "all", one.reason),
            *(one.placed_by, spoken.instant(one.placed_at)),
        )
        for one in found
    ]
    spoken.table(("id", "agency", "uid", "reason", "placed by", "at"), rows)


@holds.command()
def lift(
    hold: Annotated[str, typer.Argument(metavar="ID", help="As `ledger holds list` shows it.")],
    reason: Reason,
    by: By,
) -> None:
    """Propose to end a legal hold; prints the proposal's id for `approve`."""
    proposed = session.run("ledger.holds_lift", {"hold": hold, "reason": reason, "by": by})
    spoken.note("It still holds. A second person completes it: `approve ID --by OTHER`.")
    spoken.answer(proposed["proposal"])
