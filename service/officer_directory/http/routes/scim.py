"""SCIM 2.0 at `/scim/v2`: a personnel system keeps its officers as users.

It describes itself, to whom it is open: `/ServiceProviderConfig`, `/ResourceTypes`,
`/Schemas`. What is at none of these addresses is answered as SCIM answers it.
"""

from fastapi import APIRouter
from starlette.responses import Response

from officer_directory.http.asked import Asked, AskedRoute
from officer_directory.http.edge import METHODS
from officer_directory.http.scim import PREFIX, serve

router = APIRouter(prefix=PREFIX, route_class=AskedRoute)
_READ = ["GET", "HEAD"]


# The lowest is tried first, and what is at no other address last.
@router.api_route("/{rest:path}", methods=list(METHODS))
@router.api_route("/Users/{id}", methods=[*_READ, "PUT", "PATCH", "DELETE"])
@router.api_route("/Users/.search", methods=["POST"])
@router.api_route("/Users", methods=[*_READ, "POST"])
@router.api_route("/Bulk", methods=["POST"])
@router.api_route("/Schemas/{name}", methods=_READ)
@router.api_route("/Schemas", methods=_READ)
@router.api_route("/ResourceTypes/{name}", methods=_READ)
@router.api_route("/ResourceTypes", methods=_READ)
@router.api_route("/ServiceProviderConfig", methods=_READ)
async def scim(asked: Asked) -> Response:
    """One request of SCIM."""
    return await serve(asked)
