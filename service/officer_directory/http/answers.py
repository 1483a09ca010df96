"""Finished answers: bytes, their headers, and what a cache or a condition makes of them.

An ETag is of the emitted bytes alone. A public answer may be kept for a constant time;
anything above the public tier is never kept by anyone.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import quote

from starlette.responses import Response

from officer_directory.disclosure import envelope
from officer_directory.disclosure.asking import Page
from officer_directory.disclosure.fields import PLURALS
from officer_directory.disclosure.view import View
from officer_directory.http.formats import JSON
from officer_directory.http.problems import VARY
from officer_directory.ledger.receipt import HEADER, Receipt
from officer_directory.tiers import Tier

RawHeaders = list[tuple[bytes, bytes]]

JSON_TYPE = (b"content-type", JSON.encode())
TEXT_TYPE = (b"content-type", b"text/plain; charset=utf-8")
_RECEIPT = HEADER.lower().encode()
_VARY = (b"vary", VARY.encode())
_PUBLIC = (b"cache-control", b"public, max-age=30, must-revalidate")
_PRIVATE = (b"cache-control", b"private, no-store")


class Answer(NamedTuple):
    """A finished JSON body, how many records are in it, and where the next page is."""

    body: bytes
    records: int = 0
    next_address: str | None = None
    officers: tuple[str, ...] = ()  # whom it names, to an inside tier
    unnamed: int = 0  # records of it that could be of anyone
    given: Sequence[tuple[str, tuple[str, ...]]] = ()  # fields and officers, for the ledger
    private: bool = False  # about whoever asks, and kept by nobody
    media_type: str = JSON


class Finished(Response):
    """An ASGI response of headers and bytes that are ready as they are."""

    def __init__(self, status: int, headers: RawHeaders, body: bytes) -> None:
        self.status_code = status
        self.raw_headers = headers
        self.body = body
        self.background = None


def fixed_headers(tier: Tier) -> RawHeaders:
    return [_PUBLIC if tier is Tier.PUBLIC else _PRIVATE, _VARY]


def private_headers() -> RawHeaders:
    """Of an answer about whoever asks, whatever their tier: nobody keeps it."""
    return [_PRIVATE, _VARY]


def etag_of(body: bytes) -> bytes:
    return envelope.tag_of(body).encode()


def finished(answer: Answer, tier: Tier, unless: Sequence[str]) -> Response:
    """The response of an answer; 304 where `unless` (If-None-Match) names its ETag."""
    etag = etag_of(answer.body)
    headers = private_headers() if answer.private else fixed_headers(tier)
    headers.append((b"etag", etag))
    if answer.next_address is not None:
        headers.append((b"link", f'<{answer.next_address}>; rel="next"'.encode()))
    if unless and _named(etag.decode(), unless):
        return Finished(304, headers, b"")
    length = (b"content-length", str(len(answer.body)).encode())
    kind = (b"content-type", answer.media_type.encode())
    return Finished(200, [kind, length, *headers], answer.body)


def _named(etag: str, unless: Iterable[str]) -> bool:
    tags = {tag.strip().removeprefix("W/") for value in unless for tag in value.split(",")}
    return etag in tags or "*" in tags


def with_receipt(response: Response, receipt: Receipt | None) -> Response:
    """The response with what proves it, for whoever asked; the public is given none."""
    if receipt is not None:
        response.raw_headers.append((_RECEIPT, receipt.written().encode()))
    return response


def listed(view: View, resource: str, page: Page, address: str | None) -> Answer:
    """A page in its envelope: `{"officers": [...], "next": …, "withheld": …, "policy": …}`."""
    body = [
        b'{"' + PLURALS[resource].encode() + b'":[',
        b",".join(page.rows),
        b'],"next":' + (b"null" if address is None else b'"' + address.encode() + b'"'),
    ]
    if page.count is not None:
        body.append(b',"count":%d' % page.count)
    body.append(envelope.tail(view, resource))
    return Answer(b"".join(body), len(page.rows), address)


def single(view: View, resource: str, record: bytes) -> Answer:
    """One record in its envelope: `{"officer": {...}, "withheld": …, "policy": …}`."""
    return Answer(envelope.single(view, resource, record), 1)


def next_address(root: str, path: str, pairs: Iterable[tuple[str, str]], after: str) -> str:
    """The same question from another position; only what was understood is repeated."""
    again = [f"{quote(n, safe=_PLAIN)}={quote(v, safe=_PLAIN)}" for n, v in pairs if n != "after"]
    return f"{root}{path}?{'&'.join([*again, f'after={after}'])}"


_PLAIN = "-._~,:"
