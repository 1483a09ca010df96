"""The embedded issuer, which is the same for everyone."""

from typing import Any

from officer_directory.http.openapi.schemas import Schema, closed, ref
from officer_directory.identity.issuing.asking import DESCRIPTIONS
from officer_directory.identity.issuing.issuer import KEYS, REVOKE, TOKEN

_TEXT: Schema = {"type": "string"}
_PROBLEMS = ("400", "404", "500", "503")
_SIGNED: Schema = {
    "client_assertion_type": {
        "type": "string",
        "enum": ["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"],
    },
    "client_assertion": {"type": "string", "pattern": "^[A-Za-z0-9_.-]{1,4096}$"},
}
_TOKEN_FORM: Schema = {
    "type": "object",
    "additionalProperties": False,
    "required": ["grant_type"],
    "properties": {
        "grant_type": {"type": "string", "enum": ["client_credentials"]},
        "scope": {
            "type": "string",
            "pattern": "^[!-~ ]*$",
            "description": "Fewer than the client has, parted by spaces; all, where none is named.",
        },
        **_SIGNED,
    },
}
_REVOKE_FORM: Schema = {
    "type": "object",
    "additionalProperties": False,
    "required": ["token"],
    "properties": {"token": {"type": "string", "pattern": "^[!-~]+$"}, **_SIGNED},
}
_GIVEN = closed(
    {
        "access_token": _TEXT,
        "token_type": {"type": "string", "enum": ["Bearer", "DPoP"]},
        "expires_in": {"type": "integer"},
        "scope": _TEXT,
    }
)
_ERROR = closed({"error": {"type": "string", "enum": [*DESCRIPTIONS]}, "error_description": _TEXT})
_KEY_SET = closed({"keys": {"type": "array", "items": {"type": "object"}}})


def add(paths: Schema, components: Schema) -> None:
    """Add the issuer's addresses, and their schemas."""
    components["schemas"] |= {"Token": _GIVEN, "OAuthError": _ERROR, "KeySet": _KEY_SET}
    components["responses"] |= {
        "OAuthError400": _error("The request is not understood (RFC 6749, section 5.2)."),
        "OAuthError401": _error("The client could not be authenticated."),
    }
    components["securitySchemes"] = {
        **components["securitySchemes"],
        "client": {"type": "http", "scheme": "basic", "description": "Client id and secret."},
    }
    paths[TOKEN] = {"post": _post("issue_token", "A token of five minutes.", _TOKEN_FORM)}
    paths[TOKEN]["post"]["responses"]["200"] = _answer("A token.", ref("schemas", "Token"))
    paths[REVOKE] = {"post": _post("revoke_token", "End an own token, at once.", _REVOKE_FORM)}
    paths[REVOKE]["post"]["responses"]["200"] = _answer("Whatever it was.", {"type": "object"})
    for path, name, summary in (
        (KEYS, "read_keys", "The public keys that tokens are signed with."),
        ("/.well-known/oauth-authorization-server", "read_issuer", "The issuer (RFC 8414)."),
        ("/.well-known/oauth-protected-resource", "read_resource", "This resource (RFC 9728)."),
    ):
        schema = ref("schemas", "KeySet") if path == KEYS else {"type": "object"}
        paths[path] = {"get": _operation(name, summary, *_PROBLEMS)}
        paths[path]["get"]["responses"]["200"] = _answer(summary, schema)


def _post(name: str, summary: str, form: Schema) -> Schema:
    operation = _operation(name, summary, "404", "413", "429", "500", "503")
    operation["security"] = [{"client": []}, {}]  # {}: where it signs an assertion
    operation["requestBody"] = {
        "required": True,
        "content": {"application/x-www-form-urlencoded": {"schema": form}},
    }
    operation["responses"]["400"] = ref("responses", "OAuthError400")
    operation["responses"]["401"] = ref("responses", "OAuthError401")
    return operation


def _operation(name: str, summary: str, *statuses: str) -> Schema:
    responses: dict[str, Any] = {s: ref("responses", f"Problem{s}") for s in statuses}
    return {
        "operationId": name,
        "tags": ["oauth"],
        "summary": summary,
        "security": [],
        "responses": responses,
    }


def _answer(words: str, schema: Schema) -> Schema:
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def _error(words: str) -> Schema:
    return _answer(words, ref("schemas", "OAuthError"))
