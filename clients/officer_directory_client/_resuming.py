"""Downloading by pages, so that what was broken off can go on where it was.

A stream of the directory has no name by which its rest could be asked for; a page has a
cursor. Pages in the order of `id` see what a stream in that order sees: a record once at
most, and each one that was there all the time. The cursor is of one policy, and when another
comes into force all of it begins again. The lines are written here as the stream has them;
the header of a CSV is the directory's.
"""

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from officer_directory_client import _reading
from officer_directory_client._answers import json_object
from officer_directory_client._core import Core, Question
from officer_directory_client._downloading import Wanted, count_of, moment
from officer_directory_client._parts import hashed
from officer_directory_client._progress import Tell
from officer_directory_client._steps import Do, Steps
from officer_directory_client.downloads import Download, Piece, receipt_path, replace_text
from officer_directory_client.errors import CursorExpiredError
from officer_directory_client.lines import columns_of, csv_lines, ndjson_lines
from officer_directory_client.records import Page, page_of

_PAGE: Final = 500


@dataclass(slots=True)
class _State:
    """How far a file has come, kept beside it; it names no credential."""

    request: str
    after: str | None = None
    policy: str = ""
    rows: int = 0
    bytes: int = 0
    sha256: str = hashlib.sha256().hexdigest()
    pieces: list[dict[str, Any]] = field(default_factory=list)
    columns: list[str] | None = None  # of a CSV whose header is written


class _Kept:
    """The unfinished file and how far it has come; both stay when the program ends."""

    def __init__(self, target: Path, request: str) -> None:
        self.part = target.with_name(f".{target.name}.part")
        self._note = target.with_name(f".{target.name}.part.json")
        self._target = target
        self.state = self._read(request) or _State(request)
        self.restarts = 0
        self._policy = self.state.policy

    def _read(self, request: str) -> _State | None:
        """What was noted, if it is of the same request and the file is as it was."""
        try:
            state = _State(**json.loads(self._note.read_text()))
        except (OSError, ValueError, TypeError):
            return None
        if state.request != request or not self.part.is_file():
            return None
        return state if hashed(self.part, state.bytes).hexdigest() == state.sha256 else None

    @property
    def is_whole(self) -> bool:
        """Whether the last page has come."""
        return bool(self.state.policy) and self.state.after is None

    def is_of_another_policy(self, page: Page[Any]) -> bool:
        """Whether a page came under another policy than the header of its table."""
        return self.state.columns is not None and page.policy != self._policy

    def open(self) -> None:
        """Cut off what is beyond what was noted, and begin a piece."""
        descriptor = os.open(self.part, os.O_RDWR | os.O_CREAT, 0o666)
        os.truncate(descriptor, self.state.bytes)
        os.close(descriptor)
        self._digest = hashed(self.part)
        now = moment()
        self.state.pieces.append(asdict(Piece(0, now, now)))

    def begin_again(self) -> None:
        """Begin with nothing."""
        self.state = _State(self.state.request)
        self.restarts += 1
        self.open()

    def add(self, page: Page[Any], lines: bytes) -> None:
        """Add the lines of a page to the file, and then note how far it is."""
        state, piece = self.state, self.state.pieces[-1]
        state.after, state.policy = page.next, page.policy
        state.rows += len(page.records)
        piece["rows"] += len(page.records)
        piece["ended_at"] = moment()
        self._append(lines)
        replace_text(self._note, json.dumps(asdict(state)))

    def begin_table(self, header: bytes, policy: str) -> None:
        """Write the header of a CSV, under whose policy all pages have to come."""
        self.state.columns, self._policy = list(columns_of(header)), policy
        self._append(header)

    def _append(self, lines: bytes) -> None:
        with self.part.open("ab") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
        self.state.bytes += len(lines)
        self._digest.update(lines)
        self.state.sha256 = self._digest.hexdigest()

    def finish(self) -> Download:
        """Become the target."""
        self.part.replace(self._target)
        self._note.unlink(missing_ok=True)
        state = self.state
        return Download(
            self._target,
            receipt_path(self._target),
            state.rows,
            state.bytes,
            state.sha256,
            state.policy,
            tuple(Piece(**piece) for piece in state.pieces if piece["rows"] or not state.rows),
            self.restarts,
        )


def by_pages(core: Core, wanted: Wanted, tell: Tell) -> Steps[Download]:
    """Download by pages; what has come is kept if it breaks off, and gone on with next time.

    Raises:
        ValueError: another order or a limit is asked for.
    """
    query = wanted.listing.query
    if "sort" in query or "limit" in query:
        raise ValueError("What can be resumed is in the order of id, without a limit.")
    total = (yield from count_of(core, wanted.listing)) if wanted.count else None
    request = f"GET {core.url_of(wanted.question())}"
    kept: _Kept = yield Do(lambda: _Kept(wanted.target, request))
    yield Do(kept.open)
    while not kept.is_whole:
        if wanted.form == "csv" and kept.state.columns is None:
            yield from _begin_table(core, wanted, kept)
        try:
            page, rows = yield from _page(core, wanted, kept.state.after)
        except CursorExpiredError:
            yield Do(kept.begin_again)
            continue
        if kept.is_of_another_policy(page):
            yield Do(kept.begin_again)
            continue
        columns = kept.state.columns
        lines = ndjson_lines(rows) if columns is None else csv_lines(columns, rows)
        yield Do(partial(kept.add, page, lines))
        tell(kept.state.rows, total)
    done: Download = yield Do(kept.finish)
    return done


def _begin_table(core: Core, wanted: Wanted, kept: _Kept) -> Steps[None]:
    """Write the header that the directory gives: one record is the least that it comes with."""
    policy = yield from _reading.policy(core)
    question = wanted.question()
    first = yield from core.ask(replace(question, query={**question.query, "limit": 1}))
    header = first.body[: first.body.find(b"\n") + 1]
    yield Do(lambda: kept.begin_table(header, policy.policy))


def _page(
    core: Core, wanted: Wanted, after: str | None
) -> Steps[tuple[Page[Any], list[dict[str, Any]]]]:
    """A page, and its records as they came."""
    query = {**wanted.listing.query, "sort": "id", "limit": _PAGE}
    if after is not None:
        query["after"] = after
    answer = yield from core.ask(Question("GET", wanted.listing.path, query))
    envelope = json_object(answer.body)
    page = page_of(envelope, wanted.listing.listed, wanted.listing.kind)
    return page, envelope[wanted.listing.listed]
