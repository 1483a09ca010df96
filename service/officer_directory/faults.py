"""What is wrong with a bundle: every fault has a file, a line and the word at fault."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from officer_directory.errors import PolicyError


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    file: str  # relative to the folder of bundles
    line: int  # from 1
    word: str
    problem: str  # a name in braces stands for what the fault is found `of`
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def of(self, **found: str) -> "Fault":
        """The same fault, of a tier, a class, a field: of several of them it is said once."""
        return replace(self, lists=tuple((name, (word,)) for name, word in found.items()))

    def __str__(self) -> str:
        problem = self.problem
        for name, words in self.lists:
            problem = problem.replace(f"{{{name}}}", ", ".join(words))
        return f"{self.file}:{self.line}: '{printable(self.word)}' {problem}"


class BundleRefusedError(PolicyError):
    """The bundle is refused whole; `faults` has every reason found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = said_once(faults)
        super().__init__("\n".join(map(str, self.faults)))


def said_once(faults: Iterable[Fault]) -> list[Fault]:
    """In order; faults that differ in one of their lists alone are one, with the longer list."""
    found = set(faults)
    for name in sorted({name for fault in found for name, _ in fault.lists}):
        alike: dict[Fault, set[str]] = {}
        for fault in found:
            words = dict(fault.lists).get(name, ())
            alike.setdefault(_with(fault, name, ()), set()).update(words)
        found = {_with(fault, name, tuple(sorted(words))) for fault, words in alike.items()}
    return sorted(found)


def _with(fault: Fault, name: str, words: tuple[str, ...]) -> Fault:
    lists = tuple((other, words if other == name else kept) for other, kept in fault.lists)
    return replace(fault, lists=lists)


def refuse(faults: Iterable[Fault]) -> None:
    """Refuse the bundle if there is any fault.

    Raises:
        BundleRefusedError: with all of them, in order of file and line.
    """
    found = list(faults)
    if found:
        raise BundleRefusedError(found)


def unknown(word: str, kind: str, known: Iterable[str]) -> str:
    """The words for something that is not in a closed list, with the nearest that is."""
    near = get_close_matches(word.strip().lower(), list(known), n=1, cutoff=0.6)
    hint = f"; did you mean '{near[0]}'?" if near else ""
    return f"is not a known {kind}{hint}"


def read_strictly(raw: bytes, file: str) -> str:
    """The text of a file of a bundle: UTF-8, whole, without BOM or control characters.

    Raises:
        BundleRefusedError: with the line of the first fault.
    """
    if raw.startswith(b"\xef\xbb\xbf"):
        problem = "is a byte order mark: save the file as UTF-8 without BOM"
        raise BundleRefusedError([Fault(file, 1, "\ufeff", problem)])
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        word = f"\\x{raw[error.start]:02x}"
        raise BundleRefusedError([Fault(file, line, word, "is not UTF-8")]) from error
    text = text.replace("\r\n", "\n")
    refuse(_unfit_text(text, file))
    return text


def printable(word: str) -> str:
    """The word with what cannot be seen spelt out, so that a message shows it."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in word)


def _unfit_text(text: str, file: str) -> Iterable[Fault]:
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        odd = next((c for c in line if not c.isprintable() and c != "\t"), None)
        if odd is not None:
            yield Fault(file, number, odd, "is a character that does not belong in a bundle")
    if not text.strip():
        yield Fault(file, 1, Path(file).name, "is empty: an empty policy is never loaded")
    elif lines[-1]:
        word = lines[-1].split()[-1] if lines[-1].split() else lines[-1]
        yield Fault(file, len(lines), word, "ends the file without a new line: was it cut off?")
