"""What a requester may see, and why not more: fields, policy, and who they are to us."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from officer_directory.disclosure.exemptions import Exemption
from officer_directory.disclosure.fields import PLURALS, RESOURCES, Field
from officer_directory.disclosure.view import View
from officer_directory.disclosure.written import json_object
from officer_directory.http import quota
from officer_directory.http.answers import Answer
from officer_directory.http.asked import Asked, AskedBy, needing
from officer_directory.http.query import ops_of
from officer_directory.identity.requester import Requester
from officer_directory.protections import binding
from officer_directory.protections.revoking_clients import notices
from officer_directory.store.engines import answered
from officer_directory.tiers import Treatment

router = APIRouter(prefix="/v1", route_class=needing(None))
READ = ["GET", "HEAD"]


@router.api_route("/fields", methods=READ)
async def list_fields(asked: Asked) -> Response:
    """Every field there is: its meaning, and for this requester its treatment and ground."""
    asked.takes_nothing()
    body: bytes = asked.view.remembered("fields", lambda: json_object(fields_of(asked.view)))
    return await asked.disclose(Answer(body))


@router.api_route("/me", methods=READ)
async def read_me(asked: Asked) -> Response:
    """Who the requester is to the directory, their limits and what is left of them."""
    asked.takes_nothing()
    requester = asked.requester
    body: dict[str, Any] = {
        "tier": requester.tier,
        "label": requester.label or None,
        "agencies": sorted(requester.agency_ids),
        "person": requester.person,
        "scopes": sorted(requester.reach),
        "limits": quota.told(await asked.standing()),
        "notices": await asked.aside(_notices, asked) if _watches(requester) else [],
    }
    return await asked.disclose(Answer(json_object(body), private=True))


def _notices(asked: AskedBy) -> list[str]:
    """What whoever asks has to be told: that someone would cut them off, or was bound."""
    requester, database = asked.requester, asked.running.database
    assert requester.client_id is not None
    with answered(), database.reading() as connection:
        client = (requester.issuer, requester.client_id)
        now = database.now()
        return [*notices(connection, *client, now), *binding.notices(connection, *client, now)]


def _watches(requester: Requester) -> bool:
    return requester.tier in binding.WATCHING and requester.client_id is not None


@router.api_route("/policy", methods=READ)
async def read_policy(asked: Asked) -> Response:
    """The policy in force: its bundles, their jurisdictions and dates."""
    asked.takes_nothing()
    view = asked.view
    bundles = [
        {
            "name": bundle.name,
            "title": bundle.title,
            "jurisdiction": bundle.jurisdiction,
            "valid_from": bundle.valid_from.isoformat(),
        }
        for _, bundle in sorted(view.snapshot.bundles.items())
    ]
    body = {"policy": view.policy, "tier": view.tier, "bundles": bundles}
    return await asked.disclose(Answer(json_object(body)))


def fields_of(view: View) -> dict[str, Any]:
    """The answer of `/v1/fields`."""
    fields: list[dict[str, Any]] = []
    for resource, declared in RESOURCES.items():
        withheld, redacted = view.withheld(resource), view.redacted(resource)
        fields += [_field(view, field, withheld | redacted) for field in declared]
    grounds = [
        _exemption(exemption, bundle.jurisdiction)
        for _, bundle in sorted(view.snapshot.bundles.items())
        for exemption in bundle.exemptions_of(view.tier).values()
    ]
    citations = {(g["code"], g["jurisdiction"]): g["citation"] for g in grounds}
    first = {code: citation for (code, _), citation in reversed(citations.items())}
    for field in fields:
        field["citation"] = first.get(field["exemption"])
    return {"fields": fields, "exemptions": grounds, "policy": view.policy}


def _field(view: View, field: Field, grounds: dict[str, str]) -> dict[str, Any]:
    shown = view.shown(field.resource).get(field.name)
    operators: list[str] = []
    treatment = Treatment.WITHHOLD
    if shown is not None:
        operators = sorted(ops_of(shown.kind))
        treatment = Treatment.REDACT if shown.redacted else Treatment.RELEASE
    return {
        "field": field.full_name,
        "resource": PLURALS[field.resource],
        "name": field.name,
        "kind": field.kind,
        "meaning": field.meaning,
        "treatment": treatment,
        "exemption": grounds.get(field.name),
        "filterable": bool(operators),
        "operators": operators,
    }


def _exemption(exemption: Exemption, jurisdiction: str) -> dict[str, Any]:
    decided_on = exemption.decided_on
    return {
        "code": exemption.code,
        "jurisdiction": jurisdiction,
        "citation": exemption.citation,
        "basis": exemption.basis,
        "words": exemption.words,
        "remedy": exemption.remedy,
        "decided_by": exemption.decided_by,
        "decided_on": None if decided_on is None else decided_on.isoformat(),
        "finding": exemption.finding,
    }
