"""How things are said to people: on one line, in UTC, and with nothing that moves a cursor."""

import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any, Final

_LONGEST: Final = 300
_HIDDEN: Final = ("Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn")
_HOUR: Final = "%Y-%m-%dT%HZ"


def plain(value: Any) -> str:
    """Somebody else's text: controls are written as escapes, and the end of a long one is cut.

    >>> plain("Kim\\x1b[2J")
    'Kim\\\\x1b[2J'
    """
    text = str(value)
    cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return "".join(c if unicodedata.category(c) not in _HIDDEN else repr(c)[1:-1] for c in cut)


def moment(seconds: int) -> str:
    """A POSIX time: `28 November 2026, 06:40:12 UTC`."""
    try:
        at = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return f"second {seconds} since 1970"
    return f"{_day(at)}, {at:%H:%M:%S} UTC"


def hour(written: str) -> str | None:
    """An hour such as `2026-11-28T06Z`, in words; None if it is none."""
    try:
        begin = datetime.strptime(written, _HOUR).replace(tzinfo=UTC)
        end = begin + timedelta(hours=1)
    except (ValueError, OverflowError):
        return None
    return f"{_day(begin)}, between {begin:%H:%M} and {end:%H:%M} UTC"


def _day(at: datetime) -> str:
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def counted(count: int, one: str, many: str) -> str:
    """`1 entry`, `9,310 entries`."""
    return f"{count:,} {one if count == 1 else many}"
