"""What a personnel system may send, described from the tables by which it is read."""

from collections.abc import Mapping
from typing import Any, Final

from officer_directory.http.files import CSV, FORM
from officer_directory.http.formats import JSON
from officer_directory.http.openapi.schemas import Schema, closed, ref
from officer_directory.http.query import UNSEEN
from officer_directory.http.writing import MERGE_PATCH
from officer_directory.intake.formats import FORMATS
from officer_directory.intake.hr.stated import FACTS, OFFICER, PLACED, STATUSES, Says
from officer_directory.intake.lengths import LONGEST

_PROBLEMS = ("400", "401", "404", "406", "409", "412", "413", "415", "422", "500", "503")
_TEXT: Schema = {
    "type": "string",
    "minLength": 1,
    "maxLength": LONGEST,
    "pattern": rf"^[^\s{UNSEEN}]([^{UNSEEN}]*[^\s{UNSEEN}])?$",
}
_SCHEMAS: Final[Mapping[Says, Schema]] = {
    Says.TEXT: _TEXT,
    Says.STATUS: {"type": "string", "enum": list(STATUSES)},
    Says.DAY: {"type": "string", "format": "date", "pattern": "^(19|20)[0-9]{2}-"},
    Says.YEAR: {"type": "integer", "minimum": 1850, "maximum": 9999},
    Says.MONEY: {
        "type": "string",
        "pattern": r"^-?[0-9]{1,9}(\.[0-9]{1,2})?$",
        "description": "Dollars, with at most two decimals; a JSON number too.",
    },
    Says.FLAG: {"type": "boolean"},
}
_PLURALS = {"assignment": "assignments", "employment": "employments", "salary": "salaries"}
_CONDITIONS: Schema = {
    "if-match": {
        "name": "If-Match",
        "in": "header",
        "description": "Only if the record still has this ETag; else 412.",
        "schema": {"type": "string", "pattern": r'^"[0-9a-f]+"$'},
    },
    "if-none-match": {
        "name": "If-None-Match",
        "in": "header",
        "description": "`*`: only if there is no such record yet; else 412.",
        "schema": {"type": "string", "pattern": "^[*]$"},
    },
    "idempotency-key": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "A quoted string; the same request with it is done once within a day.",
        "schema": {
            "type": "string",
            "pattern": '^("[A-Za-z0-9-]{1,200}"|[A-Za-z0-9._-]{1,200})$',
        },
    },
}


def add(paths: Schema, components: Schema) -> None:
    """Add the operations of a writer, and their schemas."""
    components["parameters"] |= _CONDITIONS | {"fact": _path_id("fact", "The fact.")}
    schemas = components["schemas"]
    stated = {n: s for n, s in OFFICER.items() if n != "uid"}
    schemas["OfficerStated"] = _body(stated | {**PLACED})
    schemas["OfficerCorrected"] = _body(OFFICER)
    for resource, words in FACTS.items():
        schemas[f"{resource.capitalize()}Stated"] = _body(words.more)
        if resource in _PLURALS:  # others have no id by which they could be corrected
            schemas[f"{resource.capitalize()}Corrected"] = _body(words.all)
    schemas["Duplicate"] = closed({"duplicate": {"type": "string", "format": "uuid"}})
    schemas["Import"], schemas["ImportAnswer"] = (
        _import(),
        closed({"import": ref("schemas", "Import")}),
    )
    _officers(paths)
    for resource in FACTS:
        _facts(paths, resource)
    _imports(paths)


def _officers(paths: Schema) -> None:
    path = paths["/v1/officers/by-uid/{uid}.json"]
    agency = _query("agency", _TEXT, "Which of your agencies, where you write for several.")
    uid = path["get"]["parameters"][0]
    put = _operation("put_officer", "State an officer by public number.", "OfficerStated")
    put["parameters"] = [uid, agency, *put["parameters"]]
    path["put"] = put
    path = paths["/v1/officers/{id}"]
    path["patch"] = _operation(
        "patch_officer", "Correct an officer.", "OfficerCorrected", merge=True
    )
    path["delete"] = _operation("retire_officer", "Retire an officer; nothing is erased.", None)
    merge = _operation("merge_officers", "Make a duplicate part of this officer.", "Duplicate")
    paths["/v1/officers/{id}/merge"] = {"parameters": [ref("parameters", "id")], "post": merge}


def photo() -> Schema:
    """The operations that write a photo, answered with the officer's record."""
    put = _operation("put_photo", "State the official photo.", None)
    put["responses"].pop("201")
    put["parameters"] = put["parameters"][:2]  # there is a record already
    return {"put": put, "delete": _operation("delete_photo", "Take the photo away.", None)}


def _facts(paths: Schema, resource: str) -> None:
    plural, name = _PLURALS.get(resource, f"{resource}s"), resource.capitalize()
    answer = resource if resource in _PLURALS else "officer"
    words = FACTS[resource]
    put = _operation(f"put_{resource}", f"State a fact: {resource}.", f"{name}Stated", answer)
    known_by = [_query(n, _SCHEMAS[says], "Known by this.") for n, says in words.key.items()]
    for parameter in known_by:
        if parameter["name"] == words.needed:
            parameter["required"] = True
    put["parameters"] += known_by
    path = paths.setdefault(
        f"/v1/officers/{{id}}/{plural}", {"parameters": [ref("parameters", "id")]}
    )
    path["put"] = put
    if resource in _PLURALS:
        patch = _operation(
            f"patch_{resource}", f"Correct a fact: {resource}.", f"{name}Corrected", answer, True
        )
        named = [ref("parameters", "id"), ref("parameters", "fact")]
        paths[f"/v1/officers/{{id}}/{plural}/{{fact}}"] = {"parameters": named, "patch": patch}


