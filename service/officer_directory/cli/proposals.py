"""`proposals` and `approve ID --by OTHER`: what widens needs two people."""

from typing import Annotated

import typer

from officer_directory.cli import keeping, session, spoken
from officer_directory.cli.acting import By
from officer_directory.protections.approve import void_reason
from officer_directory.protections.look_up import subject_in_words
from officer_directory.protections.proposals import (
    ACTIVATE_POLICY,
    ERASE_OFFICER,
    REPAIR_LEDGER,
    all_waiting,
)


def proposals() -> None:
    """List what waits for a second person, oldest first, and whether it still applies."""
    now = session.now()
    with session.reading() as connection:
        found = [
            (one, subject_in_words(connection, one), void_reason(connection, one, now))
            for one in all_waiting(connection)
        ]
    headings = ("id", "kind", "subject", "proposed by", "at", "due", "reason", "state")
    rows = [
        (
            *(one.id, one.kind, subject, one.proposed_by),
            *(spoken.instant(one.proposed_at), spoken.instant(one.due_at), one.reason),
            f"void: {void}" if void else "waiting",
        )
        for one, subject, void in found
    ]
    spoken.table(headings, rows)


def approve(
    proposal: Annotated[str, typer.Argument(metavar="ID", help="As `proposals` lists it.")],
    by: By,
) -> None:
    """Approve what another person proposed, and carry it out."""
    done = session.run("approve", {"proposal": proposal, "by": by})
    if done["kind"] == ACTIVATE_POLICY:
        session.run("policy.activate", {"policy_hash": done["subject"], "by": by})
    if done["kind"] == ERASE_OFFICER:
        keeping.carry_out(proposal)
    if done["kind"] == REPAIR_LEDGER:
        keeping.carry_out_repair(proposal)
    spoken.note(f"Approved and done: {done['kind'].replace('_', ' ')}.")
