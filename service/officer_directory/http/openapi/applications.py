"""What is open about applications for a key: to strangers their own, to an admin all of them."""

from typing import Any

from officer_directory.http.openapi.bodies import plain
from officer_directory.http.openapi.schemas import Schema, closed, ref
from officer_directory.http.routes.applications import Application, Grant, Refusal
from officer_directory.identity.application_states import EXPIRED, GRANTED, REFUSED, TAKEN, WAITING
from officer_directory.tiers import OUTSIDE, Tier

_TEXT: Schema = {"type": "string"}
_MAYBE: Schema = {"type": ["string", "null"]}
_DAY: Schema = {"type": "string", "format": "date"}
_MAYBE_DAY: Schema = {"type": ["string", "null"], "format": "date"}
_STATE: Schema = {"type": "string", "enum": [WAITING, GRANTED, TAKEN, EXPIRED, REFUSED]}
_STANDING = closed(
    {
        "state": _STATE,
        "applied_on": _DAY,
        "reason": {**_MAYBE, "description": "Why it was refused."},
        "appeals": {**_MAYBE, "description": "To whom to appeal against a refusal."},
        "second_person_agreed": {
            "type": ["boolean", "null"],
            "description": "Of a refusal: without a second person it lapses after a day.",
        },
        "link": {**_MAYBE, "description": "POST to it: it shows the key, once."},
        "link_until": {**_MAYBE_DAY, "description": "The last day (UTC) of the link."},
    }
)
_LISTED = closed(
    {
        "id": {"type": "string", "format": "uuid"},
        **dict.fromkeys(("name", "contact", "organisation", "purpose"), _MAYBE),
        "applied_on": _DAY,
        "granted_on": _MAYBE_DAY,
        "state": _STATE,
        **dict.fromkeys(
            ("granted_by", "refused_by", "refusal_reason", "refusal_confirmed_by"), _MAYBE
        ),
    }
)
_TOKEN: Schema = {
    "name": "token",
    "in": "path",
    "required": True,
    "description": "A secret: of an application's address, or of its link.",
    "schema": {"type": "string", "pattern": "^[0-9A-Za-z_]{1,100}$"},
}
_PROBLEMS = ("400", "401", "404", "429", "500", "503")
_OF_A_BODY = ("409", "413", "415", "422")


def add(tier: Tier, paths: Schema, components: Schema) -> None:
    """Add the operations that are open to this tier, and their schemas."""
    if tier in OUTSIDE:
        _for_strangers(paths, components)
    elif tier is Tier.ADMIN:
        _for_admin(paths, components)


def _for_strangers(paths: Schema, components: Schema) -> None:
    components["parameters"]["token"] = _TOKEN
    components["schemas"] |= {
        "Application": plain(Application.model_json_schema()),
        "ApplicationStanding": _STANDING,
        "ApplicationAnswer": closed({"application": ref("schemas", "ApplicationStanding")}),
        "Applied": closed(
            {
                "address": {**_TEXT, "description": "Only you have it: keep it."},
                "application": ref("schemas", "ApplicationStanding"),
            }
        ),
    }
    named = {"parameters": [ref("parameters", "token")]}
    applying = _operation("apply_for_key", "Ask for a key.", "202", "Applied", *_OF_A_BODY)
    paths["/v1/key-applications"] = {"post": _with_body(applying, "Application")}
    reading = _operation(
        "read_application", "How your application stands.", "200", "ApplicationAnswer", "406", "422"
    )
    paths["/v1/key-applications/{token}"] = {**named, "get": reading}
    taking = _operation("take_key", "Your key, shown this once.", "201", "IssuedKey", "406", "422")
    paths["/v1/key-links/{token}"] = {**named, "post": taking}


def _for_admin(paths: Schema, components: Schema) -> None:
    components["schemas"] |= {
        "Grant": plain(Grant.model_json_schema()),
        "Refusal": plain(Refusal.model_json_schema()),
        "ListedApplication": _LISTED,
        "Applications": closed(
            {"applications": {"type": "array", "items": ref("schemas", "ListedApplication")}}
        ),
        "Decided": closed({"state": _STATE}),
    }
    listing = ("list_applications", "Every application.", "200", "Applications", "406", "422")
    paths["/v1/key-applications"] = {"get": _operation(*listing)}
    for path, name, summary, body in (
        ("grant", "grant_application", "Grant an application.", "Grant"),
        ("refuse", "refuse_application", "Refuse an application, for a day.", "Refusal"),
        ("refuse/confirmation", "confirm_refusal", "Agree that it stays refused.", "Grant"),
    ):
        operation = _operation(name, summary, "201", "Decided", *_OF_A_BODY)
        paths[f"/v1/key-applications/{{id}}/{path}"] = {
            "parameters": [ref("parameters", "id")],
            "post": _with_body(operation, body),
        }


def _operation(name: str, summary: str, done: str, answer: str, *statuses: str) -> Schema:
    responses: dict[str, Any] = {
        status: ref("responses", f"Problem{status}") for status in (*_PROBLEMS, *statuses)
    }
    content = {"application/json": {"schema": ref("schemas", answer)}}
    responses[done] = {"description": summary, "content": content}
    return {"operationId": name, "tags": ["keys"], "summary": summary, "responses": responses}


def _with_body(operation: Schema, schema: str) -> Schema:
    content = {"application/json": {"schema": ref("schemas", schema)}}
    return operation | {"requestBody": {"required": True, "content": content}}
