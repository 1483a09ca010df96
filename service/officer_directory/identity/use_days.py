"""The last day on which each key was used: the day alone, noted once a day and never waited for."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache

NoteUse = Callable[[str, str], None]
"""Has a key id and an ISO day written down, some time soon."""

_MOST_KEYS = 100_000
_DAY = 24 * 60 * 60


def nowhere(_key_id: str, _day: str) -> None:
    """Writes nothing down."""


class UseDays:
    """Notes a key's first use of a day; of two threads at once both may."""

    def __init__(self, note: NoteUse) -> None:
        self._note = note
        self._noted: dict[str, str] = {}

    def note(self, key_id: str, known: str | None, now: float) -> None:
        """Note a use at this time, in epoch seconds, unless its day is known already."""
        today = _day_of(int(now) // _DAY)
        if today in (known, self._noted.get(key_id)):
            return
        if len(self._noted) >= _MOST_KEYS:
            self._noted.clear()
        self._noted[key_id] = today
        self._note(key_id, today)


@lru_cache(maxsize=2)
def _day_of(number: int) -> str:
    return datetime.fromtimestamp(number * _DAY, UTC).date().isoformat()
