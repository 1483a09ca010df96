"""Agencies."""

from fastapi import APIRouter
from starlette.responses import Response

from officer_directory.http.asked import Asked, AskedRoute
from officer_directory.http.lists import disclose_list, disclose_one

router = APIRouter(prefix="/v1/agencies", route_class=AskedRoute)
READ = ["GET", "HEAD"]


@router.api_route("{form:form}", methods=READ)
async def list_agencies(asked: Asked) -> Response:
    return await disclose_list(asked, "agency")


@router.api_route("/{id}", methods=READ)
async def read_agency(asked: Asked) -> Response:
    return await disclose_one(asked, "agency")
