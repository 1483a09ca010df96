"""One officer: who, since when, what pay, which complaints, what is withheld and why."""

import asyncio
import re
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from officer_directory_client import Agency, Fields, Officer, Page, Treatment
from officer_directory_portal.asked import Asked
from officer_directory_portal.career import stints_of
from officer_directory_portal.charts import columns, pay_of
from officer_directory_portal.facts import (
    Fact,
    Ground,
    fact_of,
    facts_of,
    grounds_of,
    held_in,
    name_of,
)
from officer_directory_portal.site import no_record

MOST: Final = 200
"""Of each kind of record, on the page of an officer."""

_ID: Final = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_RELATED: Final = {
    "employments": "start_date",
    "salaries": "year",
    "complaints": "received_date",
    "incidents": "date",
    "documents": "date",
    "assignments": "start_date",
}
"""What belongs to an officer, and by what the newest is known."""

_WHOSE: Final = ("officer_id", "officer_ids")
"""Whose a record is: on the page of an officer it is not asked."""

_IN_THE_HEAD: Final = ("id", "first_name", "middle_name", "last_name", "suffix")


def known_id(identifier: str) -> str:
    """An identifier as the directory has them.

    Raises:
        NoSuchRecordError: nothing has such an identifier.
    """
    if not _ID.fullmatch(identifier):
        raise no_record()
    return identifier


async def officer(request: Request) -> Response:
    """The page of an officer."""
    asked = Asked(request)
    identifier = known_id(asked.path("id"))
    site = asked.site
    fields = await site.fields()
    related = [name for name in _RELATED if _is_shown(fields, name)]
    found, *lists = await asyncio.gather(
        site.directory.officer(identifier),
        *(
            site.directory.related(identifier, name, limit=MOST, **_newest(fields, name)).first()
            for name in related
        ),
    )
    by_name: dict[str, Page[Any]] = dict(zip(related, lists, strict=True))
    agency = await site.agency_named(str(found.get("agency")))
    return asked.page(
        "officer.html",
        permanent=f"/officers/{identifier}",
        officer=found,
        name=name_of(found),
        agency=agency,
        facts=_identity(found, fields),
        **_sections(by_name),
        **_grounds(found, by_name, fields, agency),
    )


def _identity(officer: Officer, fields: Fields) -> list[Fact]:
    """What is shown first, then what is withheld; who is still there has no day of leaving."""
    left_out = list(_IN_THE_HEAD)
    if officer.get("status") == "active" and officer.get("separation_date", "") is None:
        left_out.append("separation_date")
    return sorted(facts_of(officer, fields, "officers", left_out), key=lambda f: f.is_withheld)


def _is_shown(fields: Fields, resource: str) -> bool:
    """Whether any field of a kind of record may be shown."""
    return any(f.treatment != Treatment.WITHHOLD for f in fields.of(resource).values())


def _newest(fields: Fields, resource: str) -> dict[str, Any]:
    """The newest first, as far as it may be asked: of more than fit, the newest are shown."""
    field = fields.of(resource).get(_RELATED[resource])
    return {"sort": f"-{field.name}"} if field is not None and field.filterable else {}


def _sections(by_name: dict[str, Page[Any]]) -> dict[str, Any]:
    def records(name: str) -> tuple[Any, ...]:
        return by_name[name].records if name in by_name else ()

    pays = [pay for pay in map(pay_of, records("salaries")) if pay is not None]
    pays.sort(key=lambda pay: pay.year)
    newest = sorted(records("complaints"), key=lambda c: c.get("received_date") or "", reverse=True)
    return {
        "stints": stints_of(records("employments")),
        "pays": pays,
        "chart": columns(pays),
        "complaints": newest,
        "incidents": sorted(records("incidents"), key=lambda i: i.get("date") or "", reverse=True),
        "documents": records("documents"),
        "assignments": records("assignments"),
        "shown": set(by_name),
        "cut": {name: len(page.records) for name, page in by_name.items() if page.next},
        "fact_of": fact_of,
    }


def _grounds(
    officer: Officer, by_name: dict[str, Page[Any]], fields: Fields, agency: Agency | None
) -> dict[str, Any]:
    """Why something is not shown, each ground once, and where on the page it is."""
    state = agency.get("state") if agency is not None else None
    held = list(held_in([officer]))
    for page in by_name.values():
        if page.records:
            held += held_in(page.records[:1])
        else:
            held += page.terms.withheld.items()
    for name in _RELATED:
        if name not in by_name:
            held += [(name, f.exemption) for f in fields.of(name).values() if f.exemption]
    grounds = grounds_of(fields, [each for each in held if each[0] not in _WHOSE], state)
    first: dict[str, Ground] = {}
    for ground in grounds:
        first.setdefault(ground.exemption.code, ground)
    return {
        "grounds": grounds,
        "ground_of": lambda code: first.get(code),
        "kept_back": {
            name: next((f.exemption for f in fields.of(name).values() if f.exemption), None)
            for name in _RELATED
            if name not in by_name and fields.of(name)
        },
    }
