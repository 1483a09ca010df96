"""What the ledger holds, as its entries open: for tests of what is entered."""

import json
from typing import Any

from sqlalchemy import select

from officer_directory.ledger.commitment import Opening
from officer_directory.ledger.erasure_keys import ErasureKeys
from officer_directory.settings import Settings
from officer_directory.store.engines import Database
from officer_directory.store.ledger import ENTRIES, ledger_pseudonym
from officer_directory.store.records import officer


def entries(settings: Settings) -> list[tuple[str, dict[str, Any]]]:
    """Log and facts of each entry, oldest first; of the press what is stored, of inside what opens.

    Officers are named by their ids, as the pseudonyms lead to them; of whoever was erased
    the pseudonym stays.
    """
    database = Database.of_ledger(settings)
    try:
        with database.reading() as connection:
            pseudonyms = connection.execute(select(ledger_pseudonym)).all()
            ids = _ids(settings)
            names = {row.name: ids.get(row.officer, row.officer) for row in pseudonyms}
            found = []
            for log in ("press", "inside"):
                table = ENTRIES[log]
                rows = connection.execute(select(table).order_by(table.c.number))
                found += [(log, _facts(row, names)) for row in rows]
            return found
    finally:
        database.close()


def facts(settings: Settings) -> list[dict[str, Any]]:
    return [entry for _, entry in entries(settings)]


def _ids(settings: Settings) -> dict[str, str]:
    """The officers of the record store, and those that tests make up, by their tokens."""
    keys, database = ErasureKeys(settings.prepare_data()), Database(settings)
    with database.reading() as connection:
        known = [*connection.scalars(select(officer.c.id)), *(f"o{n}" for n in range(10))]
    database.close()
    return {keys.token(one): one for one in known}


def _facts(row: Any, names: dict[str, str]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(row.entry)
    for part in ("opening", "summary"):
        if (kept := getattr(row, part, None)) is not None:
            told |= json.loads(Opening.from_kept(bytes(kept)).content)
    officers = [names.get(name, name) for name in told.pop("officers", [])]
    return told | ({"officers": officers} if officers else {})
