"""Bytes to text: UTF-8 with or without a mark, else Latin-1; never a mixture of both.

Latin-1 is read in the form Windows writes it (code page 1252), in which curly quotes are
characters and not controls. A file that is neither is refused, and so is one in which
most accents are UTF-8 and some are not: reading it either way would garble names.
"""

import re

from officer_directory.intake.problems import Place, Problems

_UTF8_LETTER = re.compile(rb"\xc3[\x80-\xbf]|\xe2\x80[\x80-\xbf]|\xc2\xa0")
"""Accented letters and typographic quotes in UTF-8: as Latin-1 they make no word."""
_MARKS = {
    b"\xff\xfe": "is UTF-16",
    b"\xfe\xff": "is UTF-16",
    b"PK\x03\x04": "is a spreadsheet or archive",
    b"\xd0\xcf\x11\xe0": "is an old spreadsheet",
    b"%PDF": "is a PDF",
    b"\x1f\x8b": "is compressed",
}
_REMEDY = "save it as plain CSV in UTF-8"


def decode(content: bytes, file: str, problems: Problems) -> str | None:
    """The text of a file, or None with the problem noted."""
    start = Place(file, 1)
    for mark, what in _MARKS.items():
        if content.startswith(mark):
            problems.add(start, None, f"this file {what}", _REMEDY)
            return None
    if (nul := content.find(b"\0")) >= 0:
        problems.add(_line_of(content, nul, file), None, "a NUL byte", _REMEDY)
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        first_bad = error.start
    return _latin(content, first_bad, file, problems)


def _latin(content: bytes, first_bad: int, file: str, problems: Problems) -> str | None:
    if content.startswith(b"\xef\xbb\xbf") or _UTF8_LETTER.search(content):
        place = _line_of(content, first_bad, file)
        problems.add(place, None, "bytes that are not UTF-8 in a file that is", _REMEDY)
        return None
    problems.note(f"{file} is not UTF-8: it was read as Latin-1 (Windows-1252).")
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _line_of(content: bytes, position: int, file: str) -> Place:
    return Place(file, content.count(b"\n", 0, position) + 1)
