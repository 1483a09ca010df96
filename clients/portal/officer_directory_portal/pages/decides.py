"""How this directory decides: every field, and why some are not shown; made from the policy."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from officer_directory_portal.asked import Asked
from officer_directory_portal.facts import Ground, anchor_of


async def decides(request: Request) -> Response:
    """The matrix of fields, and each ground once."""
    asked = Asked(request)
    fields, policy = await asyncio.gather(asked.site.fields(), asked.site.policy())
    resources = list(dict.fromkeys(field.resource for field in fields.fields))
    return asked.page(
        "decides.html",
        permanent="/decides",
        policy=policy,
        resources={name: fields.of(name) for name in resources},
        ground=fields.ground,
        anchor=anchor_of,
        grounds=[Ground(exemption, ()) for exemption in fields.exemptions],
    )
