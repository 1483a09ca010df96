"""How long what opens inside entries is kept: then it goes, and the log stays as it was signed."""

import time
from dataclasses import dataclass

from sqlalchemy import delete

from officer_directory.ledger.holding import Holding
from officer_directory.ledger.kept import OPENS, empty, made_at, pages
from officer_directory.store.engines import Database
from officer_directory.store.ledger import ledger_alert, ledger_pseudonym

_p = ledger_pseudonym.c


@dataclass(frozen=True, slots=True)
class Retained:
    """How many entries were emptied, and how many older ones stay under a legal hold."""

    emptied: int
    held: int


def drop(database: Database, before: int, holding: Holding) -> Retained:
    """Empty what was entered before a time (epoch seconds), but what a hold keeps."""
    emptied, held = 0, 0
    for rows in pages(database):
        old = [row for row in rows if made_at(row) < before]
        going = [(row.number, bytes(row.hash), OPENS) for row in old if not holding.keeps(row)]
        if going:
            with database.transaction() as connection:
                empty(connection, going)
        emptied, held = emptied + len(going), held + len(old) - len(going)
        if not old:  # the rest is as young, or younger: entries are in the order they came
            break
    month = time.strftime("%Y-%m", time.gmtime(before))
    with database.transaction() as connection:
        gone = delete(ledger_pseudonym).where(_p.month < month)
        connection.execute(gone.where(_p.officer.not_in(holding.tokens)))
        day = time.strftime("%Y-%m-%d", time.gmtime(before))
        connection.execute(delete(ledger_alert).where(ledger_alert.c.day < day))
    return Retained(emptied, held)
