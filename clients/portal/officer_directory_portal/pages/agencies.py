"""Agencies, and of each one numbers over what is published."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from officer_directory_portal import tallies
from officer_directory_portal.asked import Asked
from officer_directory_portal.pages.officers import known_id


async def every(request: Request) -> Response:
    """The agencies whose officers may be shown."""
    asked = Asked(request)
    return asked.page("agencies.html", permanent="/agencies", agencies=await asked.site.agencies())


async def agency(request: Request) -> Response:
    """One agency: its roster, ranks, years of service, and outcomes of complaints."""
    asked = Asked(request)
    site, identifier = asked.site, known_id(asked.path("id"))
    found = await site.remembered.ask(
        ("agency of id", identifier), lambda: site.directory.agency(identifier)
    )
    name = str(found.get("name"))
    serving, ranks, service, outcomes, policy = await asyncio.gather(
        tallies.serving(site, name),
        tallies.by_rank(site, name),
        tallies.by_service(site, name),
        tallies.by_disposition(site, name),
        site.policy(),
    )
    bundles = {bundle.name: bundle for bundle in policy.bundles}
    return asked.page(
        "agency.html",
        permanent=f"/agencies/{identifier}",
        agency=found,
        serving=serving,
        ranks=ranks,
        service=service,
        outcomes=outcomes,
        bundle=bundles.get(str(found.get("jurisdiction"))),
    )
