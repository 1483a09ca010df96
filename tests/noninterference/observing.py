"""What a requester can observe of an application: status, every header, every byte.

What may differ between two worlds is listed here, and nowhere else: the request id, whose
form is asserted; `Date`, which the server adds outside the application; of a receipt its
nonce, and the entry that commits with it, which has the time too; what the ledger signs, which
follows from those, and the keys that sign; of a write its second, `Public-From`; and of an
answer about exposure its moments, the ids of keys, and what was public (`exposed`). 429 and
503 for shared capacity are no answers, so none may occur.
"""

import asyncio
import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from officer_directory.ledger import receipt as receipts
from tests.noninterference import exposed

Header = tuple[bytes, bytes]

REQUEST_ID = re.compile(rb"[0-9a-f]{16}")
_OF_AN_ENTRY = {
    "press": {"commitment", "hour", "v"},
    "inside": {"at", "commitment", "summary", "v"},
}
MOMENT = re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_OF_CAPACITY = (429, 503)
_SIGNED = (
    b"/v1/ledger/keys",
    b"/v1/ledger/checkpoints/",
    *(b"/v1/ledger/%b/" % log for log in (b"publication", b"press", b"inside")),
)
_PROOFS = b"/v1/ledger/publications/"  # of records that can be shown; others are no such record


@dataclass(frozen=True, slots=True)
class Asking:
    """One request, as it arrives: nothing in it need be well formed."""

    method: str
    path: bytes
    query: bytes = b""
    headers: tuple[Header, ...] = ()
    body: bytes = b""
    walk: bool = field(default=False, compare=False)  # follow `next` to the end

    @property
    def target(self) -> str:
        query = b"?" + self.query if self.query else b""
        sent = "".join(f" {n.decode()}: {v.decode('latin-1')}" for n, v in self.headers)
        return f"{self.method} {(self.path + query).decode('latin-1')}{sent}"


@dataclass(frozen=True, slots=True)
class Observation:
    status: int
    headers: tuple[Header, ...]
    body: bytes
    chunks: tuple[int, ...]

    def header(self, name: bytes) -> bytes | None:
        return dict(self.headers).get(name)


class NotAnswered(AssertionError):
    """The application refused for want of capacity: nothing was observed."""


async def observe(app: Any, asking: Asking, credential: tuple[Header, ...]) -> Observation:
    """Ask an ASGI application once; an error that escapes it is observed as its name."""
    sent: list[dict[str, Any]] = []
    waiting = [{"type": "http.request", "body": asking.body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        if waiting:
            return waiting.pop()
        await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    try:
        await app(_scope(asking, credential), receive, send)
    except Exception as error:  # a connection that is cut is an observation too
        return Observation(0, ((b"cut-by", type(error).__name__.encode()),), b"", ())
    start = sent[0]
    if start["status"] in _OF_CAPACITY:
        raise NotAnswered(asking.target)
    if asking.path.startswith(_SIGNED) and start["status"] in (200, 404):
        return Observation(200, (), b"what the ledger signs", ())
    if asking.path.startswith(exposed.PATH) and start["status"] == 200:
        body = b"".join(message.get("body", b"") for message in sent[1:])
        kept = tuple((n, v) for n, v in start["headers"] if n in exposed.HEADERS)
        return Observation(200, kept, exposed.comparable(body), ())
    chunks = [message.get("body", b"") for message in sent[1:]]
    early = start["status"] == 404 and b"retry-after" in dict(start["headers"])
    if asking.path.startswith(_PROOFS) and (start["status"] == 200 or early):
        return Observation(200, (), b"what the ledger signs", ())
    headers = tuple(_comparable(n, v) for n, v in start["headers"])
    return Observation(start["status"], headers, b"".join(chunks), tuple(map(len, chunks)))


def _scope(asking: Asking, credential: tuple[Header, ...]) -> dict[str, Any]:
    headers = [*asking.headers, *credential]
    if not any(name == b"host" for name, _ in headers):
        headers.insert(0, (b"host", b"localhost"))
    if asking.body:
        headers.append((b"content-length", str(len(asking.body)).encode()))
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": asking.method,
        "scheme": "http",
        "path": unquote(asking.path.decode("latin-1")),
        "raw_path": asking.path,
        "query_string": asking.query,
        "root_path": "",
        "headers": headers,
        "client": ("203.0.113.9", 50_000),
        "server": ("203.0.113.1", 443),
        "state": {},
    }


def _comparable(name: bytes, value: bytes) -> Header:
    if name == b"x-request-id":
        assert REQUEST_ID.fullmatch(value), "a request id is 16 random hexadecimal digits"
        return name, b"asserted"
    if name == b"public-from":  # the moment of the write, which each world makes by itself
        assert MOMENT.fullmatch(value), "a moment to the second"
        return name, b"asserted"
    if name == b"disclosure-receipt":
        receipt = receipts.read(value.decode())
        entry = json.loads(receipt.entry)
        assert receipt.written().encode() == value, "a receipt has nothing else in it"
        assert receipt.holds_together(), "its entry follows from its nonce and its opening"
        assert entry.keys() == _OF_AN_ENTRY[receipt.log]
        return name, f"{receipt.log} ".encode() + receipt.opening.content
    return name, value
