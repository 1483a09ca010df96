"""What every part of one import has at hand, and what it has touched so far."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row

from officer_directory.intake.facts import Facts
from officer_directory.intake.upsert.report import Report
from officer_directory.store.giving_way import look
from officer_directory.store.records import officer

Progress = Callable[[int, int, str], None]
One = TypeVar("One")
_BETWEEN_LOOKS = 250


@dataclass(slots=True)
class Writing:
    """One import under way; `officers` is folded uid → id, of the whole agency.

    `only` narrows it to a few officers. `through` is the key or client by which `by` acts.
    With `alike`, who is protected is treated as everyone: whoever asked must not learn of it.
    """

    connection: Connection
    agency: Row[Any]
    facts: Facts
    full: bool
    by: str
    now: int
    report: Report
    progress: Progress
    officers: dict[str, str] = field(default_factory=dict)
    uids: dict[str, str] = field(default_factory=dict)  # id → uid, as recorded
    stand_ins: dict[str, str] = field(default_factory=dict)  # without a number: stand-in → id
    added_officers: set[str] = field(default_factory=set)
    renamed_officers: set[str] = field(default_factory=set)  # or of another badge or first day
    touched_officers: set[str] = field(default_factory=set)
    touched_complaints: set[str] = field(default_factory=set)
    touched_incidents: set[str] = field(default_factory=set)
    only: frozenset[str] | None = None
    through: str = ""
    alike: bool = False

    def concerned(self) -> ColumnElement[bool]:
        """Which officers' recorded facts are compared with what is stated."""
        if self.only is not None:
            return officer.c.id.in_(sorted(self.only))
        of_agency: ColumnElement[bool] = officer.c.agency_id == self.agency.id
        return of_agency

    def each(self, many: Iterable[One]) -> Iterator[One]:
        """Each of many; now and then it is looked whether a hold waits for this import."""
        for number, one in enumerate(many):
            if number % _BETWEEN_LOOKS == 0:
                look(self.connection)
            yield one

    def provenance(self) -> dict[str, Any]:
        return {
            "source": self.facts.source,
            "recorded_at": self.now,
            "recorded_by": f"{self.by} ({self.through})" if self.through else self.by,
        }
