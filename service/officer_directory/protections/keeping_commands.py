"""What is kept in the ledger and for how long, as named commands: erasure, holds, retention."""

from contextlib import closing

from sqlalchemy import Connection

from officer_directory.commands import Answer, Desk, command
from officer_directory.ledger.erasing import erase
from officer_directory.ledger.erasure_keys import ErasureKeys
from officer_directory.ledger.holding import Holding
from officer_directory.ledger.owed import Owed
from officer_directory.ledger.retaining import drop
from officer_directory.protections import erasures, legal_holds
from officer_directory.protections.look_up import find_agency, find_officer
from officer_directory.store.engines import Database

_YEAR = 365.2425 * 24 * 60 * 60


@command("ledger.erase")
def propose_erasure(desk: Desk, *, agency: str, uid: str, reason: str, by: str) -> Answer:
    """Propose to erase an officer from the ledger."""
    now, keys = desk.database.now(), ErasureKeys(desk.settings.prepare_data())
    with desk.database.transaction() as connection:
        found = find_officer(connection, find_agency(connection, agency).id, uid)
        proposed = erasures.propose(connection, keys, found.id, reason=reason, by=by, now=now)
    return {"proposal": proposed}


@command("ledger.erase_approved", apart=True)
def carry_out_erasure(desk: Desk, *, proposal: str) -> Answer:
    """Erase whom two people agreed to erase; entered first, under the proposal's id alone."""
    keys = ErasureKeys(desk.settings.prepare_data())
    with desk.database.reading() as connection:
        one, at = erasures.require_approved(connection, proposal)
        named = erasures.named(connection, one.subject)
        told = {"did": "erasure", "proposal": proposal, "by": one.proposed_by}
        Owed(desk.settings.data).add({**told, "approved_by": one.approved_by}, "inside")
        with closing(Database.of_ledger(desk.settings)) as ledger:
            done = erase(
                ledger,
                desk.settings.data,
                named,
                one.detail["generation"],
                at,
                _holding(ledger, connection, keys),
                lambda count: desk.progress(count, 0, "entries"),
            )
    return {"entries": done.entries, "kept": done.kept}


@command("ledger.holds_add")
def place_hold(desk: Desk, *, agency: str, uid: str | None, reason: str, by: str) -> Answer:
    """Place a legal hold on an officer, or on a whole agency."""
    now = desk.database.now()
    with desk.database.transaction() as connection:
        found = find_agency(connection, agency)
        officer = find_officer(connection, found.id, uid).id if uid else None
        placed = legal_holds.place(connection, found.id, officer, reason=reason, by=by, now=now)
    return {"hold": placed}


@command("ledger.holds_lift")
def lift_hold(desk: Desk, *, hold: str, reason: str, by: str) -> Answer:
    """Propose to end a legal hold."""
    now = desk.database.now()
    with desk.database.transaction() as connection:
        proposed = legal_holds.propose_lift(connection, hold, reason=reason, by=by, now=now)
    return {"proposal": proposed}


@command("ledger.retain", apart=True)
def retain(desk: Desk) -> Answer:
    """Empty what is older than it is kept for; nothing at all while an agency is held whole."""
    keys = ErasureKeys(desk.settings.prepare_data())
    before = int(desk.database.now() - desk.settings.years_kept * _YEAR)
    with desk.database.reading() as connection:
        if legal_holds.holds_an_agency(connection):
            return {"emptied": 0, "held": None, "before": before}
        with closing(Database.of_ledger(desk.settings)) as ledger:
            done = drop(ledger, before, _holding(ledger, connection, keys))
    return {"emptied": done.emptied, "held": done.held, "before": before}


def _holding(ledger: Database, connection: Connection, keys: ErasureKeys) -> Holding:
    held = [erasures.named(connection, one) for one in legal_holds.held_officers(connection)]
    with ledger.reading() as inside:
        return Holding(inside, keys, held)
