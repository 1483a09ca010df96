"""Days of an agency as instants: a start is 00:00 there, an end is 24:00 there.

An unknown start means already and an unknown end means still. Where clocks change at
midnight the wider reading is taken, so that a protection never loses an hour.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from officer_directory.store.columns import FOREVER

ALREADY = 0
"""The start of what began before anyone wrote it down."""


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


def _midnight(day: date, zone: str, fold: int) -> int:
    there = datetime.combine(day, time.min, ZoneInfo(zone)).replace(fold=fold)
    return int(there.timestamp())
