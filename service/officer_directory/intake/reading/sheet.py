"""A CSV file as rows with the lines they begin on: strict, whole, and still text.

The header is matched without case, with spaces as `_`. Rows that are blank throughout
are left out, and so are blank cells past the header; a row with more or fewer cells than the
header is a problem. So is a character that cannot be seen (a control, a direction mark): such
a cell would not be what it looks like.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from officer_directory.intake.problems import Place, Problems
from officer_directory.intake.reading.decoding import decode
from officer_directory.intake.reading.separators import declared, separator

UNSEEN = re.compile(
    "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u2069\ufeff\ufff9-\ufffb\ue000-\uf8ff]"
)
_TITLES = 20
_TOO_MANY = "quote cells that hold a comma"
_TOO_FEW = "give each column a cell, if only a blank one; delete what is no row, such as a total"
_RUN = re.compile(r"[\s_]+")


@dataclass(slots=True)
class Sheet:
    """One file: its header as written and as matched, and its rows."""

    file: str
    written: list[str]
    header: list[str]
    rows: list[tuple[int, list[str]]]
    header_line: int = 1

    def place(self, line: int) -> Place:
        return Place(self.file, line)


def header_name(text: str) -> str:
    """A column's name as it is matched: lower case, `_` for spaces."""
    return _RUN.sub("_", text.strip()).strip("_").lower()


def read_sheet(
    content: bytes,
    file: str,
    problems: Problems,
    delimiter: str = ",",
    known: frozenset[str] = frozenset(),
) -> Sheet | None:
    """The rows of a file, or None when it has no usable header; problems are noted.

    `known` are the names that columns may have: a header below a title is known by them.
    """
    text = decode(content, file, problems)
    if text is None:
        return None
    delimiter = separator(text, delimiter, file, problems)
    rows = list(_rows(text, file, problems, delimiter))
    if rows and declared(rows[0][1][0]):
        del rows[0]
    if not rows:
        problems.add(Place(file, 1), None, "this file is empty", "is it the right one?")
        return None
    if below := _header_below(rows, known):
        wrong = "the header is on this line and not on the first"
        problems.add(Place(file, below), None, wrong, "delete the lines above it")
        return None
    line, written = rows[0]
    sheet = Sheet(file, written, [header_name(cell) for cell in written], rows[1:], line)
    _drop_unnamed(sheet, problems)
    _check_shape(sheet, problems)
    if UNSEEN.search(text):
        _name_unseen(sheet, problems)
    return sheet


def _rows(
    text: str, file: str, problems: Problems, delimiter: str
) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    line = 1
    try:
        for row in reader:
            if any(map(str.strip, row)):
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        remedy = "check the quotes of this row, which begins here"
        problems.add(Place(file, line), None, f"not CSV ({error})", remedy)


def _header_below(rows: list[tuple[int, list[str]]], known: frozenset[str]) -> int | None:
    """The line of the header where it is not the first row, which names no column then."""
    names = (({*map(header_name, row)} & known, line) for line, row in rows[:_TITLES])
    (first, _), *rest = names
    return None if first else next((line for found, line in rest if len(found) > 1), None)


def _drop_unnamed(sheet: Sheet, problems: Problems) -> None:
    """Columns without a name at the end, in the header or past it, are let go where blank."""
    width = len(sheet.header)
    while width and not sheet.header[width - 1]:
        width -= 1
    for line, row in sheet.rows:
        if len(row) <= width:
            continue
        if not any(map(str.strip, row[width:])):
            del row[width:]
        elif len(row) <= len(sheet.header):
            remedy = "name the column in the header, or delete it"
            problems.add(sheet.place(line), None, f"column {width + 1} has no name", remedy)
            del row[width:]
    del sheet.header[width:], sheet.written[width:]


def _check_shape(sheet: Sheet, problems: Problems) -> None:
    width = len(sheet.header)
    for line, row in sheet.rows:
        if len(row) != width:
            wrong = f"{len(row)} cells under a header of {width}"
            remedy = _TOO_MANY if len(row) > width else _TOO_FEW
            problems.add(sheet.place(line), None, wrong, remedy)
    sheet.rows = [(line, row) for line, row in sheet.rows if len(row) == width]


def _name_unseen(sheet: Sheet, problems: Problems) -> None:
    for line, row in [(sheet.header_line, sheet.written), *sheet.rows]:
        for column, cell in zip(sheet.header, row, strict=True):
            if found := UNSEEN.search(cell):
                name = unicodedata.name(found[0], f"U+{ord(found[0]):04X}")
                wrong = f"a character that cannot be seen ({name.lower()})"
                problems.add(sheet.place(line), column, wrong, "delete it")
