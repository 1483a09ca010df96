"""Two writers at once, one stopped in the middle of its transaction while the other goes on.

The first writer stops after a given statement, or just before it commits. The second runs
until it is done or waits for a lock. Then the first goes on, and both must finish.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg
from sqlalchemy import event

from officer_directory.store.engines import Database

Writer = Callable[[Database], object]
COMMIT = -1  # before the first commit; -2: before the second
_WAITING = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@dataclass
class Running:
    """One writer, in a thread and with connections of its own."""

    work: Writer
    database: Database
    thread: threading.Thread = field(init=False)
    error: BaseException | None = None

    def start(self) -> None:
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            self.work(self.database)
        except BaseException as error:
            self.error = error

    def finish(self) -> None:
        self.thread.join(30)
        assert not self.thread.is_alive(), "a writer waits for ever"
        self.database.close()


class Stop:
    """Stops a database's connection after its nth statement, or before its nth commit."""

    def __init__(self, database: Database, after: int) -> None:
        self.reached, self.go_on = threading.Event(), threading.Event()
        self._left = abs(after)
        moment = "after_cursor_execute" if after > 0 else "commit"
        event.listen(database.engine, moment, self._count)

    def _count(self, *_: object) -> None:
        self._left -= 1
        if self._left == 0:
            self.reached.set()
            assert self.go_on.wait(30)


def at_once(make: Callable[[], Database], first: Writer, second: Writer, stop_after: int) -> None:
    """Run both; raises what either of them raised."""
    one, other = Running(first, make()), Running(second, make())
    stop = Stop(one.database, stop_after)
    one.start()
    while one.thread.is_alive() and not stop.reached.wait(0.01):
        pass
    other.start()
    _until_done_or_waiting(other, one.database)
    stop.go_on.set()
    one.finish()
    other.finish()
    for error in (one.error, other.error):
        if error is not None:
            raise error


def _until_done_or_waiting(running: Running, database: Database) -> None:
    url = database.url.render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as watching:
        while running.thread.is_alive():
            row = watching.execute(_WAITING).fetchone()
            if row and row[0]:
                return
            time.sleep(0.01)
