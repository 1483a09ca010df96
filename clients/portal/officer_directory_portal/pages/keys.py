"""Asking for a key, seeing how it stands, and taking it, once.

The address of an application is a secret of whoever made it: its pages are kept nowhere.
"""

import re
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from officer_directory_client.errors import NoSuchRecordError
from officer_directory_portal.asked import NOT_KEPT, Asked
from officer_directory_portal.forms import Entry, Form, form_of
from officer_directory_portal.visitors import APPLICATIONS

_ENTRIES: Final = {
    "name": Entry(required=True),
    "contact": Entry(required=True),
    "organisation": Entry(),
    "purpose": Entry(),
}
_SECRET: Final = re.compile("od(app|lnk)_[0-9A-Za-z]{1,100}")
_KEPT: Final = {"Cache-Control": NOT_KEPT}


async def ask(request: Request) -> Response:
    """The form, and what was written into it."""
    asked = Asked(request)
    if request.method != "POST":
        return asked.page("key_form.html", permanent="/keys", form=Form(_ENTRIES))
    form = await form_of(request, _ENTRIES)
    if not form.is_good or not form.take_share(asked, APPLICATIONS):
        return _refused(asked, form)
    told: dict[str, Any] = {name: form.told(name) for name in _ENTRIES}
    applied = await form.send(lambda: asked.site.directory.apply_for_key(**told))
    if applied is None:
        return _refused(asked, form)
    return RedirectResponse(asked.link(f"/keys/applications/{applied.token}"), 303, _KEPT)


async def application(request: Request) -> Response:
    """How an application stands, for whoever has its address."""
    asked = Asked(request)
    try:
        found = await asked.site.directory.key_application(_secret(asked))
    except NoSuchRecordError:
        return asked.page("key_gone.html", 404)
    return asked.page("key_application.html", headers=_KEPT, application=found)


async def take(request: Request) -> Response:
    """A button, which looking at this page does not press; and the key, shown this once."""
    asked = Asked(request)
    if request.method != "POST":
        return asked.page("key_link.html", headers=_KEPT)
    try:
        taken = await asked.site.directory.take_key(_secret(asked))
    except NoSuchRecordError:
        return asked.page("key_gone.html", 404)
    return asked.page("key_taken.html", headers=_KEPT, taken=taken)


def _secret(asked: Asked) -> str:
    secret = asked.path("secret")
    return secret if _SECRET.fullmatch(secret) else "none"


def _refused(asked: Asked, form: Form) -> Response:
    return asked.page("key_form.html", form.status, headers=form.headers, form=form)
