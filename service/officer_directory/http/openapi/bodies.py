"""What the records tier may send: protections and orders."""

from typing import Any

from officer_directory.http.openapi.schemas import Schema, closed, ref
from officer_directory.http.routes.protecting import IncidentOrder, OfficerOrder, ProtectionBody

_PROBLEMS = ("400", "401", "403", "404", "409", "413", "415", "422", "500", "503")
_ID = {"type": "string", "format": "uuid"}


def add(paths: Schema, components: Schema) -> None:
    """Add the two operations, and their schemas."""
    for model in (ProtectionBody, OfficerOrder, IncidentOrder):
        components["schemas"][model.__name__] = plain(model.model_json_schema(by_alias=True))
    either = [ref("schemas", "OfficerOrder"), ref("schemas", "IncidentOrder")]
    components["schemas"]["OrderBody"] = {"anyOf": either}
    components["schemas"]["Recorded"] = closed({"id": _ID})
    components["schemas"]["Kept"] = closed({"id": _ID, "pending": {"const": True}})
    path = paths.setdefault(
        "/v1/officers/{id}/protections", {"parameters": [ref("parameters", "id")]}
    )
    path["post"] = _post("add_protection", "Protect an officer, at once.", "ProtectionBody")
    path["post"]["responses"]["202"] = {
        "description": "A hold that is not in force yet: the database does not take it. It is"
        " kept, and nothing is shown to anyone until it is recorded.",
        "content": {"application/json": {"schema": closed({"protection": ref("schemas", "Kept")})}},
    }
    paths["/v1/orders"] = {"post": _post("add_order", "Enter a court order.", "OrderBody")}


def _post(name: str, summary: str, body: str) -> Schema:
    answer = {
        "type": "object",
        "properties": {
            "protection": ref("schemas", "Recorded"),
            "order": ref("schemas", "Recorded"),
        },
        "additionalProperties": False,
    }
    responses: dict[str, Any] = {s: ref("responses", f"Problem{s}") for s in _PROBLEMS}
    responses["201"] = {
        "description": "Recorded, and in force from its start.",
        "content": {"application/json": {"schema": answer}},
    }
    return {
        "operationId": name,
        "tags": ["protecting"],
        "summary": summary,
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": ref("schemas", body)}},
        },
        "responses": responses,
    }


def plain(schema: Any) -> Any:
    """Without the titles that repeat the names."""
    if isinstance(schema, dict):
        return {k: plain(v) for k, v in schema.items() if not (k == "title" and isinstance(v, str))}
    if isinstance(schema, list):
        return [plain(item) for item in schema]
    return schema
