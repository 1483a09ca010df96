"""Who could see, or was given, what of an officer or a unit: to those who answer for it.

The records officers of an agency ask about its own officers, oversight about those it is in
charge of; to everyone else, and of everyone else, there is no such record.
"""

from fastapi import APIRouter
from starlette.responses import Response

from officer_directory.http.asked import Asked, AskedRoute
from officer_directory.http.exposing import disclose_exposure

router = APIRouter(prefix="/v1/exposures", route_class=AskedRoute)
READ = ["GET", "HEAD"]


@router.api_route("{form:printed}", methods=READ)
async def read_exposure(asked: Asked) -> Response:
    """Who could see an officer, and who was given something of them."""
    return await disclose_exposure(asked, "officer")


@router.api_route("/units{form:printed}", methods=READ)
async def read_exposure_of_unit(asked: Asked) -> Response:
    """The same of anyone who was assigned to a unit at some time between the days."""
    return await disclose_exposure(asked, "unit", "agency")


@router.api_route("/policies{form:printed}", methods=READ)
async def read_exposure_of_policy(asked: Asked) -> Response:
    """What each tier could see of anyone while a policy was in force."""
    return await disclose_exposure(asked, "policy")
