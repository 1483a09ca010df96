"""The description, as far as the interface is open to one requester."""

from importlib.metadata import version
from typing import Any

from officer_directory.disclosure.fields import PLURALS
from officer_directory.http.openapi import (
    applications,
    bodies,
    clients,
    corrections,
    exposures,
    hr,
    keys,
    ledger,
    oauth,
    parameters,
    photos,
    schemas,
)
from officer_directory.http.openapi.schemas import Schema, Sight, name_of, ref
from officer_directory.tiers import Tier

_LISTS = ("officer", "agency", "complaint", "incident")
_OF_AN_OFFICER = ("employment", "assignment", "salary", "complaint", "incident", "document")
_ID: Schema = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "Identifier of the record.",
    "schema": {"type": "string", "format": "uuid"},
}
_UID: Schema = {
    "name": "uid",
    "in": "path",
    "required": True,
    "description": "The agency's public number for the officer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[A-Za-z0-9_-]+$"},
}
_ABOUT = (
    "An access-controlled directory of officers. What is not released to you is withheld, with"
    " its legal ground in `withheld`; /v1/fields has the words. Lists come as JSON by page, or"
    " whole as CSV or NDJSON, by `Accept` or by a suffix of the path (`.json`, `.csv`,"
    " `.ndjson`). This description shows what is open to whoever asked for it."
)
_TAGS = {
    "officers": "Officers, and what belongs to one.",
    "agencies": "Agencies.",
    "complaints": "Complaints, one allegation each.",
    "incidents": "Incidents.",
    "about": "What you may see, and why not more.",
    "writing": "What a personnel system writes about its own agency.",
    "corrections": "What readers say is wrong in a record.",
    "exposures": "Who could see, or was given, what of an officer.",
    "protecting": "Entering protections and orders.",
    "keys": "API keys: asking for one, your own, and for an admin everyone's.",
    "clients": "Programs that sign in with OAuth, for administrators.",
    "ledger": "What proves that something was given, or was public.",
    "oauth": "Tokens for programs that sign in.",
    "operations": "For those who run it.",
}
_SCHEMES: Schema = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "An API key, or a token."},
    "basic": {"type": "http", "scheme": "basic", "description": "An API key as user name."},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
}


def of(view: Sight) -> Schema:
    """The OpenAPI 3.1 document for what a requester is shown."""
    tops = [r for r in _LISTS if view.shown(r)]
    subs = [r for r in _OF_AN_OFFICER if "officer" in tops]
    if subs and view.shown("protection"):
        subs.append("protection")
    components = {
        "schemas": schemas.of_records(view, [*dict.fromkeys([*tops, *subs])], tops) | schemas.ABOUT,
        "parameters": {} if not tops else {"id": _ID},
        "responses": {},
        "securitySchemes": _SCHEMES,
    }
    paths: Schema = {}
    for resource in tops:
        _add_list(view, resource, paths, components)
    if subs:
        _add_officer(view, subs, paths, components)
    paths |= _about()
    if view.tier is Tier.RECORDS:
        bodies.add(paths, components)
    if view.tier is Tier.ADMIN:
        clients.add(paths, components)
    for part in (keys, applications, exposures):
        part.add(view.tier, paths, components)
    corrections.add(view, paths, components)
    if view.tier is Tier.HR:
        hr.add(paths, components)
    ledger.add(view.tier, paths, components)
    oauth.add(paths, components)
    components["responses"] |= _problems(paths)
    tags = {tag for path in paths.values() for op in path.values() for tag in _tags(op)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Officer directory",
            "version": version("officer-directory"),
            "description": _ABOUT,
            "license": {"name": "Terms of the agency that runs it", "url": "/docs"},
        },
        "servers": [{"url": "/", "description": "Here."}],
        "security": [{}, {"bearer": []}, {"basic": []}, {"header": []}],
        "tags": [{"name": n, "description": d} for n, d in _TAGS.items() if n in tags],
        "paths": paths,
        "components": components,
    }


def _tags(operation: Any) -> list[str]:
    return operation.get("tags", []) if isinstance(operation, dict) else []


def _add_list(view: Sight, resource: str, paths: Schema, components: Schema) -> None:
    plural = PLURALS[resource]
    paths[f"/v1/{plural}"] = {
        "get": _list(view, resource, f"list_{plural}", plural, components),
    }
    paths[f"/v1/{plural}/{{id}}"] = {
        "parameters": [ref("parameters", "id")],
        "get": _get(f"read_{resource}", plural, f"{name_of(resource)}Answer", "406", "422"),
    }


