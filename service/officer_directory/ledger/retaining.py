"""How long what opens inside entries is kept: then it goes, and the log stays as it was signed."""

import time
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, delete

from officer_directory.ledger.holding import Holding
from officer_directory.ledger.kept import OPENS, empty, made_at, pages
from officer_directory.ledger.writing import write
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
            write(database, partial(empty, entries=going))
        emptied, held = emptied + len(going), held + len(old) - len(going)
        if not old:  # the rest is as young, or younger: entries are in the order they came
            break
    write(database, partial(_forget, before=before, holding=holding))
    return Retained(emptied, held)


def _forget(connection: Connection, before: int, holding: Holding) -> None:
    month, day = (time.strftime(form, time.gmtime(before)) for form in ("%Y-%m", "%Y-%m-%d"))
    gone = delete(ledger_pseudonym).where(_p.month < month)
    connection.execute(gone.where(_p.officer.not_in(holding.tokens)))
    connection.execute(delete(ledger_alert).where(ledger_alert.c.day < day))
