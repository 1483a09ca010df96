"""What is wrong in a record: said by anyone, read by the records officers of the agency alone.

Text from strangers is shown to nobody else and published nowhere. Whoever sends a correction
is answered the same for every officer there is to them, and is not known here.
"""

import re
from typing import Annotated, Any, Final

from fastapi import APIRouter
from pydantic import StringConstraints, TypeAdapter, model_validator
from starlette.responses import Response

from officer_directory.corrections.listing import CLOSED, OPEN, Wanted, known, listed
from officer_directory.disclosure.given import Given
from officer_directory.disclosure.inside_view import InsideView
from officer_directory.disclosure.written import json_object
from officer_directory.errors import NoSuchRecordError, NotUnderstoodError
from officer_directory.http.answers import Answer, next_address
from officer_directory.http.asked import NOT_SHOWN, Asked, AskedBy, AskedRoute
from officer_directory.http.bodies import Id, Line, Strict, Words, read_body
from officer_directory.http.formats import refuse_unless_json
from officer_directory.http.query import MOST_RECORDS, NOT_UNDERSTOOD, is_id
from officer_directory.identity.scopes import PROTECT
from officer_directory.tiers import OUTSIDE, Tier

router = APIRouter(prefix="/v1", route_class=AskedRoute)

READ = ["GET", "HEAD"]
FieldName = Annotated[str, StringConstraints(pattern="^[a-z_]{1,60}$")]
_COUNT: Final = re.compile(r"[0-9]{1,9}", re.A)
_RECEIVED: Final = json_object({"correction": {"state": OPEN}})


class Correction(Strict):
    """What is wrong of an officer: a field of the record, or in words, or both."""

    officer: Id
    field: FieldName | None = None
    wrong: Words | None = None
    should_be: Words
    contact: Line | None = None

    @model_validator(mode="after")
    def _says_what_is_wrong(self) -> "Correction":
        if self.field is None and self.wrong is None:
            raise ValueError("field or wrong")
        return self


class Closing(Strict):
    """What became of a correction; and who says so where the credential is not a person's."""

    answer: Words
    by: Line | None = None


CORRECTION: TypeAdapter[Correction] = TypeAdapter(Correction)
CLOSING: TypeAdapter[Closing] = TypeAdapter(Closing)


@router.post("/corrections")
async def send_correction(asked: Asked) -> Response:
    """Say what is wrong in a record; it is read by the agency's records officers."""
    if asked.requester.tier not in OUTSIDE:
        raise NoSuchRecordError(NOT_SHOWN)
    asked.takes_nothing()
    body = await read_body(asked.request, CORRECTION)
    if body.field is not None and body.field not in asked.view.shown("officer"):
        raise NotUnderstoodError(NOT_UNDERSTOOD)
    limits = asked.running.gate.limits.corrections
    await asked.hands_in("corrections", limits)
    if not await asked.quickly(asked.view.exists, "officer", body.officer):
        raise NoSuchRecordError(NOT_SHOWN)
    most = {"most_waiting": limits.waiting}
    await asked.running.desk.run("corrections.receive", body.model_dump() | most)
    return await asked.handed(_RECEIVED, 202)


@router.api_route("/corrections", methods=READ)
async def list_corrections(asked: Asked) -> Response:
    """Corrections about officers of the requester's agency, oldest day first."""
    view = _records_view(asked)
    refuse_unless_json(asked.scope)
    wanted = wanted_of(asked.pairs)
    found, after = await asked.aside(listed, view, wanted)
    address = None
    if after is not None:
        address = next_address(asked.running.root, "/v1/corrections", asked.pairs, after)
    officers = tuple(dict.fromkeys(one["officer_id"] for one in found))
    body = json_object({"corrections": found, "next": address})
    given = (Given("correction:field wrong should_be contact", officers),) if officers else ()
    return await asked.disclose(Answer(body, len(found), address, officers, given=given))


@router.post("/corrections/{id}/close")
async def close_correction(asked: Asked) -> Response:
    """Close a correction with an answer; what it says changes no fact."""
    view = _records_view(asked)
    asked.needs(PROTECT)
    asked.takes_nothing()
    body = await read_body(asked.request, CLOSING)
    found = await asked.aside(known, view, asked.path("id"))
    if found is None:
        raise NoSuchRecordError(NOT_SHOWN)
    asked_for = {"correction": found["id"], "by": asked.acting(body.by), "answer": body.answer}
    await asked.running.desk.run("corrections.close", asked_for)
    said = json_object({"correction": {"state": CLOSED}})
    return await asked.created(said, officers=[found["officer_id"]])


def _records_view(asked: AskedBy) -> InsideView:
    if asked.requester.tier is not Tier.RECORDS or not isinstance(asked.view, InsideView):
        raise NoSuchRecordError(NOT_SHOWN)
    return asked.view


def wanted_of(pairs: list[tuple[str, str]]) -> Wanted:
    """The corrections that parameters ask for.

    Raises:
        NotUnderstoodError: any of them is not understood; the text is always the same.
    """
    given: dict[str, Any] = dict(pairs)
    if len(given) != len(pairs) or not given.keys() <= {"state", "officer", "after", "limit"}:
        raise NotUnderstoodError(NOT_UNDERSTOOD)
    if given.get("state", OPEN) not in (OPEN, CLOSED):
        raise NotUnderstoodError(NOT_UNDERSTOOD)
    if "officer" in given and not is_id(given["officer"]):
        raise NotUnderstoodError(NOT_UNDERSTOOD)
    if "limit" in given:
        limit = given["limit"]
        if not _COUNT.fullmatch(limit) or not 1 <= int(limit) <= MOST_RECORDS:
            raise NotUnderstoodError(NOT_UNDERSTOOD)
        given["limit"] = int(limit)
    return Wanted(**given)
