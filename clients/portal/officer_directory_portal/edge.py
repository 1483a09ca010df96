"""What stands around every page: the language in its path, its headers, and its length.

No script may run and nothing may be fetched from elsewhere, whatever a page says. There is no
cookie, so a form sent from another site does no more than its sender could do without one.
"""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from officer_directory_portal.hosts import Hosts
from officer_directory_portal.languages import CODES

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "browsing-topics=(), camera=(), geolocation=(), microphone=()",
}

_LENGTH, _CHUNKED = b"content-length", b"transfer-encoding"
_CLOSED: Final = {"Connection": "close", "Cache-Control": "no-store"}
_NOT_OURS: Final = (
    "This is not the address of this site. Whoever runs it behind a proxy sets --public-url.\n"
)


class Edge:
    """Takes the language from a path (`/es/officers`), and adds what every answer has."""

    def __init__(self, app: ASGIApp, index: bool, public_url: str) -> None:
        self._app = app
        self._hosts = Hosts(public_url)
        self._headers = HEADERS if index else HEADERS | {"X-Robots-Tag": "noindex, nofollow"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        framed = {name for name, _ in scope["headers"]} & {_LENGTH, _CHUNKED}

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._headers)
                if _CHUNKED in framed:  # nothing behind it is read, wherever it is seen to end
                    headers["Connection"] = "close"
            await send(message)

        if len(framed) > 1:  # a proxy before this may see another end (RFC 9112, 6.3)
            await Response(status_code=400, headers=_CLOSED)(scope, receive, sending)
        elif not self._hosts.are_ours(scope["headers"]):
            refusal = PlainTextResponse(_NOT_OURS, 400, _CLOSED)
            await refusal(scope, receive, sending)
        else:
            await self._app(_in_language(scope), receive, sending)


def _in_language(scope: Scope) -> Scope:
    path: str = scope["path"]
    code, slash, rest = path[1:].partition("/")
    if code not in CODES:
        return scope
    return {**scope, "path": f"/{rest}" if slash else "/", "language_prefix": f"/{code}"}
