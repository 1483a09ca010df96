"""Incidents."""

from fastapi import APIRouter
from starlette.responses import Response

from officer_directory.http.asked import Asked, AskedRoute
from officer_directory.http.lists import disclose_list, disclose_one

router = APIRouter(prefix="/v1/incidents", route_class=AskedRoute)
READ = ["GET", "HEAD"]


@router.api_route("{form:form}", methods=READ)
async def list_incidents(asked: Asked) -> Response:
    return await disclose_list(asked, "incident")


@router.api_route("/{id}", methods=READ)
async def read_incident(asked: Asked) -> Response:
    return await disclose_one(asked, "incident")
