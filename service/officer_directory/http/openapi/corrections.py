"""What is open about corrections: to outside tiers sending one, to records reading and closing."""

from typing import Any

from officer_directory.corrections.listing import CLOSED, OPEN, POSITION
from officer_directory.http.openapi.bodies import plain
from officer_directory.http.openapi.schemas import Schema, Sight, closed, ref
from officer_directory.http.query import MOST_RECORDS
from officer_directory.http.routes.corrections import Closing, Correction
from officer_directory.tiers import OUTSIDE, Tier

_MAYBE: Schema = {"type": ["string", "null"]}
_ID: Schema = {"type": "string", "format": "uuid"}
_STATE: Schema = {"type": "string", "enum": [OPEN, CLOSED]}
_LISTED = closed(
    {
        "id": _ID,
        "officer_id": _ID,
        **dict.fromkeys(("field", "wrong"), _MAYBE),
        "should_be": {"type": "string"},
        "contact": _MAYBE,
        "received_on": {"type": "string", "format": "date"},
        "closed_on": {"type": ["string", "null"], "format": "date"},
        **dict.fromkeys(("closed_by", "answer"), _MAYBE),
        "state": _STATE,
    }
)
_PARAMETERS: Schema = {
    "corrections.state": {"name": "state", "schema": _STATE, "description": "Default: open."},
    "corrections.officer": {"name": "officer", "schema": _ID, "description": "Of one officer."},
    "corrections.limit": {
        "name": "limit",
        "description": "At most so many.",
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST_RECORDS},
    },
    "corrections.after": {
        "name": "after",
        "description": "Where the page before this one ended; `next` has it.",
        "schema": {"type": "string", "pattern": f"^{POSITION}$"},
    },
}
_PROBLEMS = ("400", "401", "403", "404", "422", "429", "500", "503")
_OF_A_BODY = ("409", "413", "415")


def add(view: Sight, paths: Schema, components: Schema) -> None:
    """Add the operations that are open to this tier, and their schemas."""
    if view.tier in OUTSIDE:
        components["schemas"]["Correction"] = _sent(view)
        _add_state(components)
        sending = _operation("send_correction", "Say what is wrong.", "202", "CorrectionState")
        paths["/v1/corrections"] = {"post": _with_body(sending, "Correction")}
    elif view.tier is Tier.RECORDS:
        _for_records(paths, components)


def _sent(view: Sight) -> Schema:
    """A correction names a field that the requester is shown, or says in words what is wrong."""
    sent: Schema = plain(Correction.model_json_schema())
    sent["properties"]["field"] = {
        "description": "A field of the officer that is wrong.",
        "anyOf": [{"type": "string", "enum": sorted(view.shown("officer"))}, {"type": "null"}],
    }
    told: Schema = {"type": "string"}
    sent["anyOf"] = [
        {"required": [name], "properties": {name: told}} for name in ("field", "wrong")
    ]
    return sent


def _for_records(paths: Schema, components: Schema) -> None:
    components["schemas"] |= {
        "Closing": plain(Closing.model_json_schema()),
        "ListedCorrection": _LISTED,
        "Corrections": closed(
            {
                "corrections": {"type": "array", "items": ref("schemas", "ListedCorrection")},
                "next": _MAYBE,
            }
        ),
    }
    _add_state(components)
    for name, parameter in _PARAMETERS.items():
        components["parameters"][name] = {"in": "query", **parameter}
    listing = _operation("list_corrections", "What readers say is wrong.", "200", "Corrections")
    listing["parameters"] = [ref("parameters", name) for name in _PARAMETERS]
    listing["responses"]["406"] = ref("responses", "Problem406")
    paths["/v1/corrections"] = {"get": listing}
    closing = _operation("close_correction", "Close with an answer.", "201", "CorrectionState")
    paths["/v1/corrections/{id}/close"] = {
        "parameters": [ref("parameters", "id")],
        "post": _with_body(closing, "Closing"),
    }


def _add_state(components: Schema) -> None:
    components["schemas"]["CorrectionState"] = closed({"correction": closed({"state": _STATE})})


def _operation(name: str, summary: str, done: str, answer: str) -> Schema:
    statuses = (*_PROBLEMS, *(() if done == "200" else _OF_A_BODY))
    responses: dict[str, Any] = {s: ref("responses", f"Problem{s}") for s in statuses}
    content = {"application/json": {"schema": ref("schemas", answer)}}
    responses[done] = {"description": summary, "content": content}
    return {
        "operationId": name,
        "tags": ["corrections"],
        "summary": summary,
        "responses": responses,
    }


def _with_body(operation: Schema, schema: str) -> Schema:
    content = {"application/json": {"schema": ref("schemas", schema)}}
    return operation | {"requestBody": {"required": True, "content": content}}
