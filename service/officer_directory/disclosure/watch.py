"""Keeps a process's views under the policy in force, and closes them when it is not known."""

import logging
import threading
from typing import Protocol

from officer_directory.disclosure.archive import unpack
from officer_directory.disclosure.clock import SteadyClock
from officer_directory.disclosure.views import Views
from officer_directory.errors import DirectoryError
from officer_directory.store.engines import Database

_log = logging.getLogger(__name__)
_SECONDS_BETWEEN_LOOKS = 0.25


class Pending(Protocol):
    """What must be recorded before anything more is shown."""

    def any(self) -> bool:
        """Whether there is any: asked often, so cheap."""
        ...

    def record(self) -> None:
        """Record it; raises NotAnsweredError where that cannot be done yet."""
        ...


class Watch:
    """A thread that confirms what is in force four times a second until it is stopped.

    While something is pending the views are shut, and it is tried to record it; while the
    clock cannot be believed they are shut too. `latest` is the newest moment on record.
    """

    def __init__(
        self, views: Views, database: Database, pending: Pending | None = None, latest: int = 0
    ) -> None:
        self._views = views
        self._database = database
        self._pending = pending
        self._clock = SteadyClock(database, latest)
        views.may_open = self._may_open
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        self._views.shut()
        self._views.confirm()
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(_SECONDS_BETWEEN_LOOKS):
            try:
                self.look()
            except DirectoryError as error:
                _log.error("closed, until it can be known what is in force: %s", error)
            except Exception:  # the views close by themselves when nothing is confirmed
                _log.exception("what is in force could not be confirmed")

    def _may_open(self) -> bool:
        if not self._clock.is_believed():
            self._views.shut()
            return False
        return self._pending is None or not self._pending.any()

    def look(self) -> None:
        """Confirm once, and adopt another policy if that is in force now."""
        if self._pending is not None and self._pending.any():
            self._views.shut()
            self._pending.record()
        in_force = self._views.confirm()
        if in_force is not None and in_force != self._views.snapshot.hash:
            with self._database.reading() as connection:
                snapshot = unpack(connection, in_force)
            self._views.adopt(snapshot)
