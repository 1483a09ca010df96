"""Asking for a key: anyone may. An admin grants, and two people refuse.

Of an application there is one address, told to whoever made it; there it says how things
stand and, once it is granted, the link that shows the key. A link is followed by POST, so
that nothing that only looks at an address uses it up.
"""

from typing import Any

from fastapi import APIRouter
from pydantic import TypeAdapter
from sqlalchemy import Row
from starlette.responses import Response

from officer_directory.disclosure.written import json_object
from officer_directory.errors import NoSuchRecordError
from officer_directory.http.answers import Answer
from officer_directory.http.asked import NOT_SHOWN, Asked, AskedBy, needing
from officer_directory.http.bodies import Line, Strict, Words, read_body
from officer_directory.identity import applications
from officer_directory.identity.application_states import GRANTED, REFUSED, link_until, state_of
from officer_directory.identity.application_tokens import link_of
from officer_directory.store.engines import answered
from officer_directory.tiers import OUTSIDE

router = APIRouter(prefix="/v1", route_class=needing(None))

READ = ["GET", "HEAD"]


class Application(Strict):
    """Who asks for a key of the press, and where they are reached; nobody has to say what for."""

    name: Line
    contact: Line
    organisation: Line | None = None
    purpose: Line | None = None


class Grant(Strict):
    """Who grants, where the credential is not a person's."""

    by: Line | None = None


class Refusal(Strict):
    """Why, which the applicant is told; and by whom where the credential is not a person's."""

    reason: Words
    by: Line | None = None


APPLICATION: TypeAdapter[Application] = TypeAdapter(Application)
GRANT: TypeAdapter[Grant] = TypeAdapter(Grant)
REFUSAL: TypeAdapter[Refusal] = TypeAdapter(Refusal)


@router.post("/key-applications")
async def apply_for_key(asked: Asked) -> Response:
    """Ask for a key: the answer has the address at which it is granted or refused."""
    _for_strangers(asked)
    asked.takes_nothing()
    body = await read_body(asked.request, APPLICATION)
    limits = asked.running.gate.limits.applications
    await asked.hands_in("applications", limits)
    most = {"most_waiting": limits.waiting, "by_rule": limits.granted_per_day}
    done = await asked.running.desk.run("applications.apply", body.model_dump() | most)
    address = f"{asked.running.root}/v1/key-applications/{done['token']}"
    told = await asked.aside(_told, asked, done["token"])
    written = json_object({"address": address, "application": told})
    return await asked.handed(written, 202, [(b"location", address.encode())])


@router.api_route("/key-applications/{token}", methods=READ)
async def read_application(asked: Asked) -> Response:
    """How an application stands, for whoever made it."""
    _for_strangers(asked)
    asked.takes_nothing()
    told = await asked.aside(_told, asked, asked.path("token"))
    return await asked.disclose(Answer(json_object({"application": told}), private=True))


@router.post("/key-links/{token}")
async def take_key(asked: Asked) -> Response:
    """Show the key of a link: made now, shown this once."""
    _for_strangers(asked)
    asked.takes_nothing()
    done = await asked.running.desk.run("applications.take", {"link": asked.path("token")})
    return await asked.handed(json_object({"api_key": done["key"], "key": done["shown"]}), 201)


@router.api_route("/key-applications", methods=READ)
async def list_applications(asked: Asked) -> Response:
    """Every application whose key was not taken."""
    asked.for_admin()
    asked.takes_nothing()
    found = await asked.aside(_listed, asked)
    return await asked.disclose(Answer(json_object({"applications": found})))


@router.post("/key-applications/{id}/grant")
async def grant_application(asked: Asked) -> Response:
    """Grant an application."""
    asked.for_admin()
    asked.takes_nothing()
    body = await read_body(asked.request, GRANT)
    asked_for = {"application": asked.path("id"), "by": asked.acting(body.by)}
    await asked.running.desk.run("applications.grant", asked_for)
    return await asked.created(json_object({"state": GRANTED}))


@router.post("/key-applications/{id}/refuse")
async def refuse_application(asked: Asked) -> Response:
    """Refuse an application, for a day; a second person confirms it."""
    asked.for_admin()
    asked.takes_nothing()
    body = await read_body(asked.request, REFUSAL)
    asked_for = {"application": asked.path("id"), "by": asked.acting(body.by)}
    await asked.running.desk.run("applications.refuse", asked_for | {"reason": body.reason})
    return await asked.done(json_object({"state": REFUSED}))


@router.post("/key-applications/{id}/refuse/confirmation")
async def confirm_refusal(asked: Asked) -> Response:
    """Agree, as a second person, that an application stays refused."""
    asked.for_admin()
    asked.takes_nothing()
    body = await read_body(asked.request, GRANT)
    asked_for = {"application": asked.path("id"), "by": asked.acting(body.by)}
    await asked.running.desk.run("applications.confirm_refusal", asked_for)
    return await asked.done(json_object({"state": REFUSED}))


def _for_strangers(asked: AskedBy) -> None:
    """Inside tiers have clients: an address of theirs, with a secret in it, is no record."""
    if asked.requester.tier not in OUTSIDE:
        raise NoSuchRecordError(NOT_SHOWN)


def _told(asked: AskedBy, token: str) -> dict[str, Any]:
    """What an applicant is told: never who decided, which is in the ledger."""
    database = asked.running.database
    with answered(), database.reading() as connection:
        found = applications.find(connection, token)
    state = state_of(found, database.now())
    granted, refused = state == GRANTED, state == REFUSED
    return {
        "state": state,
        "applied_on": found.applied_on,
        "reason": found.refusal_reason if refused else None,
        "appeals": asked.running.appeals if refused else None,
        "second_person_agreed": found.refusal_confirmed_by is not None if refused else None,
        "link": f"{asked.running.root}/v1/key-links/{link_of(token)}" if granted else None,
        "link_until": link_until(found.granted_on) if granted else None,
    }


def _listed(asked: AskedBy) -> list[dict[str, Any]]:
    database = asked.running.database
    with answered(), database.reading() as connection:
        found, now = applications.listed(connection), database.now()
    return [listed_of(row, now) for row in found]


def listed_of(row: Row[Any], now: int) -> dict[str, Any]:
    """What an admin is shown of an application."""
    names = ("id", "name", "contact", "organisation", "purpose", "applied_on", "granted_on")
    shown = {name: getattr(row, name) for name in names}
    refusal = {"refused_by": row.refused_by, "refusal_reason": row.refusal_reason}
    confirmed = {"refusal_confirmed_by": row.refusal_confirmed_by}
    return (
        {**shown, "state": state_of(row, now), "granted_by": row.granted_by} | refusal | confirmed
    )
