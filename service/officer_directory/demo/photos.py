"""Photos of the demo's officers: shapes that follow from who it is, of a share of them.

A row first, and then its objects, as everywhere. Whoever interrupts this finds all of them made
anew when the demo is run again.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from officer_directory.demo.city import Highlights
from officer_directory.demo.facts import Facts
from officer_directory.intake.hr import photographs
from officer_directory.photos.invented import HEIGHT, WIDTH, invented
from officer_directory.photos.kept import Photos
from officer_directory.photos.renditions import renditions
from officer_directory.store.engines import Database

MOST: Final = 160
"""Of the officers in order; those who show the difference between tiers have one too."""

_ONE_IN: Final = 3  # of a small city
_AT_ONCE: Final = 2
_SOURCE: Final = "demo"
Progress = Callable[[int, int, str], None]


def make_photos(
    database: Database,
    facts: Facts,
    highlights: Highlights,
    opened: Callable[[], Photos],
    progress: Progress,
) -> None:
    """Give some officers a photo; `opened` opens the place of photos, once none is there."""
    at = database.now()
    with database.transaction() as connection:
        photographs.replace_of_source(connection, _SOURCE, [])
    photos = opened()
    rows = [{**_row(photos, each), "recorded_at": at} for each in _chosen(facts, highlights)]
    with database.transaction() as connection:
        photographs.replace_of_source(connection, _SOURCE, rows)
    with ThreadPoolExecutor(_AT_ONCE, "invented") as threads:
        for done, _ in enumerate(threads.map(lambda row: _write(photos, row), rows), 1):
            progress(done, len(rows), "invented photos")


def _chosen(facts: Facts, highlights: Highlights) -> list[str]:
    every = [str(row["id"]) for row in facts["officer"]]
    shown = set(highlights.as_dict().values())
    step = max(_ONE_IN, len(every) // MOST)
    return [each for n, each in enumerate(every) if n % step == 0 or each in shown]


def _row(photos: Photos, officer: str) -> dict[str, Any]:
    digest = photos.sealing.digest(invented(officer).rgb)
    return {**photos.row(digest, WIDTH, HEIGHT), "officer_id": officer}


def _write(photos: Photos, row: dict[str, Any]) -> None:
    photos.write(row, renditions(invented(row["officer_id"])))
