"""The records of a page as lines of a file, byte for byte as the directory streams them.

CSV: RFC 4180; unknown is empty, several values are joined by `|`, money has two digits, and a
cell that a spreadsheet would take for a formula has a `'` before it.
"""

import csv
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from officer_directory_client.errors import UnexpectedAnswerError

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\0")
_QUOTED: Final = re.compile('[,"\r\n]')


def columns_of(header: bytes) -> tuple[str, ...]:
    """The columns that the first line of a CSV names.

    Raises:
        UnexpectedAnswerError: it names none.
    """
    first = next(csv.reader(header.decode("utf-8").splitlines()[:1]), [])
    if not first:
        raise UnexpectedAnswerError("A CSV without a header.")
    return tuple(first)


def csv_lines(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> bytes:
    """A line for each record."""
    lines = (",".join(_cell(row.get(name)) for name in columns) + "\r\n" for row in rows)
    return "".join(lines).encode()


def ndjson_lines(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """A line for each record."""
    lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    return "".join(lines).encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, list):
        return _text("|".join(map(str, value)))
    return _text(value) if isinstance(value, str) else str(value)


def _text(text: str) -> str:
    if text.startswith(_FORMULA):
        text = "'" + text
    if _QUOTED.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text
