"""What is wrong with a file, collected so that one run tells of everything.

A problem reads `file:line: column: what is wrong: what to do`. Notes are things worth
knowing that do not stop an import.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from officer_directory.errors import IntakeError

_SHOWN = 200


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
    notes: dict[str, None] = field(default_factory=dict)  # in order, each once

    def add(self, place: Place, column: str | None, wrong: str, remedy: str) -> None:
        named = f"{column}: " if column else ""
        self.found.append((place, f"{place}: {named}{wrong}: {remedy}"))

    def note(self, text: str) -> None:
        self.notes[text] = None

    def lines(self) -> list[str]:
        """The problems in the order of the files, the first of them when there are many."""
        ordered = [text for _, text in sorted(self.found, key=lambda problem: problem[0])]
        rest = len(ordered) - _SHOWN
        return [*ordered[:_SHOWN], f"… and {rest} more like these."] if rest > 0 else ordered

    def stop_if_any(self) -> None:
        """Raises IntakeError with a line for each problem, if there are any."""
        if self.found:
            raise IntakeError(self.lines())
