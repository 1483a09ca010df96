"""Days and instants of an agency: a start is 00:00 there, an end is 24:00 there.

An unknown start means already and an unknown end means still. Where clocks change at
midnight the wider reading is taken, so that a protection never loses an hour; parts of a
second are rounded outwards for the same reason.
"""

import math
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from officer_directory.errors import RefusedByRuleError
from officer_directory.store.columns import FOREVER

ALREADY = 0
"""The start of what began before anyone wrote it down."""


class UnreadableInstantError(RefusedByRuleError):
    """A start or an end is neither a day nor an instant with its offset from UTC."""

    def __init__(self) -> None:
        super().__init__(
            "A start or an end is a day (2026-05-01, in the agency's own time) or an instant "
            "with its offset (2026-05-01T08:30:00-07:00, or Z)."
        )


def local_start(day: str | None, zone: str) -> int:
    """Epoch seconds of 00:00 on an ISO day in an IANA zone; unknown: already."""
    if not day:
        return ALREADY
    return max(ALREADY, _midnight(date.fromisoformat(day), zone, fold=0))


def local_end(day: str | None, zone: str) -> int:
    """Epoch seconds of 24:00 on an ISO day in an IANA zone; unknown: still."""
    if not day or (last := date.fromisoformat(day)) >= date.max - timedelta(days=1):
        return FOREVER
    after = last + timedelta(days=1)
    return max(ALREADY, _midnight(after, zone, fold=0), _midnight(after, zone, fold=1))


def local_day(instant: int, zone: str) -> date:
    """The day it is in an IANA zone."""
    return datetime.fromtimestamp(instant, UTC).astimezone(ZoneInfo(zone)).date()


def start_instant(text: str, zone: str) -> int:
    """A start someone wrote, to the second: an instant with its offset, or a local day.

    Raises:
        UnreadableInstantError: it is neither.
    """
    day, instant = _read(text)
    return local_start(day, zone) if day else max(ALREADY, math.floor(instant))


def end_instant(text: str, zone: str) -> int:
    """An end someone wrote, to the second; raises as `start_instant` does."""
    day, instant = _read(text)
    return local_end(day, zone) if day else max(ALREADY, math.ceil(instant))


def _read(text: str) -> tuple[str | None, float]:
    text = text.strip()
    try:
        if len(text) == len("2026-05-01"):
            return date.fromisoformat(text).isoformat(), 0.0
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise UnreadableInstantError from None
    if instant.utcoffset() is None:
        raise UnreadableInstantError
    return None, instant.timestamp()


def _midnight(day: date, zone: str, fold: int) -> int:
    there = datetime.combine(day, time.min, ZoneInfo(zone)).replace(fold=fold)
    return int(there.timestamp())
