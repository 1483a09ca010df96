"""What a personnel system writes about the officers of its own agencies.

PUT states, and may be repeated; PATCH corrects (RFC 7396); DELETE retires and erases
nothing. Each answers with the record as the writer's own view shows it.
"""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from officer_directory.errors import NoSuchRecordError, NotUnderstoodError
from officer_directory.http.asked import NOT_SHOWN, Asked, AskedBy, AskedRoute
from officer_directory.http.query import NOT_UNDERSTOOD, is_id
from officer_directory.http.writing import (
    ASSIGNMENTS,
    OFFICERS,
    for_writers,
    parameters,
    stated_in,
    write,
)
from officer_directory.intake.hr.stated import FACTS, PLACED, Says

router = APIRouter(prefix="/v1/officers", route_class=AskedRoute)


@router.put("/by-uid/{uid}")
@router.put("/by-uid/{uid}.json")  # above: tried first
async def put_officer(asked: Asked) -> Response:
    """State an officer by public number, and an assignment: found and changed, or added."""
    for_writers(asked, OFFICERS)
    given = parameters(asked, "agency")
    stated = await stated_in(asked)
    if not PLACED.keys().isdisjoint(stated):
        for_writers(asked, ASSIGNMENTS)
    return await write(
        asked,
        "hr.put_officer",
        uid=asked.path("uid"),
        agency=given.get("agency"),
        stated=stated,
    )


@router.patch("/{id}")
async def patch_officer(asked: Asked) -> Response:
    """Correct an officer; another `uid` is the officer's number from now on."""
    for_writers(asked, OFFICERS)
    parameters(asked)
    stated = await stated_in(asked)
    return await write(asked, "hr.patch_officer", officer=asked.path("id"), stated=stated)


@router.delete("/{id}")
async def retire_officer(asked: Asked) -> Response:
    """Retire an officer, who is shown as separated from then on."""
    for_writers(asked, OFFICERS)
    parameters(asked)
    return await write(asked, "hr.retire_officer", officer=asked.path("id"))


@router.post("/{id}/merge")
async def merge_officers(asked: Asked) -> Response:
    """Make another record of the same person part of this one."""
    for_writers(asked, OFFICERS)
    parameters(asked)
    stated = await stated_in(asked)
    duplicate = stated.get("duplicate")
    if stated.keys() != {"duplicate"} or not isinstance(duplicate, str) or not is_id(duplicate):
        raise NotUnderstoodError(NOT_UNDERSTOOD)
    return await write(asked, "hr.merge_officers", officer=asked.path("id"), duplicate=duplicate)


@router.put("/{id}/assignments")
async def put_assignment(asked: Asked) -> Response:
    """State an assignment, known by its unit and first day."""
    return await _put_fact(asked, "assignment", ASSIGNMENTS)


@router.patch("/{id}/assignments/{fact}")
async def patch_assignment(asked: Asked) -> Response:
    """Correct an assignment."""
    return await _patch_fact(asked, "assignment", ASSIGNMENTS)


@router.put("/{id}/employments")
async def put_employment(asked: Asked) -> Response:
    """State an employment, known by its employer and first day."""
    return await _put_fact(asked, "employment", OFFICERS)


@router.patch("/{id}/employments/{fact}")
async def patch_employment(asked: Asked) -> Response:
    """Correct an employment."""
    return await _patch_fact(asked, "employment", OFFICERS)


@router.put("/{id}/salaries")
async def put_salary(asked: Asked) -> Response:
    """State the pay of a year."""
    return await _put_fact(asked, "salary", OFFICERS)


@router.patch("/{id}/salaries/{fact}")
async def patch_salary(asked: Asked) -> Response:
    """Correct the pay of a year."""
    return await _patch_fact(asked, "salary", OFFICERS)


@router.put("/{id}/ranks")
async def put_rank(asked: Asked) -> Response:
    """State a rank, known by its name and first day."""
    return await _put_fact(asked, "rank", OFFICERS)


async def _put_fact(asked: AskedBy, resource: str, scopes: tuple[str, ...]) -> Response:
    for_writers(asked, scopes)
    known_by = FACTS[resource].key
    given = parameters(asked, *known_by)
    return await write(
        asked,
        "hr.put_fact",
        resource=resource,
        officer=asked.path("id"),
        key={name: _as_json(value, known_by[name]) for name, value in given.items()},
        stated=await stated_in(asked),
    )


async def _patch_fact(asked: AskedBy, resource: str, scopes: tuple[str, ...]) -> Response:
    for_writers(asked, scopes)
    parameters(asked)
    stated = await stated_in(asked)
    officer, fact = asked.path("id"), asked.path("fact")
    if not is_id(fact):
        raise NoSuchRecordError(NOT_SHOWN)
    return await write(
        asked, "hr.patch_fact", resource=resource, officer=officer, fact=fact, stated=stated
    )


def _as_json(value: str, says: Says) -> Any:
    """A value in an address as it would be in a body; one that is wrong stays as it is."""
    if says is Says.FLAG:
        return {"true": True, "false": False}.get(value, value)
    if says is Says.YEAR and value.isascii() and value.isdecimal() and len(value) == 4:
        return int(value)
    return value
