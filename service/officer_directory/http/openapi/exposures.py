"""What is open about exposures: to records of their agency's officers, to oversight of theirs."""

from typing import Any

from officer_directory.exposures.recipients import OF_OFFICERS
from officer_directory.http.openapi.schemas import Schema, closed, ref
from officer_directory.http.query import UNSEEN
from officer_directory.tiers import Tier

_TEXT: Schema = {"type": "string"}
_MAYBE: Schema = {"type": ["string", "null"]}
_COUNT: Schema = {"type": "integer"}
_DAY: Schema = {"type": "string", "format": "date"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_UNTIL: Schema = {"type": ["string", "null"], "format": "date-time"}
_NAMES: Schema = {"type": "array", "items": _TEXT}
_PROBLEMS = ("400", "401", "403", "404", "406", "422", "429", "500", "503")
_SEEN = closed(
    {
        "tier": _TEXT,
        "since": _MOMENT,
        "until": _UNTIL,
        **dict.fromkeys(("policy", "bundle"), _TEXT),
        "treatment": {"type": "string", "enum": ["release", "redact"]},
        "when": _NAMES,
        "fields": _NAMES,
    }
)
_KEY = closed(
    {
        "kind": {"type": "string", "enum": ["key", "client"]},
        **dict.fromkeys(("id", "label"), _TEXT),
        "organisation": _MAYBE,
        "since": _MOMENT,
        "until": _UNTIL,
    }
)
_RECIPIENT = closed(
    {
        "tier": _TEXT,
        **dict.fromkeys(("person", "key", "issuer", "client"), _MAYBE),
        "label": _TEXT,
        "disclosures": _COUNT,
        "officers": {"type": ["integer", "null"], "description": "Null: everyone in view."},
        **dict.fromkeys(("first_day", "last_day"), _DAY),
        "fields": {"type": ["array", "null"], "items": _TEXT, "description": "Null: any."},
        "policies": _NAMES,
    }
)
_EXPOSURE = closed(
    {
        **dict.fromkeys(("officer", "unit", "agency", "policy", "field", "since", "until"), _MAYBE),
        "could_see": {"type": "array", "items": _SEEN},
        "press_keys": {"type": "array", "items": _KEY},
        "recipients": {"type": "array", "items": _RECIPIENT},
        "notes": _NAMES,
    },
    optional=("officer", "unit", "agency", "policy"),
)
_NAME = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": f"^[^{UNSEEN}]+$"}
_FIELDS = sorted(OF_OFFICERS | {name.removeprefix("officer.") for name in OF_OFFICERS})
_PARAMETERS: dict[str, tuple[Schema, str]] = {
    "officer": ({"type": "string", "format": "uuid"}, "Of this officer."),
    "unit": (_NAME, "Of anyone assigned to this unit at some time between the days."),
    "agency": (_NAME, "Whose unit it is, where you see several agencies."),
    "policy": (
        {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "Under this policy: the `policy` of an answer, or the digest of all its bundles.",
    ),
    "field": (
        {"type": "string", "enum": _FIELDS},
        "Of this field alone; an officer's own needs no `officer.` before it.",
    ),
    "since": (_DAY, "From this day on, UTC."),
    "until": (_DAY, "Up to this day, UTC."),
}
_REQUIRED = ("officer", "unit", "policy")
_MORE = ("field", "since", "until")


def add(tier: Tier, paths: Schema, components: Schema) -> None:
    """Add the operations, their parameters and schemas, to those who may ask."""
    if tier not in (Tier.RECORDS, Tier.OVERSIGHT):
        return
    components["schemas"]["Exposure"] = closed({"exposure": _EXPOSURE, "policy": _TEXT})
    for name, (schema, words) in _PARAMETERS.items():
        made = {"name": name, "in": "query", "schema": schema, "description": words}
        required = {"required": True} if name in _REQUIRED else {}
        components["parameters"][f"exposures.{name}"] = made | required
    for path, name, about, parameters in (
        ("", "read_exposure", "an officer", ("officer",)),
        ("/units", "read_exposure_of_unit", "a unit", ("unit", "agency")),
        ("/policies", "read_exposure_of_policy", "anyone, by one policy", ("policy",)),
    ):
        operation = _operation(name, about, (*parameters, *_MORE))
        paths[f"/v1/exposures{path}"] = {"get": operation}


def _operation(name: str, about: str, parameters: tuple[str, ...]) -> Schema:
    responses: dict[str, Any] = {s: ref("responses", f"Problem{s}") for s in _PROBLEMS}
    summary = f"Who could see, or was given, what of {about}."
    content: Schema = {"application/json": {"schema": ref("schemas", "Exposure")}}
    content |= {kind: {"schema": _TEXT} for kind in ("text/csv", "text/html")}
    responses["200"] = {"description": summary, "content": content}
    return {
        "operationId": name,
        "tags": ["exposures"],
        "summary": summary,
        "parameters": [ref("parameters", f"exposures.{parameter}") for parameter in parameters],
        "responses": responses,
    }
