"""Units of the agency: new ones are made without a mark, so that their officers are held out."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from officer_directory.intake.upsert.rows import insert_all, keyed, new_id
from officer_directory.intake.upsert.writing import Writing
from officer_directory.store.folding import fold
from officer_directory.store.records import unit


def upsert_units(writing: Writing) -> dict[str, tuple[str, str | None]]:
    """Folded name → id and mark, of every unit of the agency."""
    known = {row.name_key: row for row in _recorded(writing)}
    units = {key: (str(row.id), row.mark) for key, row in known.items()}
    added = []
    counts = writing.report.of("units")
    for fact in writing.each(writing.facts.assignments):
        if fact.unit is None:
            continue
        key = fold(fact.unit)
        if key not in units:
            row = {"id": new_id(), "agency_id": writing.agency.id, "mark": None}
            added.append(row | keyed(unit, {"name": fact.unit, "bureau": fact.bureau}))
            units[key] = (row["id"], None)
            counts.example(f"new: {fact.unit}")
            writing.report.new_units.append(fact.unit)
        elif fact.bureau and key in known and known[key].bureau != fact.bureau:
            writing.report.notes.append(f"{fact.place}: the bureau of {fact.unit} stays as it is.")
            known.pop(key)
    insert_all(writing.connection, unit, added)
    counts.added, counts.unchanged = len(added), len(units) - len(added)
    return units


def unmarked_units(writing: Writing) -> list[str]:
    """Units that nobody has marked, by name."""
    return [row.name for row in _recorded(writing) if row.mark is None]


def _recorded(writing: Writing) -> Sequence[Row[Any, Any, Any, Any, Any]]:
    named = select(unit.c.id, unit.c.name, unit.c.name_key, unit.c.bureau, unit.c.mark)
    rows = writing.connection.execute(
        named.where(unit.c.agency_id == writing.agency.id).order_by(unit.c.name_key)
    )
    return rows.all()
