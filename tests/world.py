"""One small fictional department, with someone of each class; most tests are set in it.

`facts_of` is pure, so that a test can change a copy before it is built: two worlds that
differ in one secret are two copies of it. Ids are the same in every world.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from officer_directory.demo.draw import Draw
from officer_directory.demo.facts import Facts, Row
from officer_directory.disclosure.policy import Snapshot
from officer_directory.intake import bulk
from officer_directory.store.engines import Database
from officer_directory.tiers import ProtectionClass
from tests.world_cases import cases
from tests.world_people import FERNHOLLOW, people

__all__ = ["CLASSES", "FERNHOLLOW", "HIDDEN", "LISTED", "World", "build", "facts_of"]

CLASSES: Mapping[str, ProtectionClass] = {
    "diaz": ProtectionClass.OPEN,
    "okafor": ProtectionClass.OPEN,
    "obrien": ProtectionClass.OPEN,
    "kim": ProtectionClass.OPEN,  # a finding starts in a year
    "reyes": ProtectionClass.OPEN,  # a finding ended yesterday
    "garcia": ProtectionClass.OPEN,  # separated; was under cover years ago
    "adeyemi": ProtectionClass.OPEN,  # also employed by Brackwater
    "mueller": ProtectionClass.SENSITIVE,  # by unit
    "ibanez": ProtectionClass.SENSITIVE,  # by finding
    "nunez": ProtectionClass.UNDERCOVER,  # by unit
    "haddad": ProtectionClass.UNDERCOVER,  # by finding
    "vega": ProtectionClass.UNDERCOVER,  # by a unit of Brackwater: the same person
    "tran": ProtectionClass.HELD,  # by emergency hold
    "larsen": ProtectionClass.HELD,  # by court order
    "singh": ProtectionClass.HELD,  # in a unit nobody has marked
    "moss": ProtectionClass.OPEN,  # Brackwater
    "ortega": ProtectionClass.SENSITIVE,  # Brackwater
    "adeyemi_there": ProtectionClass.OPEN,  # Brackwater
    "vega_there": ProtectionClass.UNDERCOVER,  # Brackwater
    "quill": ProtectionClass.OPEN,  # Mistlake, which is closed
}
"""The class of each officer when the world is built."""

HIDDEN = tuple(
    name for name, held in CLASSES.items() if held >= ProtectionClass.UNDERCOVER or name == "quill"
)
"""Officers of whom nobody outside may know."""

LISTED = tuple(name for name in CLASSES if name not in HIDDEN)


@dataclass(frozen=True, slots=True)
class World:
    """What was built: rows by name, as they were given to intake."""

    at: int
    facts: Facts
    agencies: Mapping[str, Row]
    units: Mapping[str, Row]
    officers: Mapping[str, Row]
    complaints: Mapping[str, Row]
    incidents: Mapping[str, Row]
    documents: Mapping[str, Row]

    def __getattr__(self, name: str) -> Row:
        """An officer by name: `world.diaz`."""
        try:
            return self.officers[name]
        except KeyError:
            raise AttributeError(name) from None

    def of(self, table: str, officer: str) -> list[Row]:
        """The rows of a table that belong to an officer."""
        wanted = self.officers[officer]["id"]
        return [row for row in self.facts[table] if row.get("officer_id") == wanted]


def identifier(kind: str, name: str) -> str:
    """The id that a named thing has in every world."""
    return Draw(f"{kind}/{name}").identifier()


def facts_of(at: int) -> dict[str, dict[str, Row]]:
    """Table → name → row, as of an instant; rows without a name have one made up."""
    named: dict[str, dict[str, Row]] = people(identifier, at)
    named |= cases(identifier, at)
    return named


def build(
    database: Database,
    snapshot: Snapshot,
    *,
    at: int | None = None,
    facts: Mapping[str, Mapping[str, Row]] | None = None,
) -> World:
    """Write the world (or a changed copy of it) into a migrated, empty database."""
    now = database.now() if at is None else at
    named = facts_of(now) if facts is None else facts
    rows: dict[str, list[dict[str, Any]]] = {t: list(r.values()) for t, r in named.items()}
    with database.transaction() as connection:
        bulk.write_and_publish(connection, snapshot, rows, source="world", by="tests", at=now)
    return World(
        at=now,
        facts=rows,
        agencies=named["agency"],
        units=named["unit"],
        officers=named["officer"],
        complaints=named["complaint"],
        incidents=named["incident"],
        documents=named["document"],
    )
