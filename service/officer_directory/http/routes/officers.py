"""Officers, and what belongs to one."""

from fastapi import APIRouter
from starlette.responses import Response

from officer_directory.errors import NoSuchRecordError
from officer_directory.http.asked import NOT_SHOWN, Asked, AskedRoute
from officer_directory.http.formats import refuse_unless_json
from officer_directory.http.lists import (
    disclose_found,
    disclose_list,
    disclose_list_of,
    disclose_one,
)
from officer_directory.http.query import parse_uid

router = APIRouter(prefix="/v1/officers", route_class=AskedRoute)
READ = ["GET", "HEAD"]


@router.api_route("{form:form}", methods=READ)
async def list_officers(asked: Asked) -> Response:
    """The roster, as far as the requester's view reaches."""
    return await disclose_list(asked, "officer")


@router.api_route("/{id}", methods=READ)
async def read_officer(asked: Asked) -> Response:
    """One officer."""
    return await disclose_one(asked, "officer")


@router.api_route("/by-uid/{uid}", methods=READ)
@router.api_route("/by-uid/{uid}.json", methods=READ)  # above: tried first
async def read_officer_by_uid(asked: Asked) -> Response:
    """The officer with a public number, of an agency where several have it."""
    refuse_unless_json(asked.scope)
    uid, agency = parse_uid(asked.path("uid"), asked.pairs)
    record = await asked.quickly(asked.view.by_uid, uid, agency)
    return await disclose_found(asked, "officer", record)


@router.api_route("/{id}/employments{form:form}", methods=READ)
async def list_employments(asked: Asked) -> Response:
    """The employments of an officer."""
    return await disclose_list_of(asked, "employment")


@router.api_route("/{id}/assignments{form:form}", methods=READ)
async def list_assignments(asked: Asked) -> Response:
    """The assignments of an officer."""
    return await disclose_list_of(asked, "assignment")


@router.api_route("/{id}/salaries{form:form}", methods=READ)
async def list_salaries(asked: Asked) -> Response:
    """The pay of an officer, by year."""
    return await disclose_list_of(asked, "salary")


@router.api_route("/{id}/complaints{form:form}", methods=READ)
async def list_complaints_of(asked: Asked) -> Response:
    """The complaints against an officer, as far as they may be linked."""
    return await disclose_list_of(asked, "complaint")


@router.api_route("/{id}/incidents{form:form}", methods=READ)
async def list_incidents_of(asked: Asked) -> Response:
    """The incidents an officer was involved in, as far as they may be linked."""
    return await disclose_list_of(asked, "incident")


@router.api_route("/{id}/documents{form:form}", methods=READ)
async def list_documents(asked: Asked) -> Response:
    """The documents about an officer."""
    return await disclose_list_of(asked, "document")


@router.api_route("/{id}/protections{form:form}", methods=READ)
async def list_protections(asked: Asked) -> Response:
    """The protections of an officer; to whoever may not see any, there is no such record."""
    if not asked.view.shown("protection"):
        raise NoSuchRecordError(NOT_SHOWN)
    return await disclose_list_of(asked, "protection")
