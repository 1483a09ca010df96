"""What the core asks a shell to do: send, stream, wait, work with files.

Everything the client decides is in generators of steps, which know no socket and no clock.
A shell runs them, and raises a failed step inside the generator: `_sync` and `_async`.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, finished; neither its headers nor its body are shown."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer; the names of headers in small letters. Empty where it was streamed."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(default=b"", repr=False)


class Sink(Protocol):
    """Where the body of an answer with status 200 goes, chunk by chunk."""

    def write(self, chunk: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class Send:
    """Send a request, and give its answer. Raises NoAnswerError."""

    request: Request


@dataclass(frozen=True, slots=True)
class Stream:
    """The same, with the body of a 200 written into a sink.

    Raises NoAnswerError before the first byte of the body, TruncatedError after it.
    """

    request: Request
    sink: Sink


@dataclass(frozen=True, slots=True)
class Wait:
    """Wait for some seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Do:
    """Work that may block, as files do, and give what it returns."""

    work: Callable[[], Any]


Step = Send | Stream | Wait | Do
Steps = Generator[Step, Any, T]
