"""The witness over HTTP, with the server of the standard library: small, and behind a proxy."""

import re
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from officer_directory_proofs.witness.witnessing import TEXT, NotSignedError, Witness
from officer_directory_proofs.words import plain

MOST_BYTES: Final = 128 * 1024
"""Of a request: 63 hashes and a checkpoint with 16 of the longest signatures are 100,000."""

MOST_AT_ONCE: Final = 32
_PATIENCE_S: Final = 10
_MONITORED: Final = re.compile(r"/([0-9a-f]{64})/checkpoint")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "officer-directory-witness"
    sys_version = ""
    timeout = _PATIENCE_S
    server: "WitnessServer"

    def do_POST(self) -> None:
        """`add-checkpoint`."""
        body = self._body()
        if body is None:
            return
        if self.path != "/add-checkpoint":
            self._answer(HTTPStatus.NOT_FOUND, "There is no such address.\n")
            return
        try:
            self._answer(HTTPStatus.OK, self.server.witness.add(body))
        except NotSignedError as refused:
            self.log_message("%s: %s", int(refused.status), refused.said.strip())
            self._answer(refused.status, refused.said, refused.media_type)
        except OSError as error:
            self.log_message("nothing was kept, so nothing was signed: %s", error)
            self._answer(HTTPStatus.INTERNAL_SERVER_ERROR, "It could not be kept.\n")

    def do_GET(self) -> None:
        """What was signed last of a log, for monitors."""
        asked = _MONITORED.fullmatch(self.path)
        kept = self.server.witness.kept.named(asked[1]) if asked else None
        if kept is None:
            self._answer(HTTPStatus.NOT_FOUND, "There is no such address.\n")
        else:
            self._answer(HTTPStatus.OK, kept.decode())

    def _body(self) -> bytes | None:
        """All of it, or None once it was refused: then the connection ends."""
        length = self.headers.get("Content-Length", "")
        if "Transfer-Encoding" in self.headers or not re.fullmatch(r"[0-9]{1,9}", length):
            self._refuse(HTTPStatus.LENGTH_REQUIRED, "Say how long the request is.\n")
            return None
        if int(length) > MOST_BYTES:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "That is too long.\n")
            return None
        body = self.rfile.read(int(length))
        return body if len(body) == int(length) else None

    def _refuse(self, status: HTTPStatus, said: str) -> None:
        self.close_connection = True
        self._answer(status, said)

    def _answer(self, status: HTTPStatus, said: str, media_type: str = TEXT) -> None:
        body = said.encode()
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *told: Any) -> None:
        """One line on standard error; what others sent cannot write another."""
        print(plain(format % told), file=sys.stderr, flush=True)


class WitnessServer(ThreadingHTTPServer):
    """Answers so many at once, and hangs up on whoever is beyond that."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], witness: Witness) -> None:
        super().__init__(address, _Handler)
        self.witness = witness
        self._places = threading.BoundedSemaphore(MOST_AT_ONCE)

    def process_request(self, request: Any, client_address: Any) -> None:
        """In a thread, while there is a place."""
        if not self._places.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """What the thread does."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, *_: Any) -> None:
        """A connection that broke is no news; anything else is said on one line."""
        error = sys.exception()
        if not isinstance(error, OSError):
            print(f"broke off: {plain(repr(error))}", file=sys.stderr, flush=True)
