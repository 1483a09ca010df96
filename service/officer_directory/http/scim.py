"""SCIM over HTTP: who may, what is handed to `intake.scim`, and how its answer leaves.

Whoever is no personnel system is told that there is no record, as at every address that
writes; refused credentials, scopes and limits are problem documents. All else is answered
in SCIM's own shapes, entered like any other answer.
"""

from hashlib import sha256
from typing import Any, Final

from scim2_models import (
    ConflictException,
    ForbiddenException,
    InvalidSyntaxException,
    SCIMException,
)
from starlette.responses import Response

from officer_directory.commands import Answer as Done
from officer_directory.disclosure.given import Given, words
from officer_directory.disclosure.inside_view import InsideView
from officer_directory.errors import NoSuchRecordError
from officer_directory.http.answers import Answer, Finished, RawHeaders, fixed_headers, with_receipt
from officer_directory.http.asked import NOT_SHOWN, AskedBy
from officer_directory.http.edge import headers_of
from officer_directory.http.problems import STILL_UNDER_WAY, ProblemError
from officer_directory.http.writing import call_of, public_from, run
from officer_directory.identity.scopes import WRITE_ASSIGNMENTS, WRITE_OFFICERS
from officer_directory.intake.scim import serving
from officer_directory.intake.scim.refusals import refused_as_scim
from officer_directory.intake.scim.serving import Served
from officer_directory.tiers import Tier

PREFIX: Final = "/scim/v2"
_HEADERS: Final = ("content-type", "if-match", "if-none-match")


async def serve(asked: AskedBy) -> Response:
    """Answer one request.

    Raises:
        NoSuchRecordError: the tier never may.
        OutOfScopeError: the tier may, and this credential reaches less far.
    """
    if asked.requester.tier is not Tier.HR:
        raise NoSuchRecordError(NOT_SHOWN)
    path = asked.scope["path"].removeprefix(PREFIX)
    writes = serving.writes(asked.scope["method"], path)
    if writes:
        asked.needs(WRITE_OFFICERS)
    try:
        told = await _told(asked, path)
        return await (_write(asked, told) if writes else _read(asked, told))
    except SCIMException as exception:
        return await _refuse(asked, serving.refused(exception))


async def _told(asked: AskedBy, path: str) -> dict[str, Any]:
    """The request as it is handed on; of several agencies one userName could be two officers."""
    if len(asked.requester.agency_ids) != 1:
        raise ForbiddenException
    query = dict(asked.pairs)
    if len(query) != len(asked.pairs):
        raise InvalidSyntaxException
    try:
        body = (await asked.request.body()).decode()
    except UnicodeDecodeError:
        raise InvalidSyntaxException from None
    return {
        "method": asked.scope["method"],
        "base_url": _root(asked) + PREFIX,
        "path": path,
        "query": query,
        "headers": {
            n: ", ".join(v) for n in _HEADERS if (v := headers_of(asked.scope, n.encode()))
        },
        "body": body,
        "may_place": asked.requester.may(WRITE_ASSIGNMENTS),
    }


def _root(asked: AskedBy) -> str:
    """The address we are reached under; without PUBLIC_URL the one that was called."""
    host = headers_of(asked.scope, b"host")[0]
    return asked.running.root or f"{asked.scope['scheme']}://{host}"


async def _read(asked: AskedBy, told: dict[str, Any]) -> Response:
    assert isinstance(asked.view, InsideView)
    if serving.counts(told["path"]):
        await asked.ask_more(search=False, count=True)
    served = await asked.aside(serving.read, asked.view, told)
    if served.status >= 400:
        return await _refuse(asked, served)
    given = _given(asked, served)
    answer = Answer(served.body, len(served.named), officers=served.named, given=given)
    return await asked.release(answer, _response(asked, served))


async def _write(asked: AskedBy, told: dict[str, Any]) -> Response:
    digest = sha256(told["body"].encode()).hexdigest()
    try:
        call = call_of(asked, digest, conditions=False)
        with refused_as_scim():
            one, most = serving.may_name(told)
            done = await run(asked, "scim.write", call, digest, {"request": told}, one, most)
    except ProblemError as refused:  # of the idempotency key
        under_way = refused.problem is STILL_UNDER_WAY
        raise (ConflictException if under_way else InvalidSyntaxException) from None
    served = _done(done)
    outcome: dict[str, Any] = {"digest": sha256(served.body).hexdigest()}
    if served.named:
        outcome |= {"officers": served.named, "given": _given(asked, served)}
    outcome |= {"status": served.status, "records": len(served.named)}
    receipt = await asked.enter_or_owe(**outcome)
    moment = done["headers"].get("public_from")
    more = [] if moment is None else [public_from(moment)]
    return with_receipt(_response(asked, served, more), receipt)


def _given(asked: AskedBy, served: Served) -> tuple[Given, ...]:
    """All that a resource may show: a request for some of its attributes is not looked at."""
    names = serving.FIELDS & asked.view.shown("officer").keys()
    return (Given(words("officer", names), served.named),) if served.named else ()


def _done(done: Done) -> Served:
    told = done["headers"]
    return Served(done["status"], told["scim"], done["body"].encode(), tuple(told["named"]))


async def _refuse(asked: AskedBy, served: Served) -> Response:
    digest = sha256(served.body).hexdigest()
    receipt = await asked.enter(status=served.status, problem="scim", digest=digest)
    return with_receipt(_response(asked, served), receipt)


def _response(asked: AskedBy, served: Served, more: RawHeaders | None = None) -> Response:
    headers = [(n.lower().encode(), value.encode()) for n, value in served.headers.items()]
    if served.body or served.status not in (204, 304):
        headers.append((b"content-length", str(len(served.body)).encode()))
    fixed = fixed_headers(asked.requester.tier)
    return Finished(served.status, [*headers, *fixed, *(more or [])], served.body)
