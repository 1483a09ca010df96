"""What one cell says: text, a day, a year, money, yes or no; blank is unknown.

Nothing is guessed: two-digit years, rounded money and words that stand for a date are
problems. A word or a year that says *not known* is blank, and that is noted.
"""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from officer_directory.intake.days import parse_day, tells_an_hour
from officer_directory.intake.problems import Place, Problems
from officer_directory.intake.unknown import NO_YEAR, ZERO_DAYS, says_unknown

_WHOLE = re.compile(r"(\d+)(?:\.0+)?", re.ASCII)
_MONEY = re.compile(r"(-?)\$?(-?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d{0,2})0*)?", re.ASCII)
_YES = {"true", "t", "yes", "y", "1", "1.0"}
_NO = {"false", "f", "no", "n", "0", "0.0"}
_FIRST_YEAR = 1850
_MOST_CENTS = 10**14

_Value = TypeVar("_Value")


class Cells:
    """One row's cells by column name; a column the file does not have is blank.

    `written` has the names as the file writes them, for a person who is told of a problem.
    """

    __slots__ = ("_cells", "_written", "place", "problems")

    def __init__(
        self,
        place: Place,
        cells: Mapping[str, str],
        problems: Problems,
        written: Mapping[str, str] | None = None,
    ) -> None:
        self.place = place
        self._cells = cells
        self._written = written or {}
        self.problems = problems

    def text(self, column: str) -> str | None:
        """The cell as recorded, without the spaces around it."""
        return self._cells.get(column, "").strip() or None

    def first(self, *columns: str) -> str | None:
        """The first of these cells that is not blank."""
        return next((text for column in columns if (text := self.text(column))), None)

    def needed(self, column: str) -> str:
        """The cell, or a problem and an empty text where it is blank."""
        if (text := self.text(column)) is None:
            self.wrong(column, "is blank", "fill it in; a row needs one")
            return ""
        return text

    def day(self, column: str, *, of_an_end: bool = False) -> str | None:
        """An ISO day; a blank end says that there is none."""
        none = "there is none" if of_an_end else "it is not known"
        remedy = f"write it as YYYY-MM-DD or MM/DD/YYYY, or leave it blank if {none}"
        day = self._parsed(column, parse_day, "is not a date", remedy, of_an_end=of_an_end)
        if day is None:
            return None
        if tells_an_hour(self.text(column) or ""):
            self._note(column, "the time of day was left out")
        if day in ZERO_DAYS:
            self._note(column, f"{day} is what some systems write for no date: it was kept")
        return None if self._is_none(column, day[:4]) else day

    def year(self, column: str) -> int | None:
        remedy = "write the year with four digits, or leave it blank if it is not known"
        year = self._parsed(column, parse_year, "is not a year", remedy)
        return None if self._is_none(column, str(year)) else year

    def money(self, column: str) -> int | None:
        """Whole cents."""
        remedy = "write dollars with at most two decimals, or leave it blank if not known"
        return self._parsed(column, parse_money, "is not an amount", remedy)

    def flag(self, column: str) -> bool | None:
        return self._parsed(column, parse_flag, "is neither true nor false", "write true or false")

    def listed(self, column: str) -> list[str]:
        """The parts of a cell between `|`, or of a list as Python writes it: `[1, 2]`."""
        text = self.text(column) or ""
        parts = text[1:-1].split(",") if text[:1] == "[" and text[-1:] == "]" else text.split("|")
        return [part.strip() for part in parts if part.strip()]

    def in_order(self, start_column: str, end_column: str) -> tuple[str | None, str | None]:
        """Two days, of which the second may not come before the first."""
        start, end = self.day(start_column), self.day(end_column, of_an_end=True)
        if start and end and end < start:
            earlier = self._written.get(start_column, start_column)
            wrong = f"{end} comes before {earlier} {start}"
            self.wrong(end_column, wrong, "correct one of them, or leave blank what is not known")
        return start, end

    def wrong(self, column: str | None, wrong: str, remedy: str) -> None:
        name = None if column is None else self._written.get(column, column)
        self.problems.add(self.place, name, wrong, remedy)

    def _note(self, column: str, text: str) -> None:
        self.problems.note(f"{self._written.get(column, column)}: {text}.", self.place)

    def _is_none(self, column: str, year: str) -> bool:
        """Whether a year stands for none, which is noted."""
        if found := year == str(NO_YEAR):
            self._note(column, f"the year {NO_YEAR} was read as blank")
        return found

    def _parsed(
        self,
        column: str,
        parse: Callable[[str], _Value | None],
        wrong: str,
        remedy: str,
        *,
        of_an_end: bool = False,
    ) -> _Value | None:
        text = self.text(column)
        if text is None:
            return None
        value = parse(text)
        if value is None and says_unknown(text, of_an_end=of_an_end):
            self._note(column, f"`{text}` was read as blank")
        elif value is None:
            self.wrong(column, f"`{_short(text)}` {wrong}", remedy)
        return value


def parse_year(text: str) -> int | None:
    found = _WHOLE.fullmatch(text)
    year = int(found[1]) if found and len(found[1]) == 4 else 0
    return year if year >= _FIRST_YEAR else None


def parse_money(text: str) -> int | None:
    """Whole cents: `$1,234.5` is 123450; parentheses and a minus sign are negative."""
    inside = text[1:-1] if (bracketed := text[0] == "(" and text[-1] == ")") else text
    found = _MONEY.fullmatch(inside.replace(" ", ""))
    if not found or (found[1] and found[2]) or (bracketed and (found[1] or found[2])):
        return None
    cents = int(found[3].replace(",", "")) * 100 + int((found[4] or "").ljust(2, "0"))
    negative = bracketed or found[1] or found[2]
    return None if cents > _MOST_CENTS else -cents if negative else cents


def parse_flag(text: str) -> bool | None:
    word = text.casefold()
    return True if word in _YES else False if word in _NO else None


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:39]}…"
