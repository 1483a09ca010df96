"""The embedded issuer over HTTP (RFC 6749, 7009, 7517, 8414), and who may issue (RFC 9728).

Its errors are those of RFC 6749, never kept. Where it is switched off these are no
addresses. A secret in an address is refused unread, as any query is.
"""

import asyncio
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from officer_directory.errors import NoSuchRecordError
from officer_directory.http.asked import NOT_SHOWN, needing
from officer_directory.http.forms import read_form
from officer_directory.http.problems import MALFORMED, ProblemError
from officer_directory.http.running import Running
from officer_directory.http.who import peer
from officer_directory.identity.issuing.asking import Headers, Reply, refusal
from officer_directory.identity.issuing.issuer import (
    KEYS,
    REVOKE,
    TOKEN,
    EmbeddedIssuer,
    scopes,
)
from officer_directory.identity.public_keys import ALGORITHMS
from officer_directory.identity.requester import PUBLIC

router = APIRouter(route_class=needing(None))
READ = ["GET", "HEAD"]
_A_WHILE = {"cache-control": "public, max-age=60"}  # keys rotate; verifiers ask again

Answering = Callable[[Headers, Mapping[str, str]], Reply]


@router.post(TOKEN)
async def issue_token(request: Request) -> Response:
    """A token of five minutes for a client that shows who it is."""
    return await _answer(request, _issuer(request).token)


@router.post(REVOKE)
async def revoke_token(request: Request) -> Response:
    """End one of the client's own tokens, at once."""
    return await _answer(request, _issuer(request).revoke)


@router.api_route(KEYS, methods=READ)
async def read_keys(request: Request) -> Response:
    """The public keys that tokens are signed with."""
    return _read(request, _issuer(request).keys())


@router.api_route("/.well-known/oauth-authorization-server", methods=READ)
async def read_issuer(request: Request) -> Response:
    """What a client needs to know of the issuer."""
    return _read(request, _issuer(request).metadata())


@router.api_route("/.well-known/oauth-protected-resource", methods=READ)
async def read_resource(request: Request) -> Response:
    """Where tokens for this directory come from, and how they are sent."""
    running: Running = request.app.state.running
    about = {
        "resource": running.resource,
        "resource_name": "Officer directory",
        "authorization_servers": list(running.issuers),
        "scopes_supported": scopes(),
        "bearer_methods_supported": ["header"],
        "dpop_signing_alg_values_supported": list(ALGORITHMS),
        "resource_documentation": f"{running.resource}/docs",
    }
    if not running.issuers:
        del about["authorization_servers"]  # RFC 9728, 2: never an empty list
    return _read(request, about)


def _issuer(request: Request) -> EmbeddedIssuer:
    running: Running = request.app.state.running
    if running.issuer is None:
        raise NoSuchRecordError(NOT_SHOWN)
    return running.issuer


def _read(request: Request, about: Mapping[str, Any]) -> Response:
    if request.scope["query_string"]:
        raise ProblemError(MALFORMED)
    return JSONResponse(about, headers=_A_WHILE)


async def _answer(request: Request, answering: Answering) -> Response:
    """Ask in a thread, write what must be written, and only then answer.

    Who asks here is nobody yet: limits are those of an address, and failures count against it.
    """
    running: Running = request.app.state.running
    scope = request.scope
    headers, source = scope["headers"], peer(scope)
    scope["admitted"] = await running.gate.admit(PUBLIC, source, headers)
    try:
        form = await read_form(request)
    except ProblemError as error:
        if error.problem is not MALFORMED:
            raise
        return _sent(refusal("invalid_request"))
    loop = asyncio.get_running_loop()
    reply = await loop.run_in_executor(running.threads, answering, headers, form)
    if reply.status == HTTPStatus.UNAUTHORIZED:
        scope["admitted"] = await running.gate.failed(source, headers)
    if reply.writes is not None:
        await running.desk.run("oauth.record", dict(reply.writes))
    return _sent(reply)


def _sent(reply: Reply) -> Response:
    return JSONResponse(dict(reply.body), reply.status, headers=dict(reply.headers))
