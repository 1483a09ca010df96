"""What every part of one import has at hand, and what it has touched so far."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row

from officer_directory.intake.facts import Facts
from officer_directory.intake.upsert.report import Report

Progress = Callable[[int, int, str], None]


@dataclass(slots=True)
class Writing:
    """One import under way; `officers` is folded uid → id, of the whole agency."""

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
    touched_officers: set[str] = field(default_factory=set)
    touched_complaints: set[str] = field(default_factory=set)
    touched_incidents: set[str] = field(default_factory=set)

    def provenance(self) -> dict[str, Any]:
        return {
            "source": self.facts.source,
            "recorded_at": self.now,
            "recorded_by": self.by,
        }
