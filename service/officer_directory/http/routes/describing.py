"""What explains the service: its description as OpenAPI, the same for people, and problems."""

import html
from hashlib import sha256

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from officer_directory.disclosure.written import json_object
from officer_directory.errors import NoSuchRecordError
from officer_directory.http.answers import Answer, with_receipt
from officer_directory.http.asked import NOT_SHOWN, Asked, needing
from officer_directory.http.openapi import description
from officer_directory.http.openapi.page import PAGE_HEADERS, page, wrapped
from officer_directory.http.problems import BY_KIND

router = APIRouter(route_class=needing(None))
READ = ["GET", "HEAD"]


@router.api_route("/openapi.json", methods=READ)
async def read_description(asked: Asked) -> Response:
    """This interface as OpenAPI 3.1, as far as it is open to the requester."""
    asked.takes_nothing()
    view = asked.view
    body: bytes = view.remembered("openapi", lambda: json_object(description.of(view)))
    return await asked.disclose(Answer(body))


@router.api_route("/", methods=READ)
async def read_root(_: Request) -> Response:
    """Where a person who types the bare address finds the way."""
    return RedirectResponse("/docs", 307)


@router.api_route("/docs", methods=READ)
async def read_page(asked: Asked) -> Response:
    """The same for people: one page that loads nothing from anywhere."""
    view = asked.view
    text: str = view.remembered("docs", lambda: page(description.of(view)))
    receipt = await asked.enter(status=200, digest=sha256(text.encode()).hexdigest())
    return with_receipt(HTMLResponse(text, headers=PAGE_HEADERS), receipt)


@router.api_route("/problems/{kind}", methods=READ)
async def read_problem(request: Request) -> Response:
    """What a problem type means."""
    problem = BY_KIND.get(request.path_params["kind"])
    if problem is None:
        raise NoSuchRecordError(NOT_SHOWN)
    title = f"{problem.title} ({problem.status})"
    text = f"<h1>{html.escape(title)}</h1><p>{html.escape(problem.detail)}</p>"
    return HTMLResponse(wrapped(title, text), headers=PAGE_HEADERS)
