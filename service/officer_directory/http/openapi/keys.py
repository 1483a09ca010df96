"""What is open about API keys: to an admin all of them, to the holder of one its own."""

from typing import Any

from officer_directory.http.openapi.bodies import plain
from officer_directory.http.openapi.schemas import Schema, closed, ref
from officer_directory.http.routes.keys import Confirmation, NewKey, Revocation, Rotation
from officer_directory.tiers import Tier

_MAYBE: Schema = {"type": ["string", "null"]}
_TEXT: Schema = {"type": "string"}
_INSTANT: Schema = {"type": "string", "format": "date-time"}
_KEY = closed(
    {
        "key_id": _TEXT,
        "tier": {"type": "string", "enum": [tier.value for tier in Tier]},
        "label": _TEXT,
        **dict.fromkeys(("organisation", "contact", "purpose"), _MAYBE),
        "state": _TEXT,
        "issued_at": _INSTANT,
        "expires_at": _INSTANT,
        "last_used_on": {"type": ["string", "null"], "format": "date"},
        "succeeds": {**_MAYBE, "description": "The key that this one was rotated from."},
    }
)
_SCHEMAS: Schema = {
    "Key": _KEY,
    "Keys": closed({"keys": {"type": "array", "items": ref("schemas", "Key")}}),
    "IssuedKey": closed(
        {
            "api_key": {"type": "string", "description": "Shown this once."},
            "key": ref("schemas", "Key"),
        }
    ),
    "EndedKey": closed({"closed": {"type": "boolean"}}),
}
_PROBLEMS = ("400", "401", "404", "422", "500", "503")
_OF_A_BODY = ("409", "413", "415")
_KEY_ID: Schema = {
    "name": "key_id",
    "in": "path",
    "required": True,
    "description": "The public part of a key.",
    "schema": {"type": "string", "pattern": "^[0-9A-Za-z]{12}$"},
}


def add(tier: Tier, paths: Schema, components: Schema) -> None:
    """Add the operations that are open to this tier, and their schemas."""
    components["schemas"] |= _SCHEMAS | {"Rotation": plain(Rotation.model_json_schema())}
    components["parameters"]["key_id"] = _KEY_ID
    named = {"parameters": [ref("parameters", "key_id")]}
    paths["/v1/me/keys"] = {
        "get": _operation("list_own_keys", "Your key, and those it was rotated from and to."),
        "post": _operation("rotate_own_key", "A successor of your key.", "Rotation", "IssuedKey"),
    }
    paths["/v1/me/keys/{key_id}"] = {
        **named,
        "delete": _operation("give_own_key_up", "End your own key.", None, "EndedKey"),
    }
    if tier is not Tier.ADMIN:
        return
    for model in (NewKey, Revocation, Confirmation):
        components["schemas"][model.__name__] = plain(model.model_json_schema())
    paths["/v1/keys"] = {
        "get": _operation("list_keys", "Every key, never the keys themselves."),
        "post": _operation("issue_key", "Issue a key.", "NewKey", "IssuedKey"),
    }
    under = "/v1/keys/{key_id}"
    for path, name, summary, body, answer in (
        ("rotation", "rotate_key", "A successor of a key.", "Rotation", "IssuedKey"),
        ("revocation", "revoke_key", "Take a key away.", "Revocation", "EndedKey"),
        (
            *("revocation/confirmation", "confirm_revocation"),
            *("Agree that a key is taken away.", "Confirmation", "EndedKey"),
        ),
    ):
        paths[f"{under}/{path}"] = {**named, "post": _operation(name, summary, body, answer)}


def _operation(name: str, summary: str, body: str | None = None, answer: str = "Keys") -> Schema:
    statuses = (*_PROBLEMS, *(("406",) if answer == "Keys" else _OF_A_BODY))
    responses: dict[str, Any] = {s: ref("responses", f"Problem{s}") for s in statuses}
    content = {"application/json": {"schema": ref("schemas", answer)}}
    done = {"description": "What was done, or what there is.", "content": content}
    responses["200" if answer == "Keys" else "201"] = done
    operation: Schema = {
        "operationId": name,
        "tags": ["keys"],
        "summary": summary,
        "responses": responses,
    }
    if body is not None:
        sent = {"application/json": {"schema": ref("schemas", body)}}
        operation["requestBody"] = {"required": True, "content": sent}
    return operation
