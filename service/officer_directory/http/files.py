"""Files that are sent: one as text/csv, or several as multipart/form-data, read strictly.

They are written to an owner-only folder as they come. Nothing of a name that was sent is
used but letters, digits and a few marks; what is not a plain form of CSV files is refused
(RFC 7578, RFC 2046 5.1.1).
"""

import os
import re
from hashlib import sha256
from pathlib import Path
from typing import Final

from officer_directory.http.asked import AskedBy
from officer_directory.http.bodies import media_type
from officer_directory.http.edge import headers_of
from officer_directory.http.problems import MALFORMED, NOT_CSV, ONE_LINE, ProblemError

CSV: Final = "text/csv"
FORM: Final = "multipart/form-data"
MOST_FILES: Final = 10
_FEW_COLUMNS: Final = 3
_TOGETHER: Final = 1 << 20
_BOUNDARY = re.compile(r"""("?)([A-Za-z0-9'()+_,./:=?-]{1,70})\1""")
_CHARSET = re.compile(r"""("?)(?:utf-?8|us-ascii|iso-8859-1|latin-?1)\1""", re.I)
_DISPOSITION = re.compile(
    rb'content-disposition: *form-data; *name="[\w .-]{1,100}"'
    rb'; *filename="([A-Za-z0-9_][\w .-]{0,95}\.csv)"',
    re.I | re.A,
)
_TYPE = re.compile(rb"content-type: *[\w./+-]+((?:; *[\w-]+=[^;]*)*)", re.I | re.A)


async def receive_files(asked: AskedBy, room: Path) -> str:
    """Write what is sent into a folder; a digest of it, the same when it is sent again.

    Raises:
        ProblemError: it is neither CSV nor a form of CSV files.
    """
    sent_as = media_type(asked.scope)
    if sent_as not in (CSV, FORM):
        raise ProblemError(NOT_CSV)
    (told,) = headers_of(asked.scope, b"content-type")
    parameters = _parameters(told.partition(";")[2])
    boundary = _boundary(parameters) if sent_as == FORM else b""
    file = room / "upload.csv"
    await _write(asked, file)
    if sent_as == CSV:
        if await asked.aside(_lost_its_lines, file):
            raise ProblemError(ONE_LINE)
        return await asked.aside(_digest, [file])
    return await asked.aside(_split, file, boundary)


def _parameters(told: str) -> dict[str, str]:
    """The parameters of a media type, each there once; the text is in a charset that is read."""
    found: dict[str, str] = {}
    for parameter in filter(None, map(str.strip, told.split(";"))):
        name, equals, value = parameter.partition("=")
        if not equals or name.casefold() in found:
            raise ProblemError(MALFORMED)
        found[name.casefold()] = value
    if not _CHARSET.fullmatch(found.get("charset", "utf-8")):
        raise ProblemError(NOT_CSV)
    return found


def _boundary(parameters: dict[str, str]) -> bytes:
    found = _BOUNDARY.fullmatch(parameters.get("boundary", ""))
    if found is None:
        raise ProblemError(MALFORMED)
    return found[2].encode()


async def _write(asked: AskedBy, file: Path) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        together = bytearray()
        async for chunk in asked.request.stream():
            together += chunk
            if len(together) >= _TOGETHER:
                await asked.aside(opened.write, bytes(together))
                together.clear()
        await asked.aside(opened.write, bytes(together))


def _lost_its_lines(file: Path) -> bool:
    """Whether a file of several columns has no line end: a header alone, or all in one."""
    separators = 0
    with file.open("rb") as opened:
        while chunk := opened.read(_TOGETHER):
            if b"\n" in chunk or b"\r" in chunk:
                return False
            separators += sum(map(chunk.count, (b",", b";", b"\t", b"|")))
    return separators >= _FEW_COLUMNS


def _split(form: Path, boundary: bytes) -> str:
    """Put each file of a form beside it, and take the form away."""
    parts = _parts(form.read_bytes(), boundary)
    form.unlink()
    files = []
    for name, content in parts:
        file = form.parent / name
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
        files.append(file)
    return _digest(sorted(files))


def _parts(content: bytes, boundary: bytes) -> list[tuple[str, bytes]]:
    """The files of a form by name; nothing may stand before, between or after them."""
    before, *pieces = (b"\r\n" + content).split(b"\r\n--" + boundary)
    if before or not pieces or pieces.pop() not in (b"--", b"--\r\n"):
        raise ProblemError(MALFORMED)
    if not pieces:
        raise ProblemError(NOT_CSV)
    found = [_part(piece) for piece in pieces]
    names = {name.casefold() for name, _ in found}
    if len(names) != len(found) or len(found) > MOST_FILES:
        raise ProblemError(MALFORMED)
    return found


def _part(piece: bytes) -> tuple[str, bytes]:
    head, blank, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    if not piece.startswith(b"\r\n") or not blank:
        raise ProblemError(MALFORMED)
    disposition, *others = head.split(b"\r\n")
    named = _DISPOSITION.fullmatch(disposition)
    types = [_TYPE.fullmatch(other) for other in others]
    if named is None or len(types) > 1 or None in types:
        raise ProblemError(NOT_CSV)
    for one in filter(None, types):
        _parameters(one[1].decode("latin-1"))
    return named[1].decode("ascii"), content


def _digest(files: list[Path]) -> str:
    whole = sha256()
    for file in files:
        with file.open("rb") as opened:
            content = sha256()
            while chunk := opened.read(_TOGETHER):
                content.update(chunk)
        whole.update(f"{file.name} {content.hexdigest()}\n".encode())
    return whole.hexdigest()
