"""Clients, for the admin tier alone; to anyone else these addresses are no record."""

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import Field, StringConstraints, TypeAdapter
from sqlalchemy import Row
from starlette.responses import Response

from officer_directory.disclosure.written import json_object
from officer_directory.errors import NoSuchRecordError
from officer_directory.http.answers import Answer
from officer_directory.http.asked import NOT_SHOWN, Asked, AskedBy, needing
from officer_directory.http.bodies import Line, Strict, read_body
from officer_directory.identity import clients
from officer_directory.identity.scopes import ADMINISTER
from officer_directory.moments import moment
from officer_directory.protections.agencies import agencies
from officer_directory.store.engines import answered
from officer_directory.tiers import Tier

router = APIRouter(prefix="/v1", route_class=needing(ADMINISTER))
READ = ["GET", "HEAD"]

Url = Annotated[str, StringConstraints(pattern=r"^https?://[!-~]{1,500}$")]
Keys = Annotated[str, StringConstraints(pattern=r"^[\n\r\t -~]{1,20000}$")]
ClientId = Annotated[str, StringConstraints(pattern="^[ -~]{1,255}$")]


class ClientBody(Strict):
    """A client to be bound; without `issuer` it is one of the embedded issuer.

    Of systems alone: a person, and a tier that sees whom others may not know of, are bound at
    the command line, so that no administrator makes a second person over HTTP.
    """

    tier: Literal["hr", "auditor"]
    label: Line
    agencies: list[Line] = Field(default=[], max_length=500)
    issuer: Url | None = None
    client_id: ClientId | None = None
    public_keys: Keys | None = Field(default=None, description="PEM, a JWK or a JWK Set, as text.")
    require_dpop: bool = False
    scopes: list[Line] | None = Field(default=None, max_length=20)


CLIENT_BODY: TypeAdapter[ClientBody] = TypeAdapter(ClientBody)


@router.api_route("/clients", methods=READ)
async def list_clients(asked: Asked) -> Response:
    """Every client and what it is bound to; of a secret, nothing."""
    _for_admin(asked)
    found = await asked.aside(_listed, asked)
    return await asked.disclose(Answer(json_object({"clients": found}), records=0))


@router.post("/clients")
async def add_client(asked: Asked) -> Response:
    """Bind a client; its secret is in this answer and nowhere else."""
    _for_admin(asked)
    body = await read_body(asked.request, CLIENT_BODY)
    told = body.model_dump(exclude_none=True) | {"by": asked.acting(None)}
    added = await asked.running.desk.run("clients.add", told)
    return await asked.created(json_object({"client": added}))


@router.delete("/clients/{id}")
async def revoke_client(asked: Asked) -> Response:
    """Revoke a client and its tokens, at once; of oversight, propose it."""
    _for_admin(asked)
    arguments = {"client_id": asked.path("id"), "by": asked.acting(None)}
    done = await asked.running.desk.run("clients.revoke", arguments)
    return await asked.done(json_object(done), 200 if done["proposal"] is None else 202)


def _for_admin(asked: AskedBy) -> None:
    if asked.requester.tier is not Tier.ADMIN:
        raise NoSuchRecordError(NOT_SHOWN)
    asked.takes_nothing()


def _listed(asked: AskedBy) -> list[dict[str, Any]]:
    with answered(), asked.running.database.reading() as connection:
        names = {one.id: one.name for one in agencies(connection)}
        return [_in_words(row, names) for row in clients.listed(connection)]


def _in_words(row: Row[Any], names: dict[str, str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "client_id": row.client_id,
        "issuer": row.issuer or None,
        "tier": row.tier,
        "label": row.label,
        "agencies": sorted(names.get(one, one) for one in json.loads(row.agency_ids)),
        "person": row.person,
        "scopes": None if row.scopes is None else json.loads(row.scopes),
        "private_key_jwt": row.public_keys is not None,
        "require_dpop": bool(row.require_dpop),
        "added_at": moment(row.added_at),
        "revoked_at": moment(row.revoked_at),
        "revoked_by": row.revoked_by,
    }
