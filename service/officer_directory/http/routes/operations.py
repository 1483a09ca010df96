"""For those who run it: alive, ready, and counted. Nothing here names a record."""

from hashlib import sha256

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from officer_directory.errors import NoSuchRecordError
from officer_directory.http.answers import with_receipt
from officer_directory.http.asked import NOT_SHOWN, Asked, needing
from officer_directory.http.problems import NOT_ANSWERED
from officer_directory.http.query import parse_none
from officer_directory.http.running import Running
from officer_directory.identity.scopes import ADMINISTER
from officer_directory.tiers import Tier

router = APIRouter(route_class=needing(None))
READ = ["GET", "HEAD"]
_LOOPBACK = ("127.0.0.1", "::1")
_PRIVATE = {"cache-control": "private, no-store"}
_NOT_KEPT = {"cache-control": "no-store"}


@router.api_route("/healthz", methods=READ)
async def is_alive(_: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "alive"}, headers=_NOT_KEPT)


@router.api_route("/readyz", methods=READ)
async def is_ready(request: Request) -> Response:
    """The database is reached, and the policy in force is the one that is loaded here."""
    running: Running = request.app.state.running
    if not running.views.standing_confirmed:
        return NOT_ANSWERED.response()
    return JSONResponse({"status": "ready"}, headers=_NOT_KEPT)


@router.api_route("/metrics", methods=READ)
async def read_metrics(asked: Asked) -> Response:
    """Counts of answers by status class: for an administrator on this machine."""
    asked.scope.pop("admitted")  # what is for operations tells of no limits
    parse_none(asked.pairs)
    asked.needs(ADMINISTER)
    client = asked.scope.get("client")
    if asked.requester.tier is not Tier.ADMIN or client is None or client[0] not in _LOOPBACK:
        raise NoSuchRecordError(NOT_SHOWN)
    text = asked.running.counts.as_text(asked.running.gate.is_alone)
    receipt = await asked.enter(status=200, digest=sha256(text.encode()).hexdigest())
    return with_receipt(PlainTextResponse(text, headers=_PRIVATE), receipt)
