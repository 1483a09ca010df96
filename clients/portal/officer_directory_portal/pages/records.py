"""Complaints and incidents by themselves: they stay public where no officer can be named."""

from collections.abc import Sequence
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from officer_directory_client import Record
from officer_directory_portal.asked import Asked
from officer_directory_portal.facts import fact_of, facts_of, grounds_of, held_in
from officer_directory_portal.pages.officers import known_id
from officer_directory_portal.words import DISPOSITIONS

PAGE: Final = 25
NONE: Final = "none"
"""What stands for no disposition in an address."""


async def complaints(request: Request) -> Response:
    """Complaints of an agency or of all, by what was found."""
    asked = Asked(request)
    agency, outcome = asked.query("agency"), asked.query("outcome")
    if outcome not in (*DISPOSITIONS, NONE):
        outcome = ""
    query: dict[str, Any] = {"sort": "-received_date", "limit": PAGE}
    if agency:
        query["agency"] = agency
    if outcome:
        query |= {"disposition__isnull": True} if outcome == NONE else {"disposition": outcome}
    if after := asked.query("after", 2000):
        query["after"] = after
    page = await asked.site.directory.page("complaints", **query)
    here = {"agency": agency, "outcome": outcome}
    return asked.page(
        "complaints.html",
        permanent=asked.own_address(),
        page=page,
        wanted=here,
        agencies=await asked.site.agencies(),
        next=page.next and asked.link("/complaints", **here, after=page.next),
        **await _grounds(asked, page.records[:1]),
    )


async def complaint(request: Request) -> Response:
    """One complaint."""
    asked = Asked(request)
    found = await asked.site.directory.complaint(known_id(asked.path("id")))
    return await _one(asked, "complaint.html", "complaints", found)


async def incident(request: Request) -> Response:
    """One incident."""
    asked = Asked(request)
    found = await asked.site.directory.incident(known_id(asked.path("id")))
    return await _one(asked, "incident.html", "incidents", found)


async def _one(asked: Asked, template: str, resource: str, found: Record) -> Response:
    fields = await asked.site.fields()
    return asked.page(
        template,
        permanent=f"/{resource}/{found['id']}",
        record=found,
        facts=facts_of(found, fields, resource, ("id", "officer_id", "officer_ids", "narrative")),
        **await _grounds(asked, [found]),
    )


async def _grounds(asked: Asked, records: Sequence[Record]) -> dict[str, Any]:
    fields = await asked.site.fields()
    state = None
    if records and (agency := await asked.site.agency_named(str(records[0].get("agency")))):
        state = agency.get("state")
    grounds = grounds_of(fields, held_in(records), state)
    first = {ground.exemption.code: ground for ground in reversed(grounds)}
    return {"grounds": grounds, "ground_of": first.get, "fact_of": fact_of}
