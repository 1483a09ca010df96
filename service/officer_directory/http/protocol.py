"""How requests are received: uvicorn's protocol, with a cap on headers and a deadline.

A request line with headers is at most 16 KB and, with its body, complete within 10 seconds
of its first byte (files that are sent may take longer, `http.receiving`); it names one host
and a path of this service (RFC 9112, 3.2.1). Whoever does not keep to that is answered with
a problem document and the connection is closed.
"""

import re
from asyncio import TimerHandle
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from officer_directory.http.problems import MEDIA_TYPE, NOT_ANSWERED, Problem
from officer_directory.http.receiving import receipt_of

MOST_HEADER_BYTES: Final = 16_384

_MALFORMED = Problem("malformed-request", 400, "Malformed request", "It is not well formed HTTP.")
_OTHER_VERSION = Problem(
    "http-version-not-supported", 505, "HTTP version not supported", "HTTP/1.1 is spoken here."
)
_TOO_MUCH = Problem("headers-too-large", 431, "Headers too large", "Send fewer, shorter headers.")
_TOO_SLOW = Problem("too-slow", 408, "Too slow", "The request did not arrive whole in time.")

# What may stand in a path and a query (RFC 3986, 3.3 and 3.4), a little widened: no fragment.
_TARGET = re.compile(rb"/[!\"$-~]*")
_VERSIONS = ("1.0", "1.1")


class Protocol(HttpToolsProtocol):
    """One connection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Above this many connections or requests at once, the next is told to come later.
        self._most_at_once, self.limit_concurrency = self.limit_concurrency, None
        self._header_bytes = 0
        self._receiving = False  # between the first byte of a request and its last
        self._in_headers = False
        self._deadline: TimerHandle | None = None
        self._refused = False

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        if self._in_headers or not self._receiving:
            self._header_bytes += len(data)
        super().data_received(data)
        if self._in_headers and self._header_bytes > MOST_HEADER_BYTES:
            self._refuse(_TOO_MUCH)
        elif self._receiving and self._deadline is None:
            seconds = receipt_of(b"" if self._in_headers else self.url).seconds
            self._deadline = self.loop.call_later(seconds, self._too_slow)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._receiving = self._in_headers = True

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._in_headers:  # a trailer is no header (RFC 9110, 6.5.1)
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_headers = False
        size = len(self.url) + sum(len(n) + len(v) + 4 for n, v in self.headers)
        self._header_bytes = 0
        if size > MOST_HEADER_BYTES:
            self._refuse(_TOO_MUCH)
        elif self.parser.get_http_version() not in _VERSIONS:
            self._refuse(_OTHER_VERSION)
        elif not self._is_plain():
            self._refuse(_MALFORMED)
        elif self._is_too_much():
            self._refuse(NOT_ANSWERED)
        if not self._refused:
            self._take_longer()
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if not self._refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        self._receiving = False
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        if not self._refused:
            super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        super().connection_lost(exc)

    def send_400_response(self, _msg: str) -> None:
        self._refuse(_MALFORMED)

    def _is_plain(self) -> bool:
        """An origin-form target, exactly one host, and one way to tell the body's length."""
        names = [name for name, _ in self.headers]
        framed = names.count(b"content-length") + names.count(b"transfer-encoding")
        plain = _TARGET.fullmatch(self.url) is not None
        return plain and names.count(b"host") == 1 and framed <= 1

    def _is_too_much(self) -> bool:
        most = self._most_at_once
        return most is not None and max(len(self.connections), len(self.tasks)) > most

    def _take_longer(self) -> None:
        """Files may take longer than a deadline that was set while headers came in."""
        seconds = receipt_of(self.url).seconds
        if self._deadline is not None and seconds > receipt_of(b"").seconds:
            self._deadline.cancel()
            self._deadline = self.loop.call_later(seconds, self._too_slow)

    def _too_slow(self) -> None:
        self._deadline = None
        if self.cycle is None or self.cycle.response_complete or self._in_headers:
            self._refuse(_TOO_SLOW)
        else:
            self.transport.abort()

    def _refuse(self, problem: Problem) -> None:
        if self._refused or self.transport.is_closing():
            return
        self._refused = True
        head = [
            STATUS_LINE[problem.status],
            *(f"{name}: {value}\r\n".encode() for name, value in problem.headers.items()),
            f"content-type: {MEDIA_TYPE}\r\ncontent-length: {len(problem.body)}\r\n".encode(),
            b"cache-control: no-store\r\nconnection: close\r\n\r\n",
        ]
        if self._may_answer():
            self.transport.write(b"".join([*head, problem.body]))
        self.transport.close()

    def _may_answer(self) -> bool:
        """Whether this request has no answer yet, and none before it is under way.

        Whoever waits for the rest of its body is told that there is none.
        """
        if self.cycle is None:
            return True
        if self._in_headers or not self._receiving:  # of the next one
            return self.cycle.response_complete
        if self.cycle.response_started or self.pipeline:
            return False
        self.cycle.disconnected = True
        self.cycle.message_event.set()
        return True
