"""What stands around the routes: the edge, and refusals as problem documents; nothing else.

FastAPI puts five layers more around every request, which watch for errors, bodies, spans
and uploaded files. Here the edge answers every error and caps every body, and there are no
spans and no files; passing through them cost as much as reading the record does.
"""

from typing import Any

from fastapi import FastAPI
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from officer_directory.http.counts import Counts
from officer_directory.http.edge import Edge


class Layered(FastAPI):
    """FastAPI between two layers of ours; `public_url` and `counts` are the edge's."""

    def __init__(self, title: str, lifespan: Any, counts: Counts, public_url: str) -> None:
        super().__init__(
            title=title,
            lifespan=lifespan,
            openapi_url=None,
            docs_url=None,
            redoc_url=None,
            redirect_slashes=False,
        )
        self._counts = counts
        self._public_url = public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"] = self
        if self.middleware_stack is None:
            self.middleware_stack = self.build_middleware_stack()
        await self.middleware_stack(scope, receive, send)

    def build_middleware_stack(self) -> ASGIApp:
        refusing = ExceptionMiddleware(self.router, handlers=self.exception_handlers)
        return Edge(refusing, self._counts, self._public_url)
