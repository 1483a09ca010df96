"""What is asked about exposure: a field or all of them, between two days."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from officer_directory.errors import NotUnderstoodError
from officer_directory.ledger.rollup import DAY

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.A)
_FIRST = "0001-01-01"
_LAST = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Question:
    """A full field name (`officer.rank`), and days `YYYY-MM-DD` in UTC, both included."""

    field: str | None = None
    since: str | None = None
    until: str | None = None

    @classmethod
    def of_days(cls, field: str | None, since: str | None, until: str | None) -> "Question":
        """Raises NotUnderstoodError where a day is none."""
        for day in (since, until):
            if day is not None and not is_day(day):
                raise NotUnderstoodError("A day is written YYYY-MM-DD.")
        return cls(field, since, until)

    @property
    def first(self) -> str:
        return self.since or _FIRST

    @property
    def last(self) -> str:
        return self.until or _LAST

    @property
    def begin(self) -> int:
        """The instant the first day begins."""
        return 0 if self.since is None else _midnight(self.since)

    def end(self, now: int) -> int:
        """The instant the last day ends, or a second from now if that is sooner."""
        return now + 1 if self.until is None else min(_midnight(self.until) + DAY, now + 1)

    @property
    def days(self) -> tuple[int, int]:
        """The days since 1970."""
        last = _midnight(self.last) // DAY
        return self.begin // DAY, last


def is_day(text: str) -> bool:
    """Whether it is a day `YYYY-MM-DD` that there is."""
    try:
        return _DAY.fullmatch(text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _midnight(day: str) -> int:
    return int(datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).timestamp())
