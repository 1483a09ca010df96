"""Entering protections and court orders: for the records tier alone.

To every other requester these addresses are no record, whatever is sent to them.
"""

import json
from typing import Annotated, Any, Literal
from uuid import uuid4

from fastapi import APIRouter
from pydantic import Field, StringConstraints, TypeAdapter
from starlette.responses import Response

from officer_directory.disclosure.written import json_object
from officer_directory.errors import NoSuchRecordError, RefusedByRuleError
from officer_directory.http.asked import NOT_SHOWN, Asked, AskedBy, needing
from officer_directory.http.bodies import Id, Line, Strict, Words, read_body
from officer_directory.http.query import parse_none
from officer_directory.identity.scopes import PROTECT
from officer_directory.tiers import Tier

router = APIRouter(prefix="/v1", route_class=needing(PROTECT))

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_ZONE = "(Z|[+-][0-9]{2}:[0-9]{2})?"

Day = Annotated[str, StringConstraints(pattern=f"^{_DAY}$")]
Moment = Annotated[
    str, StringConstraints(pattern=f"^{_DAY}(T[0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}})?{_ZONE})?$")
]


class _Body(Strict):
    justification: Words
    starts: Moment | None = Field(default=None, alias="from")
    ends: Moment | None = Field(default=None, alias="until")
    by: Line | None = None


class ProtectionBody(_Body):
    """A safety finding or an emergency hold; a time without zone is the agency's own."""

    kind: Literal["finding", "hold"]
    protection_class: Literal["sensitive", "undercover", "held"] | None = Field(
        default=None, alias="class"
    )
    review_date: Day | None = None


class OfficerOrder(_Body):
    """A court order on an officer."""

    officer: Id


class IncidentOrder(_Body):
    """A court order on the identities in an incident."""

    incident: Id


PROTECTION_BODY: TypeAdapter[ProtectionBody] = TypeAdapter(ProtectionBody)
ORDER_BODY: TypeAdapter[OfficerOrder | IncidentOrder] = TypeAdapter(OfficerOrder | IncidentOrder)


@router.post("/officers/{id}/protections")
async def add_protection(asked: Asked) -> Response:
    """Protect an officer, at once."""
    _for_records(asked)
    body = await read_body(asked.request, PROTECTION_BODY)
    arguments = await _officer(asked, asked.path("id"))
    arguments |= {
        "kind": body.kind,
        "protection_class": body.protection_class,
        "review_date": body.review_date,
        "protection": str(uuid4()),
    }
    return await _run(asked, "protections.add", "protection", arguments, body)


@router.post("/orders")
async def add_order(asked: Asked) -> Response:
    """Enter a court order, at once."""
    _for_records(asked)
    body = await read_body(asked.request, ORDER_BODY)
    if isinstance(body, OfficerOrder):
        arguments = await _officer(asked, body.officer)
        arguments |= {"kind": "order", "protection_class": "held"}
        return await _run(asked, "protections.add", "protection", arguments, body)
    incident = await _record(asked, "incident", body.incident)
    arguments = {"agency": incident["agency"], "incident": incident["id"]}
    return await _run(asked, "protections.order", "order", arguments, body)


def _for_records(asked: AskedBy) -> None:
    if asked.requester.tier is not Tier.RECORDS:
        raise NoSuchRecordError(NOT_SHOWN)
    parse_none(asked.pairs)


async def _record(asked: AskedBy, resource: str, record_id: str) -> dict[str, Any]:
    found = await asked.quickly(asked.view.one, resource, record_id)
    if found is None:
        raise NoSuchRecordError(NOT_SHOWN)
    record: dict[str, Any] = json.loads(found)
    return record


async def _officer(asked: AskedBy, officer_id: str) -> dict[str, Any]:
    officer = await _record(asked, "officer", officer_id)
    if not {"agency", "uid"} <= officer.keys():
        raise RefusedByRuleError("The policy does not show this requester whom it would protect.")
    return {"agency": officer["agency"], "uid": officer["uid"]}


async def _run(
    asked: AskedBy, command: str, noun: str, arguments: dict[str, Any], body: _Body
) -> Response:
    """Run the command, then say what it recorded; narrowing never waits for the ledger.

    A hold that the database does not take just now is kept, and nothing is answered to
    anyone until it is recorded.
    """
    done = await asked.running.desk.run(
        command,
        {
            **arguments,
            "justification": body.justification,
            "starts": body.starts,
            "ends": body.ends,
            "by": asked.acting(body.by),
        },
    )
    if done.get("pending"):
        asked.running.views.shut()
        return await asked.done(json_object({noun: {"id": done[noun], "pending": True}}), 202)
    return await asked.done(json_object({noun: {"id": done[noun]}}))
