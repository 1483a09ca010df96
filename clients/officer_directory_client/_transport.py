"""What both shells share of httpx2: how it is set, and what goes in and comes out.

No redirect is followed, and nothing is taken from the environment: no proxy, no `.netrc`.
"""

from typing import Any, Final

import httpx2

from officer_directory_client._steps import Answer, Request
from officer_directory_client.errors import DirectoryError, NoAnswerError, TruncatedError

TIMEOUT: Final = 30.0


def options(timeout: float | httpx2.Timeout | None) -> dict[str, Any]:
    """How a client of httpx2 is set; `timeout` in seconds, None: as long as it takes."""
    return {"timeout": timeout, "trust_env": False, "follow_redirects": False}


def prepared(request: Request) -> httpx2.Request:
    """A request as httpx2 has it; cookies are none of our business."""
    return httpx2.Request(
        request.method, request.url, headers=dict(request.headers), content=request.body
    )


def answer_of(response: httpx2.Response, body: bytes | None = None) -> Answer:
    """An answer of httpx2 as ours."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status_code, headers, response.content if body is None else body)


def failed(error: httpx2.HTTPError, begun: bool = False) -> DirectoryError:
    """What a failure of httpx2 is here: in its words, and without its request."""
    words = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if begun:
        return TruncatedError(f"The answer broke off ({words}).")
    return NoAnswerError(f"No answer ({words}).")


def check_framing(response: httpx2.Response) -> None:
    """Raises TruncatedError where nobody could tell the end of a body from a broken line."""
    coded = "chunked" in response.headers.get("transfer-encoding", "").lower()
    if not coded and "content-length" not in response.headers and not _has_frames(response):
        raise TruncatedError("The length of the answer is not told, so its end cannot be known.")


def _has_frames(response: httpx2.Response) -> bool:
    return response.http_version not in ("HTTP/1.0", "HTTP/1.1")
