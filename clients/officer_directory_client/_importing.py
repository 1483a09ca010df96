"""Importing files as steps: sent once, then looked at until it has ended."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from officer_directory_client._addresses import path_of
from officer_directory_client._answers import json_object
from officer_directory_client._core import Core, Question
from officer_directory_client._progress import Tell
from officer_directory_client._steps import Do, Steps, Wait
from officer_directory_client._writing import idempotency_header
from officer_directory_client.errors import DirectoryError, UnexpectedAnswerError

_NAMES: Final = {"id", "agency", "format", "dry_run", "state"}
_ENDED: Final = ("done", "refused", "lost")
_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_ .-]{0,95}\.csv")
_LOST_BEFORE_GIVING_UP: Final = 3

Files = bytes | str | Path | Sequence[str | Path] | Mapping[str, bytes]
"""What is imported: the bytes of a CSV, its path, a folder of CSVs, several paths, or the bytes
of several by name."""


@dataclass(frozen=True, slots=True)
class Import:
    """An import as it ended: `report` is what it did, or with `dry_run` would do.

    `asked_at` and `ended_at` are by the clock of the directory (ISO 8601, UTC), so that it is
    known when a request with the same key was carried out earlier.
    """

    id: str
    agency: str
    format: str
    dry_run: bool
    state: str
    report: Mapping[str, Any]
    asked_at: str | None = None
    ended_at: str | None = None


class ImportRefusedError(DirectoryError):
    """Nothing was imported. `problems`: what is wrong, line by line; `ended` has the report.

    `refusal` is the rule that forbids it, where nothing is wrong with the lines.
    """

    def __init__(self, ended: Import) -> None:
        self.ended = ended
        self.problems: tuple[str, ...] = tuple(map(str, ended.report.get("problems", ())))
        self.refusal: str | None = ended.report.get("refusal")
        said = "; ".join(self.problems[:5]) or self.refusal or ended.state
        super().__init__(f"Nothing was imported: {said}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How files are to be imported."""

    format: str
    agency: str | None
    dry_run: bool
    full: bool
    allow_removal: float | None
    idempotency_key: str | None

    @property
    def query(self) -> dict[str, Any]:
        said = {"agency": self.agency, "allow_removal": self.allow_removal}
        flags = {"dry_run": self.dry_run, "full": self.full}
        told = {k: v for k, v in {**said, **flags}.items() if v not in (None, False)}
        return {"format": self.format, **told}


def import_roster(
    core: Core, files: Files, wanted: Wanted, tell: Tell, poll_s: float
) -> Steps[Import]:
    """Import, and wait until it has ended.

    Raises:
        ImportRefusedError: it was refused whole, or lost again and again.
    """
    content_type, body = yield Do(lambda: _packed(files))
    key = idempotency_header(wanted.idempotency_key)
    headers = {"Content-Type": content_type, "Idempotency-Key": key}
    question = Question("POST", "/v1/imports", wanted.query, headers, body)
    for _ in range(_LOST_BEFORE_GIVING_UP):
        ended = yield from _carried_out(core, question, tell, poll_s)
        if ended.state == "done":
            return ended
        if ended.state == "refused":
            break  # else it was lost: nothing was done, and the same request carries it out
    raise ImportRefusedError(ended)


def _carried_out(core: Core, question: Question, tell: Tell, poll_s: float) -> Steps[Import]:
    answer = yield from core.ask(question)
    told = _import_in(json_object(answer.body))
    while told["state"] not in _ENDED:
        progress = told.get("progress") or {}
        tell(progress.get("done", 0), progress.get("total") or None)
        yield Wait(poll_s)
        told = _import_in((yield from core.read(path_of("imports", told["id"]))))
    named = {name: told[name] for name in _NAMES}
    moments = {name: told.get(name) for name in ("asked_at", "ended_at")}
    return Import(**named | moments, report=told.get("report") or {})


def _import_in(envelope: Mapping[str, Any]) -> dict[str, Any]:
    found = envelope.get("import")
    if not isinstance(found, dict) or not found.keys() >= _NAMES:
        raise UnexpectedAnswerError("An answer without an import.")
    return found


def _packed(files: Files) -> tuple[str, bytes]:
    """The type and the bytes of a body: one file as CSV, several as a form."""
    if isinstance(files, bytes):
        return "text/csv", files
    named = dict(files) if isinstance(files, Mapping) else _read(files)
    if not named:
        raise ValueError("There is no CSV to import.")
    if len(named) == 1:
        return "text/csv", next(iter(named.values()))
    boundary = uuid4().hex
    parts = [_part(boundary, name, content) for name, content in named.items()]
    body = b"".join([*parts, f"--{boundary}--\r\n".encode()])
    return f"multipart/form-data; boundary={boundary}", body


def _read(files: str | Path | Sequence[str | Path]) -> dict[str, bytes]:
    """The bytes of files by name.

    Raises:
        ValueError: two of them have one name.
    """
    paths = [Path(files)] if isinstance(files, str | Path) else [Path(file) for file in files]
    if len(paths) == 1 and paths[0].is_dir():
        paths = sorted(paths[0].glob("*.csv"))
    if len({path.name for path in paths}) < len(paths):
        raise ValueError("Two of the files have the same name.")
    return {path.name: path.read_bytes() for path in paths}


def check_name(name: str) -> None:
    """Raises ValueError where a file of several cannot be sent under a name."""
    if not _NAME.fullmatch(name):
        raise ValueError("A file of several is named with letters, digits and .csv at its end.")


def _part(boundary: str, name: str, content: bytes) -> bytes:
    check_name(name)
    head = (
        f"--{boundary}\r\n"
        f'Content-Disposition: form-data; name="{name.removesuffix(".csv")}"; filename="{name}"\r\n'
        "Content-Type: text/csv\r\n\r\n"
    )
    return head.encode() + content + b"\r\n"
