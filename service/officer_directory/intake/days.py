"""Which day a text states, where it can state no other.

ISO and other forms that begin with the year, `MM-DD-YYYY`, `MM/DD/YYYY`, and days whose month
is a word. A time of day that is the agency's own is left out; one of another zone could move
the day, so only its midnight is read. Two-digit years are no day.
"""

import re
from datetime import date
from functools import lru_cache

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_NUMBERS = {form: n for n, word in enumerate(_MONTHS, 1) for form in (word, word[:3], word[:4])}
_FORMS = (
    re.compile(r"(?P<y>\d{4})([-/])(?P<m>\d{1,2})\2(?P<d>\d{1,2})", re.ASCII),
    re.compile(r"(?P<m>\d{1,2})([-/])(?P<d>\d{1,2})\2(?P<y>\d{4})", re.ASCII),
    re.compile(r"(?P<d>\d{1,2})([- ]?)(?P<m>[A-Za-z]{3,9})\2(?P<y>\d{4})", re.ASCII),
    re.compile(r"(?P<m>[A-Za-z]{3,9})\.? {1,2}(?P<d>\d{1,2}),? (?P<y>\d{4})", re.ASCII),
)
_MIDNIGHT = re.compile(
    r"[T ] ?(?:0?0:00(?::00(?:\.0+)?)?|12:00(?::00(?:[.:]0+)?)? ?AM)(?:Z|\+00:?00)?", re.I
)
_HOUR = re.compile(r"[T ] ?\d{1,2}:[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?: ?[AP]M)?", re.I | re.ASCII)
_FIRST_YEAR = 1850


@lru_cache(maxsize=65_536)
def parse_day(text: str) -> str | None:
    """The ISO day that a text states, or None."""
    for form in _FORMS:
        if found := form.match(text):
            rest = text[found.end() :]
            if rest and not _MIDNIGHT.fullmatch(rest) and not _HOUR.fullmatch(rest):
                return None
            return _day(found["y"], found["m"], found["d"])
    return None


@lru_cache(maxsize=65_536)
def tells_an_hour(text: str) -> bool:
    """Whether a text that states a day also states a time of it, other than midnight."""
    at = text.find(":")
    return at > 0 and _MIDNIGHT.search(text[max(0, at - 4) :]) is None


def _day(year: str, month: str, day: str) -> str | None:
    number = int(month) if month.isdigit() else _NUMBERS.get(month.lower(), 0)
    if int(year) < _FIRST_YEAR:
        return None
    try:
        return date(int(year), number, int(day)).isoformat()
    except ValueError:
        return None
