"""Starts and ends as people write them: an instant with its offset, or a day of the agency.

Both are read to the second; parts of a second are rounded outwards, so that a protection
never loses any of it.
"""

import math
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from officer_directory.disclosure.local_days import ALREADY, local_end, local_start
from officer_directory.errors import RefusedByRuleError

_DAY = len("2026-05-01")


class UnreadableInstantError(RefusedByRuleError):
    """A start or an end is neither a day nor an instant with its offset from UTC."""

    def __init__(self) -> None:
        super().__init__(
            "A start or an end is a day (2026-05-01, in the agency's own time) or an instant "
            "with its offset (2026-05-01T08:30:00-07:00, or Z)."
        )


def local_day(instant: int, zone: str) -> date:
    """The day it is in an IANA zone."""
    return datetime.fromtimestamp(instant, UTC).astimezone(ZoneInfo(zone)).date()


def start_instant(text: str, zone: str) -> int:
    """Epoch seconds of a start; a day starts at 00:00 in the zone.

    Raises:
        UnreadableInstantError: it is neither a day nor an instant.
    """
    day, instant = _read(text)
    return local_start(day, zone) if day else max(ALREADY, math.floor(instant))


def end_instant(text: str, zone: str) -> int:
    """Epoch seconds of an end; a day ends at 24:00 in the zone. Raises as `start_instant`."""
    day, instant = _read(text)
    return local_end(day, zone) if day else max(ALREADY, math.ceil(instant))


def _read(text: str) -> tuple[str | None, float]:
    text = text.strip()
    try:
        if len(text) == _DAY:
            return date.fromisoformat(text).isoformat(), 0.0
        instant = datetime.fromisoformat(text)
        seconds = instant.timestamp() if instant.utcoffset() is not None else None
    except (ValueError, OverflowError):
        raise UnreadableInstantError from None
    if seconds is None:
        raise UnreadableInstantError
    return None, seconds
