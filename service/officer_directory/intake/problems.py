"""What is wrong with a file, collected so that one run tells of everything.

A problem reads `file:line: column: what is wrong: what to do`. Notes are things worth
knowing that do not stop an import. What is so of thousands of rows is told of the first of
them and counted, so that it hides nothing else.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from officer_directory.errors import IntakeError

_SHOWN = 200
_ALIKE = 3


class Place(NamedTuple):
    """Where a fact stands: a file's name, and the line on which its row begins."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(slots=True)
class Problems:
    """Everything wrong so far; `stop_if_any` raises it as one error."""

    found: list[tuple[Place, str]] = field(default_factory=list)
    _noted: dict[tuple[str, str], dict[Place | None, None]] = field(default_factory=dict)

    def add(self, place: Place, column: str | None, wrong: str, remedy: str) -> None:
        named = f"{column}: " if column else ""
        self.found.append((place, f"{named}{wrong}: {remedy}"))

    def note(self, text: str, place: Place | None = None) -> None:
        """A note; of one that many rows of a file give, the first is told and all counted."""
        self._noted.setdefault((place.file if place else "", text), {})[place] = None

    @property
    def notes(self) -> list[str]:
        """The notes in the order in which they were first made."""
        return [_noted(text, list(places)) for (_, text), places in self._noted.items()]

    def lines(self) -> list[str]:
        """The problems in the order of the files, the first of them when there are many."""
        ordered = list(dict.fromkeys(sorted(self.found, key=lambda problem: problem[0])))
        alike = Counter((place.file, text) for place, text in ordered)
        seen: Counter[tuple[str, str]] = Counter()
        lines: list[str] = []
        for place, text in ordered:
            seen[place.file, text] += 1
            if seen[place.file, text] <= _ALIKE:
                more = alike[place.file, text] - _ALIKE if seen[place.file, text] == _ALIKE else 0
                lines.append(f"{place}: {text}" + (f" (and {more} more like it)" if more else ""))
        rest = len(lines) - _SHOWN
        return [*lines[:_SHOWN], f"… and {rest} more."] if rest > 0 else lines

    def stop_if_any(self) -> None:
        """Raises IntakeError with a line for each problem, if there are any."""
        if self.found:
            raise IntakeError(self.lines())


def _noted(text: str, places: list[Place | None]) -> str:
    named = f"{places[0]}: {text}" if places[0] else text
    more = len(places) - 1
    return f"{named[:-1]} (and {more} more like it)." if more else named
