"""What to ask about: values and ids of both worlds, the ones that only one has first."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from officer_directory.demo.draw import Draw
from officer_directory.disclosure.fields import FIELDS, Field, Kind
from officer_directory.store import records
from tests.noninterference.strangers import Facts

_TABLE_COLUMNS = {
    # field: where its values lie, where that is not a column of its own table
    "officer.agency": ("agency", "name"),
    "complaint.agency": ("agency", "name"),
    "incident.agency": ("agency", "name"),
    "officer.unit": ("unit", "name"),
    "officer.bureau": ("unit", "bureau"),
    "assignment.unit": ("unit", "name"),
    "assignment.bureau": ("unit", "bureau"),
    "officer.photo": ("officer", "photo_id"),
    "officer.protection_class": ("protection", "protection_class"),
    "incident.officer_ids": ("officer", "id"),
    "agency.jurisdiction": ("agency", "bundle"),
    "agency.complaints_not_listed": ("complaint", "none"),
}
NEVER_FIELDS = sorted(
    {
        column.name
        for table in records.metadata.tables.values()
        for column in table.c
        if column.name not in {field.name for field in FIELDS.values()}
    }
)
"""Columns that no field names: nobody may ask for them."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """Values by field and ids by table, drawn from two worlds by one generator."""

    facts: tuple[Facts, Facts]
    draw: Draw

    def values(self, field: Field, most: int) -> list[str]:
        """What to compare a field with: secrets of each world, and something both have."""
        table, column = _TABLE_COLUMNS.get(field.full_name, (field.resource, field.name))
        one, two = (self._column(world, table, column) for world in self.facts)
        found = [*self._some(one - two, most), *self._some(two - one, most)]
        found += self._some(one & two, 1)
        return [_typed(field, value) for value in found] or [_typed(field, "0")]

    def ids(self, table: str, most: int) -> list[str]:
        """Ids that both worlds have, that only one has, and neighbours of these."""
        one, two = (self._column(world, table, "id") for world in self.facts)
        hidden = [*self._some(one - two, most), *self._some(two - one, most)]
        return [*self._some(one & two, most), *hidden, *map(neighbour, hidden[:2])]

    def both(self, table: str) -> list[str]:
        """All ids that both worlds have."""
        one, two = (self._column(world, table, "id") for world in self.facts)
        return sorted(one & two)

    def shared(self, table: str, most: int) -> list[dict[str, Any]]:
        """Rows that both worlds have, under one id."""
        ids = self._column(self.facts[0], table, "id") & self._column(self.facts[1], table, "id")
        rows = [row for row in self.facts[0].get(table, []) if row["id"] in ids]
        return self.draw.sample(rows, min(most, len(rows)))

    def _column(self, world: Facts, table: str, column: str) -> set[Any]:
        return {v for row in world.get(table, []) if (v := row.get(column)) is not None}

    def _some(self, values: Iterable[Any], most: int) -> list[Any]:
        ordered = sorted(values)
        return self.draw.sample(ordered, min(most, len(ordered)))


def neighbour(record_id: str) -> str:
    """The id after this one."""
    return str(UUID(int=(UUID(record_id).int + 1) % (1 << 128)))


def _typed(field: Field, value: Any) -> str:
    """A value as it is written in a request."""
    match field.kind:
        case Kind.MONEY:
            return f"{int(value) // 100}.{int(value) % 100:02d}"
        case Kind.FLAG:
            return "true" if value and value != "0" else "false"
        case Kind.INSTANT:
            return "2026-01-01T00:00:00Z"
        case _:
            return str(value)
