"""What the ledger proves, the same for everyone; and what those who watch read of it."""

from typing import Any

from officer_directory.http.openapi.bodies import plain
from officer_directory.http.openapi.schemas import Schema, closed, ref
from officer_directory.http.routes.ledger import Asking
from officer_directory.protections.alerts import WATCHING
from officer_directory.tiers import Tier

_TEXT: Schema = {"type": "string"}
_SECONDS: Schema = {"type": "integer"}
_PROBLEMS = ("400", "401", "403", "404", "422", "429", "500", "503")
_LOGS: Schema = {"type": "string", "enum": ["publication", "press", "inside"]}
_KEY = closed(
    {
        "log": _LOGS,
        "origin": _TEXT,
        "algorithm": {"type": "string", "enum": ["ed25519", "ml-dsa-44"]},
        "vkey": _TEXT,
        "from": _SECONDS,
        "until": {"type": ["integer", "null"]},
    }
)
_ALERT = closed(
    {
        "day": {"type": "string", "format": "date"},
        "rule": {"type": "string", "enum": ["many", "again", "hours"]},
        "about": _TEXT,
        "words": _TEXT,
    }
)
_KEYS = closed(
    {
        "name": _TEXT,
        "keys": {"type": "array", "items": _KEY},
        "rotations": {"type": "array", "items": _TEXT},
    }
)


def add(tier: Tier, paths: Schema, components: Schema) -> None:
    """Add the ledger's addresses, and their schemas."""
    components["schemas"] |= {
        "LedgerKeys": _KEYS,
        "ProofAsked": plain(Asking.model_json_schema()),
        "StreamEnd": closed({"stream": _TEXT, "receipt": _TEXT}),
    }
    keys = _operation("read_ledger_keys", "The keys that sign the logs.", "LedgerKeys")
    paths["/v1/ledger/keys"] = {"get": _with(keys, "406")}
    newest = _operation("read_checkpoint", "The newest checkpoint of a log.", None)
    log = {"name": "log", "in": "path", "required": True, "schema": _LOGS, "description": "A log."}
    paths["/v1/ledger/checkpoints/{log}"] = {"parameters": [log], "get": newest}
    proof = _operation("prove", "The proof of what a receipt is of.", None)
    content = {"application/json": {"schema": ref("schemas", "ProofAsked")}}
    body = {"requestBody": {"required": True, "content": content}}
    paths["/v1/ledger/proofs"] = {"post": _with(proof, "413", "415") | body}
    if tier in WATCHING:
        components["schemas"]["Alerts"] = closed({"alerts": {"type": "array", "items": _ALERT}})
        alerts = _operation("read_alerts", "Unusual look-ups, to those who watch.", "Alerts")
        paths["/v1/ledger/alerts"] = {"get": _with(alerts, "406")}
    ended = _operation("read_stream_end", "How a stream ended.", "StreamEnd")
    _add_published(paths, components)
    _add_tiles(paths, log)
    stream = {"name": "stream", "in": "path", "required": True, "schema": _TEXT}
    stream["description"] = "The name that follows from the receipt of its beginning."
    paths["/v1/ledger/streams/{stream}"] = {"parameters": [stream], "get": _with(ended, "406")}


def _add_published(paths: Schema, components: Schema) -> None:
    told = {"v": _SECONDS, "leaf": _TEXT, "index": _SECONDS}
    told |= {"path": {"type": "array", "items": _TEXT}, "entry": _TEXT, "proof": _TEXT}
    components["schemas"]["PublicationProof"] = closed(told)
    proof = _operation("prove_published", "That a record was public.", "PublicationProof")
    day = {"type": "string", "format": "date"}
    on = {"name": "on", "in": "query", "schema": day}
    on["description"] = "A day, in UTC: the record as it was at its end. Without it: as it is now."
    named = _part("publication", {"type": "string", "enum": ["public", "press"]}, "A publication.")
    officer = _part("id", {"type": "string", "format": "uuid"}, "An officer.")
    at = "/v1/ledger/publications/{publication}/officers/{id}"
    paths[at] = {"parameters": [named, officer], "get": _with(proof, "406") | {"parameters": [on]}}


def _add_tiles(paths: Schema, log: Schema) -> None:
    head = _operation("read_log_head", "The newest checkpoint of a log, beside its tiles.", None)
    paths["/v1/ledger/{log}/checkpoint"] = {"parameters": [log], "get": head}
    tile = _operation("read_tile", "A tile of a log (c2sp.org/tlog-tiles).", None)
    content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    tile["responses"]["200"]["content"] = content
    level = _part("level", _TEXT, "`0` to `7`, or `entries`: of the publication log.")
    number = _part("tile", _TEXT, "Its number, `x001/x234/067`; while it is not full with `.p/17`.")
    parts = [log, level, number]
    paths["/v1/ledger/{log}/tile/{level}/{tile}"] = {"parameters": parts, "get": tile}


def _part(name: str, schema: Schema, description: str) -> Schema:
    found: Schema = {"name": name, "in": "path", "required": True, "schema": schema}
    return found | {"description": description}


def _operation(name: str, summary: str, schema: str | None) -> Schema:
    responses: dict[str, Any] = {s: ref("responses", f"Problem{s}") for s in _PROBLEMS}
    content: Schema = {"text/plain": {"schema": _TEXT}}
    if schema is not None:
        content = {"application/json": {"schema": ref("schemas", schema)}}
    responses["200"] = {"description": summary, "content": content}
    return {"operationId": name, "tags": ["ledger"], "summary": summary, "responses": responses}


def _with(operation: Schema, *statuses: str) -> Schema:
    operation["responses"] |= {s: ref("responses", f"Problem{s}") for s in statuses}
    return operation
