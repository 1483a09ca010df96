"""What a record looks like to one tier under one bundle: its fields, keys and bytes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from officer_directory.disclosure.conditions import Situation
from officer_directory.disclosure.decide import decide, visible
from officer_directory.disclosure.fields import RESOURCES, Field
from officer_directory.disclosure.policy import Table
from officer_directory.disclosure.written import Forms, forms_of
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
    _writers: dict[tuple[Treatment, ...], "_Writers"] = field(default_factory=dict)

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
        members: list[str] = []
        cells: list[str] = []
        for name, label, forms in self._writers_of(treatments):
            keys[name], member, cell = forms(values[name])
            members.append(label + member)
            cells.append(cell)
        json_object = "{" + ",".join(members) + "}"
        return Written(keys, json_object.encode(), (",".join(cells) + "\r\n").encode())

    def _writers_of(self, treatments: tuple[Treatment, ...]) -> "_Writers":
        found = self._writers.get(treatments)
        if found is None:
            found = self._writers[treatments] = [
                (fact.name, f'"{fact.name}":', _forms(fact, treatment))
                for fact, treatment in zip(self.fields, treatments, strict=True)
                if fact.name != LIVE
            ]
        return found


_Writers = list[tuple[str, str, Callable[[Any], Forms]]]
"""For each field its name, its label in JSON, and what writes its values."""


def _forms(fact: Field, treatment: Treatment) -> Callable[[Any], Forms]:
    if treatment not in _SHOWN:
        return lambda _value: _UNSHOWN
    return forms_of(fact, treatment is Treatment.REDACT)


_UNSHOWN: Forms = (None, "null", "")
