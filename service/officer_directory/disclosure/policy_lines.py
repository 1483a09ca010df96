"""The lines of a policy file, read strictly: nothing is skipped, nothing is guessed.

    p, tier, field, treatment, when, exemption
    g, tier, tier it includes

Casbin's own reader ignores what it does not know, and so turns a misspelt line into a
permission; it is never given a file. Whether the words mean anything is checked in
`policy_words`; here only their number and place.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from officer_directory.faults import Fault

WORDS_OF_P = ("tier", "field", "treatment", "when", "exemption")
WORDS_OF_G = ("tier", "tier it includes")


@dataclass(frozen=True, slots=True)
class Line:
    """A `p` line: every word as written."""

    file: str
    number: int
    tier: str
    field: str
    treatment: str
    when: str
    exemption: str  # `-` for none

    @property
    def words(self) -> tuple[str, ...]:
        return (self.tier, self.field, self.treatment, self.when, self.exemption)

    @property
    def text(self) -> str:
        return "p, " + ", ".join(self.words)

    @property
    def place(self) -> str:
        return f"{self.file}:{self.number}"

    def fault(self, word: str, problem: str) -> Fault:
        return Fault(self.file, self.number, word, problem)


@dataclass(frozen=True, slots=True)
class Include:
    """A `g` line: `tier` sees whatever `included` sees."""

    file: str
    number: int
    tier: str
    included: str

    def fault(self, word: str, problem: str) -> Fault:
        return Fault(self.file, self.number, word, problem)


def parse(text: str, file: str) -> Iterator[Line | Include | Fault]:
    """Every line that says something, or what is wrong with it."""
    for number, raw in enumerate(text.split("\n"), start=1):
        if raw.strip(" \t") and not raw.startswith("#"):
            yield _parse_line(raw, file, number)


def _parse_line(raw: str, file: str, number: int) -> Line | Include | Fault:
    section, *words = (word.strip(" \t") for word in raw.split(","))
    if section not in ("p", "g"):
        return Fault(file, number, section, "is not a section: a line starts with 'p' or 'g'")
    wanted = WORDS_OF_P if section == "p" else WORDS_OF_G
    if len(words) > len(wanted):
        return Fault(file, number, words[len(wanted)], _shape(section, wanted, "too many words"))
    if len(words) < len(wanted):
        last = words[-1] if words else section
        return Fault(file, number, last, _shape(section, wanted, "too few words"))
    if "" in words:
        return Fault(file, number, "", _shape(section, wanted, "an empty word"))
    return Line(file, number, *words) if section == "p" else Include(file, number, *words)


def _shape(section: str, wanted: tuple[str, ...], problem: str) -> str:
    return f"stands in a line with {problem}: write `{section}, {', '.join(wanted)}`"