def _imports(paths: Schema) -> None:
    flag: Schema = {"type": "boolean"}
    percent: Schema = {"type": "integer", "minimum": 0, "maximum": 100}
    ask = _operation("ask_import", "Import files: all of it, or nothing.", None)
    known = _query("format", {"type": "string", "enum": list(FORMATS)}, "The format of the files.")
    ask["parameters"] = [
        known | {"required": True},
        _query("agency", _TEXT, "Which of your agencies, where you write for several."),
        _query("full", flag, "The files are everyone: retire who is missing."),
        _query("dry_run", flag, "Tell what would happen; change nothing."),
        _query("allow_removal", percent, "How many percent `full` may retire; else 5."),
        ref("parameters", "idempotency-key"),
    ]
    file: Schema = {"type": "string", "description": "A CSV file."}
    form: Schema = {"type": "object", "description": "Files, each named *.csv."}
    ask["requestBody"] = {
        "required": True,
        "content": {CSV: {"schema": file}, FORM: {"schema": form}},
    }
    answer = {"application/json": {"schema": ref("schemas", "ImportAnswer")}}
    ask["responses"] |= {
        "202": {"description": "Asked for; Location tells how far.", "content": answer}
    }
    for status in ("200", "412"):
        ask["responses"].pop(status)
    read = _operation("read_import", "How far an import is.", None)
    read["parameters"] = []
    read["responses"] = {
        "200": {"description": "As far as it is.", "content": answer},
        **{s: ref("responses", f"Problem{s}") for s in _PROBLEMS if s in _OF_READING},
    }
    paths["/v1/imports"] = {"post": ask}
    paths["/v1/imports/{id}"] = {"parameters": [ref("parameters", "id")], "get": read}


_OF_READING = ("400", "401", "404", "406", "422", "500", "503")


def _operation(
    name: str, summary: str, body: str | None, answer: str = "officer", merge: bool = False
) -> Schema:
    schema = ref("schemas", f"{answer.capitalize()}Answer")
    if name == "put_rank":
        recorded = _body(FACTS["rank"].all)
        schema = closed(
            {"officer": ref("schemas", "Officer"), **_ENVELOPE, "recorded": recorded},
            optional=("may_be_withheld", "redacted"),
        )
    elif answer != "officer":
        schema = closed(
            {answer: ref("schemas", answer.capitalize()), **_ENVELOPE},
            optional=("may_be_withheld", "redacted"),
        )
    shown = {"description": "The record as you are shown it.", "headers": _HEADERS}
    shown |= {"content": {"application/json": {"schema": schema}}}
    responses: dict[str, Any] = {s: ref("responses", f"Problem{s}") for s in _PROBLEMS}
    responses["200"] = shown
    if name.startswith("put"):
        responses["201"] = shown | {"description": "New."}
    conditions = ["if-match", "idempotency-key"]
    conditions += ["if-none-match"] if name.startswith("put") else []
    operation: Schema = {
        "operationId": name,
        "tags": ["writing"],
        "summary": summary,
        "parameters": [ref("parameters", condition) for condition in conditions],
        "responses": responses,
    }
    if body is not None:
        types = (JSON, MERGE_PATCH) if merge else (JSON,)
        content = {one: {"schema": ref("schemas", body)} for one in types}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


_GROUNDS: Schema = {"type": "object", "additionalProperties": {"type": "string"}}
_ENVELOPE: Schema = {
    **dict.fromkeys(("withheld", "may_be_withheld", "redacted"), _GROUNDS),
    "policy": {"type": "string"},
}
_HEADERS: Schema = {
    "ETag": {"description": "For If-Match.", "schema": {"type": "string"}},
    "Public-From": {
        "description": "Since when it is public, as far as it may be public at all.",
        "schema": {"type": "string", "format": "date-time"},
    },
}


def _body(words: Mapping[str, Says]) -> Schema:
    """An object in which everything may be left out, and null is not known."""
    return closed({n: _maybe(_SCHEMAS[says]) for n, says in words.items()}, optional=tuple(words))


def _maybe(schema: Schema) -> Schema:
    if "enum" in schema:
        return {"enum": [*schema["enum"], None]}
    return {**schema, "type": [schema["type"], "null"]}


def _query(name: str, schema: Schema, description: str) -> Schema:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _path_id(name: str, description: str) -> Schema:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": {"type": "string", "format": "uuid"},
    }


def _import() -> Schema:
    moment: Schema = {"type": "string", "format": "date-time"}
    text: Schema = {"type": "string"}
    count: Schema = {"type": "integer"}
    return closed(
        {
            "id": {"type": "string", "format": "uuid"},
            "agency": text,
            "format": text,
            "dry_run": {"type": "boolean"},
            "state": {"enum": ["waiting", "running", "done", "refused", "lost"]},
            "asked_at": moment,
            "ended_at": _maybe(moment),
            "progress": closed({"done": count, "total": count, "what": text}),
            "report": {"type": ["object", "null"]},
        }
    )
