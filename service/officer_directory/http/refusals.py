"""Every error that a route lets out, as a problem document; entered where that is due."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from officer_directory.errors import DirectoryError, NotAnsweredError, NotAuthenticatedError
from officer_directory.http import quota
from officer_directory.http.asked import AskedBy, asked_by
from officer_directory.http.edge import READING
from officer_directory.http.problems import (
    BAD_CREDENTIAL,
    NO_SUCH_METHOD,
    NOT_ANSWERED,
    UNDERSTOOD_NOT,
    Problem,
    ProblemError,
    problem_of,
    problem_of_status,
)
from officer_directory.limits.refusal import QuotaExceededError
from officer_directory.tiers import Tier


def install(app: FastAPI) -> None:
    """Have every refusal leave as a problem document."""
    app.add_exception_handler(DirectoryError, _directory_error)
    app.add_exception_handler(ProblemError, _problem_error)
    app.add_exception_handler(HTTPException, _framework_error)
    app.add_exception_handler(RequestValidationError, _unreadable)


async def _directory_error(request: Request, error: Any) -> Response:
    if isinstance(error, NotAuthenticatedError):
        return BAD_CREDENTIAL.response()
    if isinstance(error, QuotaExceededError):  # it says nothing of any record: not entered
        request.app.state.running.counts.refuse(state.limit.name for state in error.states)
        return quota.refusal(error)
    return await _refuse(request, problem_of(error))


async def _problem_error(request: Request, error: Any) -> Response:
    if error.headers:
        problem: Problem = error.problem
        return problem.response(error.headers)
    return await _refuse(request, error.problem)


async def _framework_error(request: Request, error: Any) -> Response:
    problem = problem_of_status(error.status_code)
    if problem is NO_SUCH_METHOD:
        return problem.response({"allow": ", ".join(await _allowed(request))})
    return problem.response()


async def _allowed(request: Request) -> list[str]:
    """The methods of every route at this address; the framework knows of the first alone.

    Entering a protection, and what a personnel system writes, is named to those alone who
    are told of it (0030).
    """
    routes = [route for route in request.app.routes if isinstance(route, Route)]
    here = [route for route in routes if route.path_regex.match(request.scope["path"])]
    methods = sorted({method for route in here for method in route.methods or ()})
    reading = [method for method in methods if method in READING]
    path = request.scope["path"]
    if not path.startswith("/v1/officers/"):
        return methods
    writer = Tier.RECORDS if path.endswith("/protections") else Tier.HR
    return methods if await _is_of(request, writer) else reading


async def _is_of(request: Request, tier: Tier) -> bool:
    try:
        return (await asked_by(request)).requester.tier is tier
    except (DirectoryError, ProblemError):  # whoever it is, the answer is the same refusal
        return False


async def _unreadable(request: Request, _error: Any) -> Response:
    return await _refuse(request, UNDERSTOOD_NOT)


async def _refuse(request: Request, problem: Problem) -> Response:
    asked: AskedBy | None = request.scope.get("asked")
    if asked is None or problem is NOT_ANSWERED:
        return problem.response()
    try:
        return await asked.refuse(problem)
    except NotAnsweredError:
        return NOT_ANSWERED.response()
