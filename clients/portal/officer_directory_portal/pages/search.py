"""The first page, and what a search finds."""

import asyncio
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from officer_directory_client import Officer, Page
from officer_directory_client.errors import (
    CursorExpiredError,
    NotUnderstoodError,
    TooBroadError,
)
from officer_directory_portal.asked import Asked
from officer_directory_portal.facts import name_of
from officer_directory_portal.tallies import ranks_of

PAGE: Final = 25
_FILTERS: Final = ("agency", "rank", "status")
_STATUSES: Final = ("active", "separated")


async def home(request: Request) -> Response:
    """A search box, and where else to go."""
    asked = Asked(request)
    agencies = await asked.site.agencies()
    return asked.page("home.html", permanent="/", agencies=agencies)


async def results(request: Request) -> Response:
    """The officers that match, a page at a time."""
    asked = Asked(request)
    wanted = {name: asked.query(name) for name in ("q", *_FILTERS)}
    if wanted["status"] not in _STATUSES:
        wanted["status"] = ""
    agencies, ranks, page = await asyncio.gather(
        asked.site.agencies(), ranks_of(asked.site, wanted["agency"]), _page(asked, wanted)
    )
    shown: dict[str, Any] = {
        "wanted": wanted,
        "filtered": any(wanted[name] for name in _FILTERS),
        "agencies": agencies,
        "statuses": _STATUSES,
        "ranks": ranks,
        "name_of": name_of,
        "page": None,
        "problem": None,
        "next": None,
    }
    if isinstance(page, str):
        return asked.page("officers.html", 422, **shown | {"problem": page})
    shown |= {"page": page, "is_first": not asked.query("after")}
    if page.next is not None:
        shown["next"] = asked.link("/officers", **wanted, after=page.next)
    return asked.page("officers.html", **shown, permanent=asked.own_address())


async def _page(asked: Asked, wanted: dict[str, str]) -> Page[Officer] | str:
    """A page of officers, or why there is none."""
    query: dict[str, Any] = {name: value for name, value in wanted.items() if value}
    if after := asked.query("after", 2000):
        query["after"] = after
    try:
        return await asked.site.directory.page(limit=PAGE, **query)
    except (NotUnderstoodError, CursorExpiredError):
        return "not understood"
    except TooBroadError:
        return "too broad"
