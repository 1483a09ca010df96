"""What the admin tier may do with clients."""

from typing import Any

from officer_directory.http.openapi.bodies import plain
from officer_directory.http.openapi.schemas import Schema, closed, ref
from officer_directory.http.routes.clients import ClientBody

_PROBLEMS = ("400", "401", "403", "404", "409", "429", "500", "503")
_OF_A_BODY = ("413", "415", "422")
_TEXT: Schema = {"type": "string"}
_MAYBE: Schema = {"type": ["string", "null"]}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_FLAG: Schema = {"type": "boolean"}

_CLIENT = closed(
    {
        "id": {"type": "string", "format": "uuid"},
        "client_id": _TEXT,
        "issuer": {**_MAYBE, "description": "Another issuer; null: this directory."},
        "tier": _TEXT,
        "label": _TEXT,
        "agencies": _TEXTS,
        "person": _MAYBE,
        "scopes": {"type": ["array", "null"], "items": _TEXT, "description": "Null: all."},
        "private_key_jwt": _FLAG,
        "require_dpop": _FLAG,
        "added_at": {"type": "string", "format": "date-time"},
        "revoked_at": {"type": ["string", "null"], "format": "date-time"},
        "revoked_by": _MAYBE,
    }
)
_ADDED = closed(
    {
        "id": {"type": "string", "format": "uuid"},
        "client_id": _TEXT,
        "client_secret": {**_TEXT, "description": "Shown this once."},
    },
    optional=("client_secret",),
)


def add(paths: Schema, components: Schema) -> None:
    """Add the operations on clients, and their schemas."""
    components["parameters"]["id"] = {
        "name": "id",
        "in": "path",
        "required": True,
        "description": "Identifier of the record.",
        "schema": {"type": "string", "format": "uuid"},
    }
    components["schemas"] |= {
        "ClientBody": plain(ClientBody.model_json_schema()),
        "Client": _CLIENT,
        "Clients": closed({"clients": {"type": "array", "items": ref("schemas", "Client")}}),
        "AddedClient": closed({"client": _ADDED}),
        "Revoked": closed({"proposal": {"type": ["string", "null"], "format": "uuid"}}),
    }
    adding = _operation("add_client", "Bind a client.", *_OF_A_BODY)
    adding["requestBody"] = {
        "required": True,
        "content": {"application/json": {"schema": ref("schemas", "ClientBody")}},
    }
    adding["responses"]["201"] = _answer("Bound; the secret is shown this once.", "AddedClient")
    listing = _operation("list_clients", "Every client.", "406", "422")
    listing["responses"]["200"] = _answer("Every client; of a secret, nothing.", "Clients")
    revoking = _operation("revoke_client", "Revoke a client, at once.", "406", "422")
    revoking["responses"]["200"] = _answer("Revoked, and its tokens with it.", "Revoked")
    revoking["responses"]["202"] = _answer("Proposed: a second person decides.", "Revoked")
    paths["/v1/clients"] = {"get": listing, "post": adding}
    paths["/v1/clients/{id}"] = {"parameters": [ref("parameters", "id")], "delete": revoking}


def _operation(name: str, summary: str, *statuses: str) -> Schema:
    responses: dict[str, Any] = {
        status: ref("responses", f"Problem{status}") for status in (*_PROBLEMS, *statuses)
    }
    return {"operationId": name, "tags": ["clients"], "summary": summary, "responses": responses}


def _answer(words: str, schema: str) -> Schema:
    content = {"application/json": {"schema": ref("schemas", schema)}}
    return {"description": words, "content": content}
