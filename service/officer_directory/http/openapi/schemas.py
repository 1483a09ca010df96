"""Schemas of what is answered: records, their envelopes, problems."""

from collections.abc import Mapping
from typing import Any, Protocol

from officer_directory.disclosure.asking import Shown
from officer_directory.disclosure.fields import FIELDS, PLURALS, Kind
from officer_directory.tiers import Tier

Schema = dict[str, Any]


class Sight(Protocol):
    """What a description needs to know of a view."""

    @property
    def tier(self) -> Tier: ...

    def shown(self, resource: str) -> Mapping[str, Shown]: ...


_UUID: Schema = {"type": "string", "format": "uuid"}
_KINDS: dict[Kind, Schema] = {
    Kind.ID: _UUID,
    Kind.TEXT: {"type": "string"},
    Kind.PROSE: {"type": "string"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.YEAR: {"type": "integer"},
    Kind.COUNT: {"type": "integer"},
    Kind.MONEY: {"type": "number"},
    Kind.FLAG: {"type": "boolean"},
    Kind.INSTANT: {"type": "string", "format": "date-time"},
    Kind.IDS: {"type": "array", "items": _UUID},
}
_SOMETIMES = "Fields that read null where they are withheld, with the ground; of all alike."
_GROUNDS: Schema = {
    "type": "object",
    "additionalProperties": {"type": "string"},
    "description": "Field to the code of the exemption; /v1/fields has its words.",
}
_POLICY: Schema = {"type": "string", "description": "Hash of what this tier is shown."}


def name_of(resource: str) -> str:
    return resource.capitalize()


def closed(properties: Mapping[str, Schema], optional: tuple[str, ...] = ()) -> Schema:
    """An object that has these properties and no other."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [name for name in properties if name not in optional],
        "properties": dict(properties),
    }


def ref(kind: str, name: str) -> Schema:
    return {"$ref": f"#/components/{kind}/{name}"}


def record(resource: str, shown: Mapping[str, Shown]) -> Schema:
    """A record: a withheld field is no key, unknown is null; `fields` may leave any out."""
    properties = {name: _shown(resource, name, as_shown) for name, as_shown in shown.items()}
    properties["withheld"] = {**_GROUNDS, "description": "What is withheld in this record alone."}
    return closed(properties, optional=tuple(properties))


def _shown(resource: str, name: str, shown: Shown) -> Schema:
    schema = dict(_KINDS[shown.kind])
    if shown.redacted:
        schema = {"type": "string", "pattern": "^[0-9]{4}$"}
    if name != "id" and shown.kind is not Kind.IDS:
        schema["type"] = [schema["type"], "null"]
    return {**schema, "description": FIELDS[f"{resource}.{name}"].meaning}


def page(resource: str) -> Schema:
    """The envelope of a list."""
    properties: dict[str, Schema] = {
        PLURALS[resource]: {"type": "array", "items": ref("schemas", name_of(resource))},
        "next": {
            "type": ["string", "null"],
            "format": "uri-reference",
            "description": "Address of the next page.",
        },
        "count": {"type": "integer", "description": "How many match; where it was asked for."},
        "withheld": _GROUNDS,
        "may_be_withheld": {**_GROUNDS, "description": _SOMETIMES},
        "redacted": {**_GROUNDS, "description": "Fields shown in part."},
        "policy": _POLICY,
    }
    return closed(properties, optional=("count", "may_be_withheld", "redacted"))


def single(resource: str) -> Schema:
    """The envelope of one record."""
    properties = {
        resource: ref("schemas", name_of(resource)),
        "withheld": _GROUNDS,
        "may_be_withheld": {**_GROUNDS, "description": _SOMETIMES},
        "redacted": {**_GROUNDS, "description": "Fields shown in part."},
        "policy": _POLICY,
    }
    return closed(properties, optional=("may_be_withheld", "redacted"))


def of_records(view: Sight, resources: list[str], singles: list[str]) -> dict[str, Schema]:
    """The schemas of every resource that is listed, and of those also read one by one."""
    found: dict[str, Schema] = {}
    for resource in resources:
        found[name_of(resource)] = record(resource, view.shown(resource))
        found[f"{name_of(resource)}Page"] = page(resource)
        if resource in singles:
            found[f"{name_of(resource)}Answer"] = single(resource)
    return found


_TEXT: Schema = {"type": "string"}
_MAYBE: Schema = {"type": ["string", "null"]}

PROBLEM = closed(
    {
        "type": {"type": "string", "format": "uri-reference"},
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "errors": {"type": "array", "items": closed({"field": _TEXT, "wrong": _TEXT})},
    },
    optional=("errors",),
)
FIELD = closed(
    {
        "field": _TEXT,
        "resource": _TEXT,
        "name": _TEXT,
        "kind": _TEXT,
        "meaning": _TEXT,
        "treatment": {"type": "string", "enum": ["release", "redact", "withhold"]},
        "exemption": _MAYBE,
        "citation": _MAYBE,
        "filterable": {"type": "boolean"},
        "operators": {"type": "array", "items": _TEXT},
    }
)
EXEMPTION = closed(
    {
        **dict.fromkeys(("code", "jurisdiction", "citation", "basis", "words", "remedy"), _TEXT),
        "decided_by": _MAYBE,
        "decided_on": {"type": ["string", "null"], "format": "date"},
        "finding": _MAYBE,
    }
)
FIELDS_ANSWER = closed(
    {
        "fields": {"type": "array", "items": ref("schemas", "Field")},
        "exemptions": {"type": "array", "items": ref("schemas", "Exemption")},
        "policy": _POLICY,
    }
)
LIMIT = closed(
    {
        "limit": {"type": "integer", "description": "Units, records or officers in a window."},
        "window_s": {"type": "integer", "description": "Length of the window, in seconds."},
        "left": {"type": "integer", "description": "At least so much is left."},
        "renews_s": {"type": "integer", "description": "Seconds until some of it is back."},
    }
)
ME = closed(
    {
        "tier": _TEXT,
        "label": _MAYBE,
        "agencies": {"type": "array", "items": _TEXT},
        "person": _MAYBE,
        "scopes": {"type": "array", "items": _TEXT},
        "notices": {"type": "array", "items": _TEXT},
        "limits": {"type": "object", "additionalProperties": ref("schemas", "Limit")},
    }
)
BUNDLE = closed(
    {
        "name": _TEXT,
        "title": _TEXT,
        "jurisdiction": _TEXT,
        "valid_from": {"type": "string", "format": "date"},
    }
)
POLICY = closed(
    {
        "policy": _POLICY,
        "tier": _TEXT,
        "bundles": {"type": "array", "items": ref("schemas", "Bundle")},
    }
)
STATUS = closed({"status": _TEXT})
ABOUT = {
    "Problem": PROBLEM,
    "Field": FIELD,
    "Exemption": EXEMPTION,
    "Fields": FIELDS_ANSWER,
    "Limit": LIMIT,
    "Me": ME,
    "Bundle": BUNDLE,
    "Policy": POLICY,
    "Status": STATUS,
}
