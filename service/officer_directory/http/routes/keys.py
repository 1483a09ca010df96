"""API keys over HTTP: for whoever runs the directory, and for the holder of a key.

An admin issues keys of the outside tiers alone; inside tiers have OAuth clients. A key is
shown once, in the answer that made it. To every other requester these addresses are no
record.
"""

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import Field, TypeAdapter
from starlette.responses import Response

from officer_directory.disclosure.written import json_object
from officer_directory.errors import NoSuchRecordError
from officer_directory.http.answers import Answer
from officer_directory.http.asked import NOT_SHOWN, Asked, AskedBy, needing
from officer_directory.http.bodies import Line, Strict, Whole, Words, read_body
from officer_directory.identity.keys import GOOD_FOR_DAYS, OVERLAP_DAYS

router = APIRouter(prefix="/v1", route_class=needing(None))

READ = ["GET", "HEAD"]


class NewKey(Strict):
    """A key of the press, or of a public portal; nothing but a label has to be said."""

    tier: Literal["public", "press"]
    label: Line
    organisation: Line | None = None
    contact: Line | None = None
    purpose: Line | None = None
    days: Whole = Field(default=GOOD_FOR_DAYS, ge=1, le=3660)


class Rotation(Strict):
    """How long the old key stays good beside its successor."""

    overlap_days: Whole = Field(default=OVERLAP_DAYS, ge=0, le=90)


class Revocation(Strict):
    """Why a key is taken away, and by whom where the credential is not a person's."""

    reason: Words
    by: Line | None = None


class Confirmation(Strict):
    """Who else agrees, where the credential is not a person's."""

    by: Line | None = None


NEW_KEY: TypeAdapter[NewKey] = TypeAdapter(NewKey)
ROTATION: TypeAdapter[Rotation] = TypeAdapter(Rotation)
REVOCATION: TypeAdapter[Revocation] = TypeAdapter(Revocation)
CONFIRMATION: TypeAdapter[Confirmation] = TypeAdapter(Confirmation)


@router.api_route("/keys", methods=READ)
async def list_keys(asked: Asked) -> Response:
    """Every key, never the keys themselves."""
    asked.for_admin()
    asked.takes_nothing()
    return await _listed(asked, [])


@router.post("/keys")
async def issue_key(asked: Asked) -> Response:
    """Issue a key of an outside tier."""
    asked.for_admin()
    asked.takes_nothing()
    body = await read_body(asked.request, NEW_KEY)
    return await _issued(asked, "keys.issue", {**body.model_dump(), "agency_ids": []})


@router.post("/keys/{key_id}/rotation")
async def rotate_key(asked: Asked) -> Response:
    """Issue a successor of a key."""
    asked.for_admin()
    return await _rotated(asked, asked.path("key_id"))


@router.post("/keys/{key_id}/revocation")
async def revoke_key(asked: Asked) -> Response:
    """Take a key away; a second person confirms it."""
    asked.for_admin()
    asked.takes_nothing()
    body = await read_body(asked.request, REVOCATION)
    asked_for = {"key_id": asked.path("key_id"), "by": asked.acting(body.by)}
    return await _ended(asked, "keys.revoke", asked_for | {"reason": body.reason})


@router.post("/keys/{key_id}/revocation/confirmation")
async def confirm_revocation(asked: Asked) -> Response:
    """Agree, as a second person, that a key is taken away."""
    asked.for_admin()
    asked.takes_nothing()
    body = await read_body(asked.request, CONFIRMATION)
    asked_for = {"key_id": asked.path("key_id"), "by": asked.acting(body.by)}
    return await _ended(asked, "keys.confirm_revocation", asked_for)


@router.api_route("/me/keys", methods=READ)
async def list_own_keys(asked: Asked) -> Response:
    """The requester's own key, and those it was rotated from and to."""
    own = _own(asked)
    asked.takes_nothing()
    return await _listed(asked, [own])


@router.post("/me/keys")
async def rotate_own_key(asked: Asked) -> Response:
    """Issue a successor of the requester's own key."""
    return await _rotated(asked, _own(asked))


@router.delete("/me/keys/{key_id}")
async def give_own_key_up(asked: Asked) -> Response:
    """End the requester's own key: the one it asks with."""
    own = _own(asked)
    asked.takes_nothing()
    if asked.path("key_id") != own:
        raise NoSuchRecordError(NOT_SHOWN)
    return await _ended(asked, "keys.give_up", {"key_id": own})


def _own(asked: AskedBy) -> str:
    if asked.requester.key_id is None:
        raise NoSuchRecordError(NOT_SHOWN)
    return asked.requester.key_id


async def _listed(asked: AskedBy, of: list[str]) -> Response:
    found = await asked.running.desk.run("keys.list", {"of": of})
    return await asked.disclose(Answer(json_object({"keys": found["keys"]}), records=0))


async def _rotated(asked: AskedBy, key_id: str) -> Response:
    asked.takes_nothing()
    body = await read_body(asked.request, ROTATION)
    return await _issued(asked, "keys.rotate", {"key_id": key_id, **body.model_dump()})


async def _issued(asked: AskedBy, command: str, arguments: dict[str, Any]) -> Response:
    done = await asked.running.desk.run(command, arguments)
    return await asked.created(json_object({"api_key": done["key"], "key": done["shown"]}))


async def _ended(asked: AskedBy, command: str, arguments: dict[str, Any]) -> Response:
    """Narrowing never waits for the ledger."""
    done = await asked.running.desk.run(command, arguments)
    return await asked.done(json_object({"closed": done["closed"]}))
