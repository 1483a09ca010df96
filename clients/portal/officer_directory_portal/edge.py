"""What stands around every page: the language in its path, its headers, and its length.

No script may run and nothing may be fetched from elsewhere, whatever a page says. There is no
cookie, so a form sent from another site does no more than its sender could do without one.
"""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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

_FRAMINGS: Final = {b"content-length", b"transfer-encoding"}
"""With both, a proxy before this may see another end of the body (RFC 9112, 6.3)."""
_CLOSED: Final = {"Connection": "close", "Cache-Control": "no-store"}


class Edge:
    """Takes the language from a path (`/es/officers`), and adds what every answer has."""

    def __init__(self, app: ASGIApp, index: bool) -> None:
        self._app = app
        self._headers = HEADERS if index else HEADERS | {"X-Robots-Tag": "noindex, nofollow"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        if {name for name, _ in scope["headers"]} >= _FRAMINGS:
            await Response(status_code=400, headers=_CLOSED)(scope, receive, sending)
            return
        await self._app(_in_language(scope), receive, sending)


def _in_language(scope: Scope) -> Scope:
    path: str = scope["path"]
    code, slash, rest = path[1:].partition("/")
    if code not in CODES:
        return scope
    return {**scope, "path": f"/{rest}" if slash else "/", "language_prefix": f"/{code}"}
