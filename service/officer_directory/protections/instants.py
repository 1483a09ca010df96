"""Starts and ends as people write them: a day or a time of the agency, or one with an offset.

They are read to the second. Parts of a second are rounded outwards, and a local time that
occurs twice, when clocks go back, is read the wider way: a protection loses nothing.
"""

import math
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from officer_directory.disclosure.local_days import ALREADY, local_end, local_start
from officer_directory.errors import RefusedByRuleError

_YEARS = range(1900, 2200)  # of a protection; anything else is a slip of the hand
_DAY = len("2026-05-01")


class UnreadableInstantError(RefusedByRuleError):
    """A start or an end is neither a day nor a time."""

    def __init__(self) -> None:
        super().__init__(
            "A start or an end is a day (2026-05-01) or a time (2026-05-01T08:30:00): the"
            " agency's own, or with its offset (-07:00, or Z)."
        )


def local_day(instant: int, zone: str) -> date:
    """The day it is in an IANA zone."""
    return datetime.fromtimestamp(instant, UTC).astimezone(ZoneInfo(zone)).date()


def start_instant(text: str, zone: str) -> int:
    """Epoch seconds of a start; a day starts at 00:00 in the zone.

    Raises:
        UnreadableInstantError: it is neither a day nor a time.
    """
    if day := _day(text):
        return local_start(day, zone)
    return max(ALREADY, math.floor(min(_instants(text, zone))))


def end_instant(text: str, zone: str) -> int:
    """Epoch seconds of an end; a day ends at 24:00 in the zone. Raises as `start_instant`."""
    if day := _day(text):
        return local_end(day, zone)
    return max(ALREADY, math.ceil(max(_instants(text, zone))))


def _day(text: str) -> str | None:
    if len(text.strip()) < _DAY:  # 20260501 or 2026-W18: which day is meant is not guessed
        raise UnreadableInstantError
    if len(text.strip()) != _DAY:
        return None
    try:
        day = date.fromisoformat(text.strip())
        if day.year not in _YEARS:
            raise UnreadableInstantError
        return day.isoformat()
    except ValueError:
        raise UnreadableInstantError from None


def _instants(text: str, zone: str) -> tuple[float, float]:
    """The instant, twice; or both readings of a local time that occurs twice."""
    try:
        when = datetime.fromisoformat(text.strip())
        if when.utcoffset() is None:
            when = when.replace(tzinfo=ZoneInfo(zone))
        if when.year not in _YEARS:
            raise UnreadableInstantError
        return when.replace(fold=0).timestamp(), when.replace(fold=1).timestamp()
    except (ValueError, OverflowError):
        raise UnreadableInstantError from None
