"""Streams: a bounded share of threads, and of those who may have one at the same time.

What is not a stream has threads and readers of its own, so that it never waits for one.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any, Final

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from officer_directory.disclosure.given import Chunk
from officer_directory.errors import NotAnsweredError

MOST_AT_ONCE: Final = 16


class Streams:
    """The streams of one process; used on its event loop alone."""

    def __init__(self, threads: ThreadPoolExecutor) -> None:
        self._threads = threads
        self._at_once = 0

    def begin(self) -> None:
        """Take a place, to be given back by `end`.

        Raises:
            NotAnsweredError: as many as may be are under way.
        """
        if self._at_once >= MOST_AT_ONCE:
            raise NotAnsweredError("Too many streams are under way; ask again in a moment.")
        self._at_once += 1

    def end(self) -> None:
        self._at_once -= 1

    async def next_of(self, chunks: Iterator[Chunk]) -> Chunk | None:
        """The next chunk, read off the event loop; None after the last."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, next, chunks, None)


class Streamed(StreamingResponse):
    """A stream, of which `ended` is called once, however it ends: by a client who leaves, too."""

    def __init__(
        self,
        chunks: AsyncIterator[bytes],
        headers: list[tuple[bytes, bytes]],
        ended: Callable[[], None],
    ) -> None:
        super().__init__(chunks)
        self.raw_headers = headers
        self._ended = ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._ended()


class Told:
    """What was sent of a stream: chunks that were handed to the connection, whole."""

    def __init__(self, header: bytes, name: str | None) -> None:
        self.name = name
        self._digest = sha256(header)
        self._lines = 0
        self.finished = False

    def add(self, chunk: bytes) -> None:
        self._digest.update(chunk)
        self._lines += chunk.count(b"\n")

    @property
    def so_far(self) -> dict[str, Any]:
        return {"closes": self.name, "lines": self._lines, "digest": self._digest.hexdigest()}
