"""pytest-httpx knows httpx; what is tested speaks httpx2: requests and answers are carried over."""

import httpx
import httpx2
import pytest
from pytest_httpx import HTTPXMock


def bridge(mock: HTTPXMock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a mock answer every request of httpx2 that would reach the network."""

    def answer(transport: httpx2.HTTPTransport, request: httpx2.Request) -> httpx2.Response:
        request.read()
        try:
            given = mock._handle_request(transport, _asked(request))  # type: ignore[arg-type]
        except httpx.HTTPError as error:
            raise _failure(error) from None
        given.read()
        return _given(given)

    async def answer_later(
        transport: httpx2.AsyncHTTPTransport, request: httpx2.Request
    ) -> httpx2.Response:
        await request.aread()
        asked = _asked(request)
        try:
            given = await mock._handle_async_request(transport, asked)  # type: ignore[arg-type]
        except httpx.HTTPError as error:
            raise _failure(error) from None
        await given.aread()
        return _given(given)

    monkeypatch.setattr(httpx2.HTTPTransport, "handle_request", answer)
    monkeypatch.setattr(httpx2.AsyncHTTPTransport, "handle_async_request", answer_later)


def _asked(request: httpx2.Request) -> httpx.Request:
    headers = request.headers.raw
    return httpx.Request(request.method, str(request.url), headers=headers, content=request.content)


def _given(answer: httpx.Response) -> httpx2.Response:
    return httpx2.Response(answer.status_code, headers=answer.headers.raw, content=answer.content)


def _failure(error: httpx.HTTPError) -> httpx2.HTTPError:
    """The same failure of the other library."""
    kind: type[httpx2.HTTPError] = getattr(httpx2, type(error).__name__, httpx2.ReadTimeout)
    return kind(str(error))