def _add_officer(view: Sight, subs: list[str], paths: Schema, components: Schema) -> None:
    by_uid = _get("read_officer_by_uid", "officers", "OfficerAnswer", "406", "422")
    agency = parameters.of_list("officer", view.shown("officer")).get("officer.agency")
    by_uid["parameters"] = [_UID, *([agency] if agency else [])]
    # With its suffix: `by-uid/{uid}` and `{id}/photo` look ambiguous to linters and generators.
    paths["/v1/officers/by-uid/{uid}.json"] = {"get": by_uid}
    for resource in subs:
        plural = PLURALS[resource]
        name = f"list_{plural}_of_officer"
        paths[f"/v1/officers/{{id}}/{plural}"] = {
            "parameters": [ref("parameters", "id")],
            "get": _list(view, resource, name, "officers", components),
        }
    photo = _operation("read_photo", "officers", "Where the official photo is.", "406", "422")
    link = _operation("deliver_photo", "officers", "The official photo.", "422")
    photos.add(view, paths, components, photo, link)


def _list(view: Sight, resource: str, name: str, tag: str, components: Schema) -> Schema:
    found = parameters.of_list(resource, view.shown(resource))
    components["parameters"] |= found
    operation = _get(name, tag, f"{name_of(resource)}Page", "406", "410", "422")
    operation["parameters"] = [ref("parameters", parameter) for parameter in found]
    answer = operation["responses"]["200"]
    answer["headers"] |= {"Link": {"description": "The next page.", "schema": _TEXT}}
    answer["content"] |= {
        "text/csv": {"schema": {"type": "string"}},
        "application/x-ndjson": {"schema": {"type": "string"}},
    }
    return operation


def _get(name: str, tag: str, schema: str, *statuses: str) -> Schema:
    operation = _operation(name, tag, f"{name.replace('_', ' ').capitalize()}.", *statuses)
    content = {"application/json": {"schema": ref("schemas", schema)}}
    operation["responses"]["200"] = {
        "description": "What may be shown.",
        "headers": dict(_LIMITS),
        "content": content,
    }
    return operation


def _operation(name: str, tag: str, summary: str, *statuses: str) -> Schema:
    known = ("400", "401", "403", "404", *statuses, "429", "500", "503")
    return {
        "operationId": name,
        "tags": [tag],
        "summary": summary,
        "responses": {status: ref("responses", f"Problem{status}") for status in known},
    }


METHODS = ("get", "post", "put", "patch", "delete")
_REASONS = {
    "400": "The request is not well formed.",
    "401": "The credential is not good.",
    "403": "The scopes of the credential do not reach that far.",
    "404": "No record can be shown.",
    "406": "No such format.",
    "409": "A rule forbids it.",
    "410": "The cursor is of another question or policy.",
    "412": "A condition of the request is not met.",
    "413": "The body is too large.",
    "415": "The body has another media type than is read here.",
    "422": "Not understood, or too broad.",
    "429": "A limit is used up.",
    "500": "Something failed.",
    "503": "Not answered just now.",
}


_TEXT: Schema = {"type": "string"}
_LIMITS: Schema = {
    "RateLimit-Policy": {
        "description": 'The limits that hold: units `q` in `w` seconds, as `"burst";q=100;w=60`.',
        "schema": _TEXT,
    },
    "RateLimit": {
        "description": "What is left: `r` units for `t` seconds. Not told to the anonymous.",
        "schema": _TEXT,
    },
}
_WAIT: Schema = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}


def _problems(paths: Schema) -> Schema:
    """The problems that some operation may answer with."""
    operations = [item[method] for item in paths.values() for method in item if method in METHODS]
    used = {status for operation in operations for status in operation["responses"]}
    content = {"application/problem+json": {"schema": ref("schemas", "Problem")}}
    found = {
        f"Problem{status}": {"description": reason, "content": content}
        for status, reason in _REASONS.items()
        if status in used
    }
    found["Problem429"]["headers"] = _LIMITS | _WAIT
    found["Problem503"]["headers"] = _WAIT
    return found


def _about() -> Schema:
    found = {
        "/v1/fields": {"get": _get("list_fields", "about", "Fields", "406", "422")},
        "/v1/me": {"get": _get("read_me", "about", "Me", "406", "422")},
        "/v1/policy": {"get": _get("read_policy", "about", "Policy", "406", "422")},
    }
    for path, name in (("/healthz", "is_alive"), ("/readyz", "is_ready")):
        operation = _get(name, "operations", "Status")
        del operation["responses"]["429"], operation["responses"]["200"]["headers"]
        found[path] = {"get": {**operation, "security": []}}
    return found
