"""The one dependency of every route: who asks, with their view pinned to the request."""

import re
from collections.abc import Callable
from typing import Annotated, Any, ClassVar

from fastapi import Depends, Request
from fastapi.routing import APIRoute
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from officer_directory.http.asked_by import NOT_SHOWN, AskedBy
from officer_directory.http.running import Running
from officer_directory.http.who import peer, requester_of
from officer_directory.identity.scopes import READ

__all__ = ["NOT_SHOWN", "Asked", "AskedBy", "AskedRoute", "asked_by", "needing"]


_FORM = re.compile(r"\{form:\w+\}")


async def asked_by(request: Request) -> AskedBy:
    """Who asks, authenticated, with their view pinned to the request."""
    scope = request.scope
    running: Running = request.app.state.running
    headers = scope["headers"]
    requester = await requester_of(running, scope)
    admitted = await running.gate.admit(requester, peer(scope), headers)
    scope["admitted"] = admitted
    scope["asked"] = asked = AskedBy(request, running, requester, admitted)
    return asked


Asked = Annotated[AskedBy, Depends(asked_by)]


class AskedRoute(APIRoute):
    """A route that takes the one dependency, or the bare request, and nothing else.

    FastAPI would solve a tree of dependencies for each request, and close what they left
    open, at the cost of an indexed read; there is one, it never varies, it leaves nothing
    open, and its answer is a finished response.

    Facts are read with the scope `officers:read`; a route that needs another, or none, is of
    a class that `needing` makes.
    """

    needs: ClassVar[str | None] = READ

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        takes_asked, needs = bool(self.dependant.dependencies), self.needs
        template = _FORM.sub("", path)

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            scope["template"] = template  # what the ledger keeps of an address that names someone
            request = Request(scope, receive, send)
            response: Response = await (answer(request) if takes_asked else endpoint(request))
            await response(scope, receive, send)

        async def answer(request: Request) -> Response:
            asked = await asked_by(request)
            if needs is not None:
                asked.needs(needs)
            response: Response = await endpoint(asked)
            return response

        self.app = app


def needing(scope: str | None) -> type[AskedRoute]:
    """The class of routes that need a scope; None: whoever asks is told what they may."""
    return type("AskedRoute", (AskedRoute,), {"needs": scope})
