"""Saying that a record is wrong: it goes to the records officers of the agency, and nowhere else.

What was looked at before is not known here, and so cannot go along.
"""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from officer_directory_client import Officer, Treatment
from officer_directory_portal.asked import NOT_KEPT, Asked
from officer_directory_portal.facts import name_of
from officer_directory_portal.forms import Entry, Form, form_of
from officer_directory_portal.languages import marked as _
from officer_directory_portal.pages.officers import known_id
from officer_directory_portal.visitors import CORRECTIONS

_ENTRIES: Final = {
    "field": Entry(60),
    "wrong": Entry(2000),
    "should_be": Entry(2000, required=True),
    "contact": Entry(),
}
_NOTHING_WRONG: Final = _("Pick the part that is wrong, or say it in your own words.")


async def correct(request: Request) -> Response:
    """The form for one officer, and what was written into it."""
    asked = Asked(request)
    identifier = known_id(asked.path("id"))
    officer = await asked.site.directory.officer(identifier)
    if request.method != "POST":
        return await _form(asked, officer, Form(_ENTRIES))
    form = await form_of(request, _ENTRIES)
    if form.told("field") is None and form.told("wrong") is None:
        form.wrong["wrong"] = _NOTHING_WRONG, {}
    if not form.is_good or not form.take_share(asked, CORRECTIONS):
        return await _form(asked, officer, form)

    async def sending() -> bool:
        told: dict[str, Any] = {name: form.told(name) for name in _ENTRIES}
        await asked.site.directory.correct(identifier, **told)
        return True

    if await form.send(sending) is None:
        return await _form(asked, officer, form)
    return RedirectResponse(asked.link("/corrections/sent"), 303, {"Cache-Control": NOT_KEPT})


async def sent(request: Request) -> Response:
    """That it has come; the same for every officer."""
    return Asked(request).page("correction_sent.html")


async def _form(asked: Asked, officer: Officer, form: Form) -> Response:
    fields = await asked.site.fields()
    offered = [
        field.name
        for field in fields.of("officers").values()
        if field.treatment != Treatment.WITHHOLD and field.name != "id"
    ]
    return asked.page(
        "correct.html",
        form.status,
        permanent=f"/officers/{officer.id}/correct" if form.is_good else None,
        headers=form.headers,
        officer=officer,
        name=name_of(officer),
        form=form,
        offered=offered,
    )
