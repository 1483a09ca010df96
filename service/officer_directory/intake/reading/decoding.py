"""Bytes to text: UTF-8 with or without a mark, else Latin-1; never a mixture of both.

Latin-1 is read in the form Windows writes it (code page 1252), in which curly quotes are
characters and not controls. A file that is neither is refused, and so is one in which
most accents are UTF-8 and some are not: reading it either way would garble names.
"""

import re

from officer_directory.intake.problems import Place, Problems

_UTF8_LETTER = re.compile(rb"\xc3[\x80-\xbf]|\xe2\x80[\x80-\xbf]|\xc2\xa0")
"""Accented letters and typographic quotes in UTF-8: as Latin-1 they make no word."""
_ENDS = re.compile(rb"\r\n|\r|\n")
_SAVE = "save it as plain CSV in UTF-8"
_EXCEL = f"{_SAVE} (Excel calls it `CSV UTF-8 (Comma delimited)`)"
_UTF_16 = ("is UTF-16", _EXCEL)
_ARCHIVE = "unpack it, and import the .csv files"
_MARKS = {
    b"\xff\xfe": _UTF_16,
    b"\xfe\xff": _UTF_16,
    b"PK\x03\x04": ("is a spreadsheet or archive", f"{_EXCEL}, or {_ARCHIVE}"),
    b"\xd0\xcf\x11\xe0": ("is an old spreadsheet", _EXCEL),
    b"%PDF": ("is a PDF", "ask for it as CSV; nothing is read from pictures of tables"),
    b"\x1f\x8b": ("is compressed", _ARCHIVE),
}
_END_OF_DOS = b"\x1a"
"""What old programs write at the end of a file."""


def decode(content: bytes, file: str, problems: Problems) -> str | None:
    """The text of a file, or None with the problem noted."""
    start = Place(file, 1)
    if mark := next((what for mark, what in _MARKS.items() if content.startswith(mark)), None):
        problems.add(start, None, f"this file {mark[0]}", mark[1])
        return None
    if b"\0" in content[:2]:
        problems.add(start, None, f"this file {_UTF_16[0]}", _UTF_16[1])
        return None
    if (nul := content.find(b"\0")) >= 0:
        line = len(_ENDS.findall(content[:nul])) + 1
        problems.add(Place(file, line), None, "a NUL byte", _SAVE)
        return None
    content = content.rstrip(_END_OF_DOS)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _latin(content, file, problems)


def _latin(content: bytes, file: str, problems: Problems) -> str | None:
    if content.startswith(b"\xef\xbb\xbf") or _UTF8_LETTER.search(content):
        for number, line in enumerate(_ENDS.split(content), 1):
            if not _is_utf8(line):
                place = Place(file, number)
                problems.add(place, None, "bytes that are not UTF-8 in a file that is", _SAVE)
        return None
    problems.note(f"{file} is not UTF-8: it was read as Latin-1 (Windows-1252).")
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
