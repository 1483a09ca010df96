"""What a reader is told when there is no page: plainly, and alike whatever the reason.

An officer who may not be shown, one who does not exist and an address that names nobody give
the same bytes and the same headers.
"""

from collections.abc import Awaitable, Callable, Mapping
from math import ceil
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from officer_directory_client import DirectoryError, NoAnswerError
from officer_directory_client.errors import (
    CursorExpiredError,
    NoSuchRecordError,
    NotAnsweredError,
    NotUnderstoodError,
    QuotaExceededError,
    TooBroadError,
    WithheldError,
)
from officer_directory_portal.asked import Asked
from officer_directory_portal.edge import HEADERS

_LATER: Final = 60
Handler = Callable[[Request, Exception], Awaitable[Response]]


async def no_record(request: Request, _: Exception) -> Response:
    """No record can be shown: nothing in the answer depends on what was asked for."""
    return Asked(request).page("no_record.html", 404)


async def no_page(request: Request, error: Exception) -> Response:
    """An address that is none of ours, or a method that it does not take."""
    status = error.status_code if isinstance(error, HTTPException) else 404
    headers = (error.headers or {}) if isinstance(error, HTTPException) else {}
    template = "no_page.html" if status == 404 else "refused.html"
    return Asked(request).page(template, status, headers=headers)


async def come_back(request: Request, error: Exception) -> Response:
    """The directory is too busy, or does not answer: when to come back."""
    told = getattr(error, "retry_after", None)
    seconds = max(1, ceil(told)) if told is not None else _LATER
    headers = {"Retry-After": str(seconds)}
    minutes = ceil(seconds / 60)
    return Asked(request).page("come_back.html", 503, headers=headers, minutes=minutes)


async def not_understood(request: Request, _: Exception) -> Response:
    """A question that the directory does not take."""
    return Asked(request).page("not_understood.html", 422)


async def too_broad(request: Request, _: Exception) -> Response:
    """A question whose answer is too large for a page."""
    return Asked(request).page("too_broad.html", 422)


async def failed(request: Request, error: Exception) -> Response:
    """Something else: nothing is said of what. A 500 is made outside the edge, with its headers."""
    status = 502 if isinstance(error, DirectoryError) else 500
    return Asked(request).page("failed.html", status, headers=HEADERS)


HANDLERS: Final[Mapping[Any, Handler]] = {
    NoSuchRecordError: no_record,
    WithheldError: no_record,
    CursorExpiredError: not_understood,
    NotUnderstoodError: not_understood,
    TooBroadError: too_broad,
    QuotaExceededError: come_back,
    NotAnsweredError: come_back,
    NoAnswerError: come_back,
    DirectoryError: failed,
    HTTPException: no_page,
    500: failed,
}
