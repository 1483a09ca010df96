"""What a record looks like to one tier under one bundle: its fields, keys and bytes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from officer_directory.disclosure.conditions import Situation
from officer_directory.disclosure.decide import decide, visible
from officer_directory.disclosure.fields import RESOURCES, Field
from officer_directory.disclosure.policy import Table
from officer_directory.disclosure.written import csv_line, json_object, key, shown
from officer_directory.tiers import Treatment

LIVE = "complaints_not_listed"
"""Counted when it is answered, so that it holds to the second; no row stores it."""

_SHOWN = (Treatment.RELEASE, Treatment.REDACT)


def shown_fields(table: Table, resource: str) -> tuple[Field, ...]:
    """The fields of a resource that this table ever shows: the keys of each record."""
    return tuple(
        f
        for f in RESOURCES[resource]
        if any(rule.treatment in _SHOWN for rule in table.rules_for(f.full_name))
    )


@dataclass(frozen=True, slots=True)
class Written:
    """One finished version of a record, without its interval."""

    keys: Mapping[str, str | int | None]
    json: bytes
    csv: bytes


@dataclass
class Shape:
    """One resource as one table discloses it; remembers the verdicts it has computed."""

    table: Table
    resource: str
    fields: tuple[Field, ...] = ()
    _verdicts: dict[Situation, tuple[Treatment, ...] | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.fields = shown_fields(self.table, self.resource)

    def treatments(self, situation: Situation) -> tuple[Treatment, ...] | None:
        """The treatment of each of `fields` in this situation; None where glomar."""
        if situation not in self._verdicts:
            self._verdicts[situation] = self._decide(situation)
        return self._verdicts[situation]

    def _decide(self, situation: Situation) -> tuple[Treatment, ...] | None:
        if not visible(self.table, self.resource, situation):
            return None
        return tuple(decide(self.table, f.full_name, situation).treatment for f in self.fields)

    def write(self, treatments: tuple[Treatment, ...], values: Mapping[str, Any]) -> Written:
        """The bytes and keys of a record treated so; a withheld value is written as null."""
        keys: dict[str, str | int | None] = {}
        record: dict[str, Any] = {}
        for fact, treatment in zip(self.fields, treatments, strict=True):
            if fact.name == LIVE:
                continue
            value = values[fact.name] if treatment in _SHOWN else None
            redacted = treatment is Treatment.REDACT
            keys[fact.name] = key(fact, value, redacted)
            record[fact.name] = shown(fact, value, redacted)
        return Written(keys, json_object(record), csv_line(list(record.values())))
