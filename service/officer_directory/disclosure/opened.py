"""Opening a directory for reading: its readers, its cursors' seal, and its views."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

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
    with ExitStack() as opened:
        outside = Readers(lambda: OutsideReader(settings), connections)
        opened.callback(outside.close)
        inside = Readers(lambda: InsideReader(settings), connections)
        opened.callback(inside.close)
        views = Views(snapshot, outside, inside, Seal(cursor_key))
        views.confirm()
        opened.pop_all()  # theirs to close from now on
    return views


@contextmanager
def watched_views(settings: Settings, snapshot: Snapshot, cursor_key: bytes) -> Iterator[Views]:
    """The same while they are used, confirmed again and again: for reading that takes long."""
    with ExitStack() as stack:
        database = Database(settings)
        stack.callback(database.close)
        views = open_views(settings, snapshot, cursor_key)
        stack.callback(views.close)
        watch = Watch(views, database)
        watch.start()
        stack.callback(watch.stop)
        yield views
