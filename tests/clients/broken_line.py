"""A server whose lines break: it answers as it is told, byte by byte, and hangs up."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

Answer = Callable[["Line"], None]

ME: Final = {
    "tier": "public",
    "label": None,
    "agencies": [],
    "person": None,
    "scopes": [],
    "limits": {},
    "notices": [],
}
"""What `/v1/me` answers to anyone, but for the limits."""


class Line(BaseHTTPRequestHandler):
    """One connection; what is answered is up to the test."""

    protocol_version = "HTTP/1.1"
    server: "Broken"

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.answers(self)

    do_POST = do_GET

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing."""

    def whole(self, body: bytes, kind: str = "application/json", **headers: str) -> None:
        """A whole answer, with its length."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def chunked(self, *chunks: bytes, ended: bool) -> None:
        """An answer in chunks, as the directory streams, to its end or not."""
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for chunk in chunks:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        if ended:
            self.wfile.write(b"0\r\n\r\n")
        self.close_connection = True

    def unframed(self, body: bytes) -> None:
        """An answer of which nothing says how long it is."""
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True


class Broken(ThreadingHTTPServer):
    """Where the line ends; `asked` has what was asked, in order."""

    daemon_threads = True

    def __init__(self, answers: Answer) -> None:
        super().__init__(("127.0.0.1", 0), Line)
        self.answers = answers
        self.asked: list[str] = []

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def of(self, path: str) -> list[str]:
        """What was asked at a path."""
        return [asked for asked in self.asked if asked.partition("?")[0] == path]


@contextmanager
def broken_line(answers: Answer) -> Iterator[Broken]:
    """A server that answers so."""
    server = Broken(answers)
    running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    running.start()
    try:
        yield server
    finally:
        server.shutdown()
        running.join()
        server.server_close()
