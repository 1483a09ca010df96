"""What a personnel system may state of an officer, and how its values are written.

A value is text, a number, true or false, or `null` for what is not known. What is not named
is not stated, and stays as it is. A day is ISO and an amount plain digits: a program writes
them, so that nothing is read that could have been meant otherwise. Nothing else can be written:
no class, mark, photo, person or id is in these tables.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from officer_directory.errors import FieldsRefusedError
from officer_directory.intake.cells import parse_money, parse_year
from officer_directory.intake.days import parse_day
from officer_directory.intake.lengths import LONGEST
from officer_directory.intake.reading.sheet import UNSEEN

_CONTROL = re.compile(r"[\x00\t\n\r]")
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DIGITS = re.compile(r"-?\d{1,9}(\.\d{1,2})?", re.ASCII)
STATUSES: Final = ("active", "separated")

Stated = dict[str, Any]
"""Column → value, for the columns that are stated."""


class Says(Enum):
    """What the value of a field is."""

    TEXT = "text"
    STATUS = "status"
    DAY = "day"
    YEAR = "year"
    MONEY = "money"
    FLAG = "flag"


def _fields(texts: str, **others: Says) -> dict[str, Says]:
    return dict.fromkeys(texts.split(), Says.TEXT) | others


OFFICER: Final[Mapping[str, Says]] = _fields(
    "uid first_name middle_name last_name suffix badge_number rank status_detail"
    " separation_reason race gender certification_action hr_id",
    status=Says.STATUS,
    hire_date=Says.DAY,
    separation_date=Says.DAY,
    birth_year=Says.YEAR,
)

PLACED: Final[Mapping[str, Says]] = _fields("unit bureau", start_date=Says.DAY)
"""What may be stated with an officer of the assignment to a unit."""


@dataclass(frozen=True, slots=True)
class FactWords:
    """The fields of a kind of fact; `key` are those by which an officer's one is known."""

    key: Mapping[str, Says]
    more: Mapping[str, Says]
    needed: str | None = None
    span: tuple[str, str] | None = None

    @property
    def all(self) -> Mapping[str, Says]:
        return {**self.key, **self.more}


FACTS: Final[Mapping[str, FactWords]] = {
    "assignment": FactWords(
        _fields("unit", start_date=Says.DAY),
        _fields("bureau title badge_number", end_date=Says.DAY),
        span=("start_date", "end_date"),
    ),
    "employment": FactWords(
        _fields("employer", start_date=Says.DAY),
        _fields("rank status_detail separation_reason", end_date=Says.DAY, status=Says.STATUS),
        needed="employer",
        span=("start_date", "end_date"),
    ),
    "rank": FactWords(_fields("rank", start_date=Says.DAY), _fields("badge_number"), needed="rank"),
    "salary": FactWords(
        {"year": Says.YEAR, "is_fiscal_year": Says.FLAG},
        dict.fromkeys(("base_pay", "overtime_pay", "total_pay"), Says.MONEY),
        needed="year",
    ),
}


def read(stated: Mapping[str, Any], words: Mapping[str, Says]) -> Stated:
    """The stated values as columns hold them.

    Raises:
        FieldsRefusedError: what is wrong, by field; a name that is not known is not repeated.
    """
    wrong: dict[str, str] = {}
    values: Stated = {}
    for name, value in stated.items():
        if name not in words:
            wrong["*"] = "a field that is not written here"
        elif (parsed := _READ[words[name]](value)) is _NOT:
            wrong[name] = WRONG[words[name]]
        else:
            values[name] = parsed
    if wrong:
        raise FieldsRefusedError(wrong)
    return values


def in_order(values: Mapping[str, Any], start: str, end: str) -> None:
    """Raises FieldsRefusedError where the second day comes before the first."""
    first, last = values.get(start), values.get(end)
    if first and last and last < first:
        raise FieldsRefusedError({end: f"comes before {start}"})


_NOT: Final = object()


def _text(value: Any) -> Any:
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > LONGEST:
        return _NOT
    if UNSEEN.search(value) or _CONTROL.search(value):
        return _NOT
    return value.strip() or _NOT


def _status(value: Any) -> Any:
    return value if value is None or value in STATUSES else _NOT


def _day(value: Any) -> Any:
    if value is None:
        return None
    if not isinstance(value, str) or not _ISO_DAY.fullmatch(value):
        return _NOT
    return parse_day(value) or _NOT


def _year(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        return _NOT
    return parse_year(str(value)) or _NOT


def _money(value: Any) -> Any:
    """Dollars, as a number or as text of digits, which keeps every cent; whole cents."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return _NOT
    if isinstance(value, str) and not _DIGITS.fullmatch(value):
        return _NOT
    cents = parse_money(str(value))
    return _NOT if cents is None else cents


def _flag(value: Any) -> Any:
    return value if value is None or isinstance(value, bool) else _NOT


_READ: Final[Mapping[Says, Callable[[Any], Any]]] = {
    Says.TEXT: _text,
    Says.STATUS: _status,
    Says.DAY: _day,
    Says.YEAR: _year,
    Says.MONEY: _money,
    Says.FLAG: _flag,
}
WRONG: Final[Mapping[Says, str]] = {
    Says.TEXT: f"is not text of 1 to {LONGEST} visible characters",
    Says.STATUS: "is neither active nor separated; what kind of leave it is goes in status_detail",
    Says.DAY: "is not a day: write YYYY-MM-DD, or null if it is not known",
    Says.YEAR: "is not a year of four digits",
    Says.MONEY: (
        'is not an amount of dollars: write 1200.5 or "1200.50", digits with at most two decimals'
    ),
    Says.FLAG: "is neither true nor false",
}
