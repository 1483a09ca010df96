"""Whether the clock by which protections start and end can be believed.

An order ends, and a hold starts, when the database's clock says so: one that is set wrong
would end an order early, or start a hold late. It is compared with a clock that nobody sets,
and with the latest moment that is on record; while they disagree everything is closed.
"""

import logging
import time
from typing import Final, Protocol

_log = logging.getLogger(__name__)

BEARABLE_SECONDS: Final = 10
_BEHIND_SECONDS: Final = 60
_UNSET = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # runs on while a machine sleeps


class Timed(Protocol):
    def now(self) -> int:
        """The clock by which things start and end, in whole epoch seconds."""
        ...


class SteadyClock:
    """Watches one clock; `latest` is the newest moment on record when the watch begins."""

    def __init__(self, timed: Timed, latest: int = 0) -> None:
        self._timed = timed
        self._latest = latest
        self._ahead = timed.now() - time.clock_gettime(_UNSET)
        self._complained = False

    def is_believed(self) -> bool:
        """Whether the clock went on as clocks do since it was last believed."""
        now = self._timed.now()
        ahead = now - time.clock_gettime(_UNSET)
        believed = self._went_on(ahead) and now >= self._latest - _BEHIND_SECONDS
        if believed:
            self._ahead = ahead  # small corrections are followed
        elif not self._complained:
            _log.critical(
                "CLOSED: the clock was set by %+d seconds, or is before what is on record. Set it"
                " right; if it is right now, start this process again.",
                round(ahead - self._ahead),
            )
        self._complained = not believed
        return believed

    def _went_on(self, ahead: float) -> bool:
        return abs(ahead - self._ahead) <= BEARABLE_SECONDS
