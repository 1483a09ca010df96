"""The outermost layer: limits of the protocol, and one answer for whatever goes wrong.

Pure ASGI. What passes has one plain address, a known method and host, and a body within
bounds; what leaves carries the request id, and a HEAD has the headers of its GET and no
body. An error that nobody expected becomes a problem document and a line in the log.
"""

import logging
import secrets
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from officer_directory.http import exposed, problems, quota
from officer_directory.http.address import check_path, credential_in
from officer_directory.http.counts import Counts
from officer_directory.http.problems import Problem, ProblemError
from officer_directory.http.receiving import receipt_of

TOO_MANY: Final = problems.QUOTA_EXCEEDED.status
METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
READING: Final = ("GET", "HEAD")
_ENDLESS: Final = 10**16  # a length that is none, or has more digits than any
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
_AS_TYPED: Final = (b"x-content-type-options", b"nosniff")

_log = logging.getLogger(__name__)


class CutOffError(Exception):
    """A stream ends before its end, after its first byte; its connection is closed."""


class Edge:
    """Wraps the application, which answers for the host of `public_url`, and on this machine.

    Without one it answers for addresses in numbers: no name of somebody else can lead here.
    """

    def __init__(self, app: ASGIApp, counts: Counts, public_url: str = "") -> None:
        self._app = app
        self._counts = counts
        host = urlsplit(public_url).hostname if public_url else None
        self._public_host = None if host is None else host.casefold()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._beside(scope, receive, send)
        request_id = secrets.token_hex(8)
        leaving = _Leaving(send, self._counts, request_id, scope)
        try:
            most = receipt_of(scope["raw_path"]).most_bytes
            capped = _Capped(receive, most) if self._checked_body(scope, most) else receive
            await self._app(scope, capped, leaving)
        except ProblemError as error:
            await self._refuse(error.problem, error.headers, leaving)
        except CutOffError:
            return None  # without an end: the connection closes, and nobody takes it for the whole
        except ClientDisconnect:
            return None  # whoever left before their request was whole: nobody is there to answer
        except Exception:
            _log.exception("request %s failed", request_id)
            if leaving.started:
                raise  # the connection closes, so that nobody takes the part for the whole
            await self._refuse(problems.FAILED, None, leaving)

    async def _beside(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        else:  # there are no web sockets here
            await send({"type": "websocket.close", "code": 1003})

    def _checked_body(self, scope: Scope, most: int) -> int:
        """How many bytes of body are announced, once all that is checked here is in order."""
        if scope["method"] not in METHODS:
            raise ProblemError(problems.NO_SUCH_METHOD, {"allow": ", ".join(METHODS)})
        if credential := credential_in(scope["raw_path"], scope["query_string"]):
            exposed.report(scope, credential)
            raise ProblemError(problems.CREDENTIAL_IN_ADDRESS)
        check_path(scope["raw_path"])
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1:
            raise ProblemError(problems.MALFORMED)
        if not self._is_ours(_name(hosts[0])):
            raise ProblemError(problems.MISDIRECTED)
        announced = _announced_body(scope["headers"])
        if announced > most:
            raise ProblemError(problems.TOO_LARGE)
        if announced and _is_encoded(scope["headers"]):
            raise ProblemError(problems.ENCODED)
        if announced and scope["method"] in READING:
            raise ProblemError(problems.MALFORMED)
        return announced

    def _is_ours(self, host: str) -> bool:
        if host in _LOOPBACK or host == self._public_host:
            return True
        return self._public_host is None and _in_numbers(host)

    async def _refuse(
        self, problem: Problem, headers: Mapping[str, str] | None, send: Send
    ) -> None:
        response = problem.response(headers)
        await response({"type": "http", "method": "GET"}, _nothing, send)


class _Leaving:
    """What is sent, with the request id; without a body where the request was a HEAD."""

    def __init__(self, send: Send, counts: Counts, request_id: str, scope: Scope) -> None:
        self._send = send
        self._counts = counts
        self._request_id = request_id
        self._scope = scope
        self._without_body = scope["method"] == "HEAD"
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            self._counts.add(message["status"])
            admitted = self._scope.get("admitted")
            if admitted is not None and message["status"] != TOO_MANY:
                message["headers"] += quota.headers_of(admitted)
            message["headers"] += [
                _AS_TYPED,
                (b"x-request-id", self._request_id.encode()),
            ]
        elif self._without_body and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)


class _Capped:
    """A body read no further than is allowed, whatever its headers said."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._left = most

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise ProblemError(problems.TOO_LARGE)
        return message


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


def _name(host: bytes) -> str:
    """The host name of a Host header, without its port."""
    text = host.decode("latin-1").casefold()
    name, colon, port = text.rpartition(":")
    return name if colon and port.isdecimal() else text


def _in_numbers(host: str) -> bool:
    """Whether a host is an IP address, which no entry in anyone's DNS can point elsewhere."""
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    try:
        return (ip_address(bare).version == 6) == (bare != host)
    except ValueError:
        return False


def _announced_body(headers: list[tuple[bytes, bytes]]) -> int:
    """How many bytes of body the headers announce; 1 where they do not say how many."""
    for name, value in headers:
        if name == b"content-length":
            return int(value) if value.isdigit() and len(value) < 16 else _ENDLESS
        if name == b"transfer-encoding":
            return 1
    return 0


def _is_encoded(headers: list[tuple[bytes, bytes]]) -> bool:
    told = [value.strip().lower() for name, value in headers if name == b"content-encoding"]
    return any(value not in (b"", b"identity") for value in told)


def headers_of(scope: Scope, name: bytes) -> list[str]:
    """Every value of a header, as sent."""
    headers: list[tuple[Any, Any]] = scope["headers"]
    return [value.decode("latin-1") for key, value in headers if key == name]
