"""What the process that signs looks after besides: erased people, retention, unusual look-ups."""

import logging
import time
from collections.abc import Callable

from officer_directory.errors import DirectoryError
from officer_directory.ledger.erasing import empty_again, key_again
from officer_directory.settings import Settings
from officer_directory.store.engines import Database

_log = logging.getLogger(__name__)

_WATCHES_EVERY = 60.0


class Besides:
    """`daily` is done once a day, `watch` once a minute; what was erased is looked for once."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        daily: Callable[[], None],
        watch: Callable[[float], object],
    ) -> None:
        self._database = database
        self._data = settings.data
        self._daily, self._day = daily, ""
        self._watch, self._watch_at = watch, 0.0
        self._is_emptied = False
        self._complained = False

    def do(self, now: float, shut: bool) -> None:
        """Whatever is due at this time (epoch seconds); nothing is watched of a shut ledger."""
        self._empty_again()
        today = time.strftime("%Y-%m-%d", time.gmtime(now))
        if today != self._day:
            self._day = today
            self._daily()
        if now >= self._watch_at and not shut:
            self._watch_at = now + _WATCHES_EVERY
            try:
                self._watch(now)
            except DirectoryError as error:
                _log.warning("look-ups could not be watched: %s", error)

    def _empty_again(self) -> None:
        """Of whoever was erased, what a copy of the database has brought back."""
        if self._is_emptied:
            return
        try:
            key_again(self._database, self._data)
            empty_again(self._database, self._data)
        except (DirectoryError, OSError) as error:
            if not self._complained:
                self._complained = True
                _log.critical("what was erased could not be looked for: %s", error)
        else:
            self._is_emptied = True
