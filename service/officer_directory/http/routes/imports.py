"""Importing files over HTTP: asked for, carried out aside, looked at until it has ended."""

from typing import Any
from uuid import uuid4

from fastapi import APIRouter
from starlette.responses import Response

from officer_directory.disclosure.written import json_object
from officer_directory.errors import (
    FieldsRefusedError,
    NoSuchRecordError,
)
from officer_directory.http.answers import Answer
from officer_directory.http.asked import NOT_SHOWN, Asked, AskedBy, AskedRoute
from officer_directory.http.files import receive_files
from officer_directory.http.writing import (
    BOTH,
    call_of,
    for_writers,
    one_at_a_time,
    parameters,
    sent,
)
from officer_directory.intake.formats import FORMATS
from officer_directory.intake.hr.call import Call
from officer_directory.intake.request import ALLOWED_PERCENT
from officer_directory.moments import moment

router = APIRouter(prefix="/v1/imports", route_class=AskedRoute)

_FLAGS = {"true": True, "false": False}
_PARAMETERS = ("format", "agency", "full", "dry_run", "allow_removal")


@router.post("")
async def ask_import(asked: Asked) -> Response:
    """Import files: all of it, or nothing and what is wrong with them."""
    for_writers(asked, BOTH)
    options = _options(parameters(asked, *_PARAMETERS))
    running, job = asked.running, str(uuid4())
    await asked.enter(writes="hr.ask_import")
    try:
        digest = await receive_files(asked, running.imports.room(job))
        call = call_of(asked, digest)
        with one_at_a_time(asked, call):
            asked_before = await _ask(asked, call, job, options)
    except BaseException:
        running.imports.clear(job)
        raise
    told = await asked.aside(running.imports.told, call.asker, asked_before or job)
    told = told or {"id": asked_before or job, "state": "waiting"}
    await running.gate.deliver_all(asked.admitted, _named_in(told))
    location = f"/v1/imports/{told['id']}".encode()
    return await sent(asked, 202, [(b"location", location)], json_object({"import": _shown(told)}))


@router.get("/{id}")
async def read_import(asked: Asked) -> Response:
    """How far an import is, and what it did or what was wrong."""
    for_writers(asked, BOTH)
    parameters(asked)
    call = call_of(asked, "")
    told = await asked.aside(asked.running.imports.told, call.asker, asked.path("id"))
    if told is None:
        raise NoSuchRecordError(NOT_SHOWN)
    shown = json_object({"import": _shown(told)})
    return await asked.disclose(Answer(shown, unnamed=_named_in(told)))


def _named_in(told: dict[str, Any]) -> int:
    """How many records a report gives as examples, as they were and became."""
    kinds = (told.get("report") or {}).get("kinds", {})
    return sum(len(kind["examples"]) for kind in kinds.values())


def _options(given: dict[str, str]) -> dict[str, Any]:
    wrong = {}
    if given.get("format") not in FORMATS:
        wrong["format"] = f"is one of {', '.join(FORMATS)}"
    for name in ("full", "dry_run"):
        if given.get(name, "false") not in _FLAGS:
            wrong[name] = "is true or false"
    percent = _percent(given.get("allow_removal"))
    if percent is None:
        wrong["allow_removal"] = "is a number of percent, from 0 to 100"
    if wrong:
        raise FieldsRefusedError(wrong)
    return {
        "form": given["format"],
        "agency": given.get("agency"),
        "full": _FLAGS[given.get("full", "false")],
        "dry_run": _FLAGS[given.get("dry_run", "false")],
        "allowed_percent": percent,
    }


def _percent(text: str | None) -> float | None:
    if text is None:
        return ALLOWED_PERCENT
    whole, _, part = text.partition(".")
    if not (whole + part).isdecimal() or not text.isascii() or len(text) > 6 or not whole:
        return None
    return float(text) if float(text) <= 100 else None


async def _ask(asked: AskedBy, call: Call, job: str, options: dict[str, Any]) -> str | None:
    """Have the job written down and begun; the id of the one that was asked for before."""
    imports = asked.running.imports
    named = {name: options[name] for name in ("form", "agency", "dry_run")}
    done = await asked.running.desk.run(
        "hr.ask_import", {"call": call.as_arguments(), "job": job, **named}
    )
    found: str = done["headers"]["job"]
    if found != job:
        told = await asked.aside(imports.told, call.asker, found)
        if told is None or told["state"] != "lost" or imports.is_here(found):
            imports.clear(job)
            return found
        imports.move(job, found)

    async def ended(state: str) -> None:
        await asked.enter_or_owe(status=202, ended=True, job=found, state=state)

    through = {"by": call.by, "through": call.through}
    how = {name: options[name] for name in ("full", "allowed_percent")}
    imports.start(found, {**how, **through}, ended)
    return found if found != job else None


def _shown(told: dict[str, Any]) -> dict[str, Any]:
    """A job as it is written; moments as everywhere."""
    return told | {name: moment(told.get(name)) for name in ("asked_at", "ended_at")}
