"""Counting in this process's memory: a window that slides, and never lets through more.

What was used within a twentieth of a window counts together, until the last of it is a
whole window old. So in *any* span of the window's length no more than its quota is given; a
unit comes back at most a twentieth late. The clock is monotonic: setting the machine's clock
gives nobody anything.
"""

from collections.abc import Callable, Sequence
from itertools import islice
from math import ceil
from time import monotonic
from typing import NamedTuple

from officer_directory.limits.rates import Limit

_PARTS = 20  # of a window, at most
_MOST_WINDOWS = 400_000
_SWEPT_AT_ONCE = 8


class State(NamedTuple):
    """What is left of a limit: `left` units, the next of which comes back in `renews` s."""

    limit: Limit
    left: int
    renews: int


class Window:
    """What one subject has used of one limit, oldest first."""

    __slots__ = ("_used", "_uses", "limit")

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self._uses: list[tuple[float, float, int]] = []  # first and last instant, units
        self._used = 0

    def left(self, now: float) -> int:
        """The units that may be used now."""
        uses, oldest = self._uses, now - self.limit.window
        while uses and uses[0][1] <= oldest:
            self._used -= uses.pop(0)[2]
        return max(0, self.limit.quota - self._used)

    def use(self, cost: int, now: float) -> None:
        self._used += cost
        uses = self._uses
        if uses:
            first, _, units = uses[-1]
            if (now - first) * _PARTS < self.limit.window:
                uses[-1] = (first, now, units + cost)
                return
        uses.append((now, now, cost))

    def renews(self, now: float, wanted: int = 1) -> int:
        """In how many whole seconds so many more units are there than now."""
        for _, last, units in self._uses:
            wanted -= units
            if wanted <= 0:
                return min(self.limit.window, max(1, ceil(last + self.limit.window - now)))
        return self.limit.window

    def state(self, now: float) -> State:
        return State(self.limit, self.left(now), self.renews(now))

    def lacks(self, cost: int, now: float) -> bool:
        return self.left(now) < min(cost, self.limit.quota)

    def refusal(self, cost: int, now: float) -> State:
        """The state for someone who wanted so many units, and when they are there."""
        left = self.left(now)
        wanted = min(cost, self.limit.quota)
        return State(self.limit, left, self.renews(now, max(1, wanted - left)))


class Windows:
    """The windows of every subject; used on one thread, bounded in number.

    Past the bound all who are new share one window: narrower, never wider.
    """

    def __init__(self, clock: Callable[[], float] = monotonic, most: int = _MOST_WINDOWS) -> None:
        self._clock = clock
        self._most = most
        self._windows: dict[tuple[str, str], Window] = {}

    def hit(self, subject: str, limits: Sequence[Limit], cost: int) -> list[State]:
        """Use so many units of every limit, or of none where one has not so many left.

        The limits that refused; none: it was given. A cost above a whole quota is that quota.
        """
        now = self._clock()
        windows = [self._window(subject, limit, now) for limit in limits]
        refusals = [w.refusal(cost, now) for w in windows if w.lacks(cost, now)]
        if not refusals:
            for window in windows:
                window.use(min(cost, window.limit.quota), now)
        return refusals

    def note(self, subject: str, limits: Sequence[Limit], cost: int) -> None:
        """Count what was given elsewhere, whether or not it is left here."""
        now = self._clock()
        for limit in limits:
            window = self._window(subject, limit, now)
            window.left(now)
            window.use(cost, now)

    def stand(self, subject: str, limits: Sequence[Limit]) -> list[State]:
        """What is left, without using any."""
        now = self._clock()
        return [
            (self._windows.get((subject, limit.name)) or Window(limit)).state(now)
            for limit in limits
        ]

    def _window(self, subject: str, limit: Limit, now: float) -> Window:
        key = (subject, limit.name)
        found = self._windows.get(key)
        if found is not None:
            return found
        if len(self._windows) >= self._most:
            self._sweep(now)
            if len(self._windows) >= self._most:
                key = ("", f"{limit.name} {limit.quota} {limit.window}")
        return self._windows.setdefault(key, Window(limit))

    def _sweep(self, now: float) -> None:
        """Forget a few of the oldest windows of which nothing is used any more."""
        for key in list(islice(self._windows, _SWEPT_AT_ONCE)):
            window = self._windows.pop(key)
            if window.left(now) < window.limit.quota:
                self._windows[key] = window  # behind all others
