"""Downloading as steps: a stream that is whole, or begins again from nothing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from officer_directory_client import _proving, _reading
from officer_directory_client._core import Core, Question
from officer_directory_client._parts import Part
from officer_directory_client._progress import Progress, Tell, is_shown
from officer_directory_client._reading import Listing
from officer_directory_client._steps import Answer, Do, Steps, Wait
from officer_directory_client.downloads import Download, Piece, receipt_path
from officer_directory_client.errors import (
    DirectoryError,
    NoAnswerError,
    ProblemError,
    TruncatedError,
)

ACCEPTED: Final = {"csv": "text/csv", "ndjson": "application/x-ndjson"}
_RECEIPT: Final = "disclosure-receipt"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A list as a file."""

    target: Path
    listing: Listing[Any]
    form: str
    count: bool

    def question(self) -> Question:
        """What is asked: in the order of `id`, unless another order is wanted."""
        query = {"sort": "id", **self.listing.query}
        path = f"{self.listing.path}.{self.form}"
        return Question("GET", path, query, accept=ACCEPTED[self.form])


def wanted(path: str | Path, listing: Listing[Any], form: str, progress: Progress) -> Wanted:
    """A list as a file.

    Raises:
        ValueError: there is no such format.
    """
    if form not in ACCEPTED:
        raise ValueError("A download is csv or ndjson.")
    return Wanted(Path(path), listing, form, is_shown(progress))


Downloading = Callable[[Core, Wanted, Tell], Steps[Download]]


def receipted(core: Core, wanted: Wanted, how: Downloading, tell: Tell) -> Steps[Download]:
    """Download, and say beside the file what was asked and given."""
    me = yield from _reading.me(core)
    done = yield from how(core, wanted, tell)
    end = yield from _proving.end_if_told(core, done.disclosure_receipt)
    done = replace(done, closing_receipt=end)
    request = f"GET {core.url_of(wanted.question())}"
    yield Do(lambda: done.write_receipt(request, me.tier))
    return done


def stream(core: Core, wanted: Wanted, tell: Tell) -> Steps[Download]:
    """Stream a list into a file.

    Raises:
        TruncatedError: it broke off each time; nothing is left of it.
    """
    total = (yield from count_of(core, wanted.listing)) if wanted.count else None
    part: Part = yield Do(
        lambda: Part(wanted.target, wanted.form == "csv", lambda rows: tell(rows, total))
    )
    try:
        done = yield from _whole(core, wanted, part)
        yield Do(part.finish)
        return done
    finally:
        part.discard()


def _whole(core: Core, wanted: Wanted, part: Part) -> Steps[Download]:
    question = wanted.question()
    restarts = 0
    while True:
        failure: DirectoryError
        try:
            before = yield from _reading.policy(core)
            began = moment()
            answer: Answer = yield from core.stream(question, part)
            if not part.is_whole:
                raise TruncatedError("The answer ends within a line.")
            ended = moment()
            after = yield from _reading.policy(core)
            if after.policy == before.policy:
                piece = Piece(part.rows, began, ended)
                return _download(wanted, part, before.policy, piece, restarts, answer)
            failure = TruncatedError("Another policy came into force meanwhile.")
        except (NoAnswerError, TruncatedError, ProblemError) as error:
            failure = error
        wait = _wait(core, restarts, failure)
        if wait is None:
            raise failure
        restarts += 1
        yield Do(part.clear)
        yield Wait(wait)


def _wait(core: Core, restarts: int, failure: DirectoryError) -> float | None:
    if isinstance(failure, TruncatedError):
        failure = NoAnswerError()  # of the moment, as no answer is
    return core.patience.wait(restarts + 1, failure)


def _download(
    wanted: Wanted, part: Part, policy: str, piece: Piece, restarts: int, answer: Answer
) -> Download:
    return Download(
        wanted.target,
        receipt_path(wanted.target),
        part.rows,
        part.bytes,
        part.sha256,
        policy,
        (piece,),
        restarts,
        answer.headers.get(_RECEIPT),
    )


def count_of(core: Core, listing: Listing[Any]) -> Steps[int | None]:
    """How many records match, for a bar; None where that is not told."""
    query = {n: v for n, v in listing.query.items() if n not in ("sort", "fields", "limit")}
    try:
        page = yield from listing.page(core, {**query, "limit": 1, "count": True})
    except DirectoryError:
        return None
    return page.count


def moment() -> str:
    """Now, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
