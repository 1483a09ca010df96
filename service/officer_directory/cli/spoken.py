"""How the command line says things: answers on standard output, the rest on standard error."""

import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from officer_directory.store.columns import FOREVER


def answer(text: str) -> None:
    """What a script reads: alone on standard output."""
    print(text)


def note(text: str) -> None:
    """What a person reads, on standard error."""
    print(text, file=sys.stderr)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Columns parted by tabs, with a heading: for a person and for `cut` alike."""
    print("\t".join(headings))
    for row in rows:
        print("\t".join(_cell(value) for value in row))


def instant(seconds: int | None) -> str:
    """An instant in UTC; a blank where there is none, or no end."""
    if seconds is None or seconds >= FOREVER:
        return ""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return "".join(c if c.isprintable() else " " for c in text)
