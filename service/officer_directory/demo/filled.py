"""A demo directory: filled once, and remembered beside its database."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from officer_directory.demo.city import CITY, TOWN, VILLAGE, Highlights, city
from officer_directory.demo.facts import Facts
from officer_directory.demo.photos import make_photos
from officer_directory.disclosure.policy import Snapshot
from officer_directory.errors import RefusedByRuleError
from officer_directory.intake import bulk
from officer_directory.owner_only import write_for_owner
from officer_directory.photos.kept import Photos
from officer_directory.store.engines import Database

_FILE = "demo.json"
_AGENCIES = {"city": CITY, "town": TOWN, "village": VILLAGE}
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Filled:
    """What is in a demo directory, and where to look."""

    officers: int
    seed: int
    agencies: dict[str, str]
    """`city`, `town` and `village` to their ids."""
    highlights: Highlights


def fill_if_empty(
    database: Database,
    snapshot: Snapshot,
    folder: Path,
    officers: int,
    seed: int,
    progress: Progress,
    photos: Callable[[], Photos],
) -> Filled:
    """The demo of this folder, made from the seed where the database holds no facts.

    Some of its officers have a photo, of nobody; `photos` opens the place where they are kept.

    Raises:
        RefusedByRuleError: the database holds facts that no demo of this seed made.
    """
    with database.reading() as connection:
        there = bulk.agency_ids(connection)
    if there and (folder / _FILE).is_file():
        return _recalled(json.loads((folder / _FILE).read_text("utf-8")))
    at = database.now()
    facts, highlights = city(officers=officers, seed=seed, at=at)
    filled = Filled(officers, seed, _agency_ids(facts), highlights)
    if not there:
        _write(database, snapshot, facts, at, progress)
    elif not there.issuperset(filled.agencies.values()):
        raise RefusedByRuleError("The database holds other facts: give the demo one of its own.")
    make_photos(database, facts, highlights, photos, progress)
    write_for_owner(folder / _FILE, json.dumps(asdict(filled), indent=2))
    return filled


def _write(
    database: Database, snapshot: Snapshot, facts: Facts, at: int, progress: Progress
) -> None:
    with database.transaction() as connection:
        bulk.write_and_publish(
            connection,
            snapshot,
            facts,
            source="demo",
            by="demo",
            at=at,
            progress=lambda done, total: progress(done, total, "invented officers published"),
        )


def _agency_ids(facts: Facts) -> dict[str, str]:
    ids = {agency["name"]: str(agency["id"]) for agency in facts["agency"]}
    return {place: ids[name] for place, name in _AGENCIES.items()}


def _recalled(saved: dict[str, Any]) -> Filled:
    return Filled(**saved | {"highlights": Highlights(**saved["highlights"])})
