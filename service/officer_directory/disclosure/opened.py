"""Opening a directory for reading: its readers, its cursors' seal, and its views."""

from collections.abc import Iterator
from contextlib import contextmanager

from officer_directory.disclosure.cursor import Seal
from officer_directory.disclosure.policy import Snapshot
from officer_directory.disclosure.read import Readers
from officer_directory.disclosure.views import Views
from officer_directory.disclosure.watch import Watch
from officer_directory.settings import Settings
from officer_directory.store.engines import Database
from officer_directory.store.inside_reader import InsideReader
from officer_directory.store.reader import OutsideReader


def open_views(
    settings: Settings, snapshot: Snapshot, cursor_key: bytes, connections: int = 8
) -> Views:
    """The views of a directory under a policy, confirmed once.

    As many connections as threads that ask: none then waits for another's.
    """
    views = Views(
        snapshot,
        Readers(lambda: OutsideReader(settings), connections),
        Readers(lambda: InsideReader(settings), connections),
        Seal(cursor_key),
    )
    views.confirm()
    return views


@contextmanager
def watched_views(settings: Settings, snapshot: Snapshot, cursor_key: bytes) -> Iterator[Views]:
    """The same while they are used, confirmed again and again: for reading that takes long."""
    database = Database(settings)
    views = open_views(settings, snapshot, cursor_key)
    watch = Watch(views, database)
    watch.start()
    try:
        yield views
    finally:
        watch.stop()
        views.close()
        database.close()
