"""An officer's photo: sent by a personnel system, and given by links to those who may see it.

Where photos are withheld, every known officer's are alike; an address that opens nothing is
no such record, whatever was wrong with it.
"""

from hashlib import sha256
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from officer_directory.disclosure.given import Given
from officer_directory.disclosure.photographs import Photograph, Without, photograph_of
from officer_directory.disclosure.written import json_object
from officer_directory.errors import NoSuchRecordError
from officer_directory.http.answers import Answer
from officer_directory.http.asked import NOT_SHOWN, Asked, AskedBy, AskedRoute
from officer_directory.http.bodies import media_type
from officer_directory.http.formats import refuse_unless_json
from officer_directory.http.photos import Link
from officer_directory.http.problems import NOT_JPEG_OR_PNG, WITHHELD, ProblemError
from officer_directory.http.query import parse_none
from officer_directory.http.writing import (
    answer,
    call_of,
    for_writers,
    officers_shown,
    parameters,
    run,
    write,
)
from officer_directory.identity.scopes import WRITE_PHOTOS
from officer_directory.moments import moment
from officer_directory.photos.sizes import Form, Size, fitted

router = APIRouter(prefix="/v1/officers", route_class=AskedRoute)
READ = ["GET", "HEAD"]
PHOTOS: Final = (WRITE_PHOTOS,)
TYPES: Final = tuple(f"image/{kind}" for kind in ("jpeg", "png"))


@router.api_route("/{id}/photo", methods=READ)
async def read_photo(asked: Asked) -> Response:
    """Where the official photo is, for a quarter of an hour, for whoever asks."""
    parse_none(asked.pairs)
    officer = asked.path("id")
    found = await asked.quickly(photograph_of, asked.view, officer)
    if found is Without.WITHHELD:
        raise ProblemError(WITHHELD)
    if not isinstance(found, Photograph):
        raise NoSuchRecordError(NOT_SHOWN)
    refuse_unless_json(asked.scope)
    body = json_object({"photo": _links(asked, officer, found), "policy": asked.view.policy})
    return await asked.disclose(Answer(body, 1, officers=(officer,), given=_photo_of(officer)))


@router.api_route("/{id}/photo/{link}", methods=READ)
async def deliver_photo(asked: Asked) -> Response:
    """The photo itself, as a link says: entered before its first byte."""
    parse_none(asked.pairs)
    officer, photos = asked.path("id"), asked.running.photos
    link = photos.open(asked.requester, officer, asked.path("link"))
    found = await asked.quickly(photograph_of, asked.view, officer)
    if not isinstance(found, Photograph):
        raise NoSuchRecordError(NOT_SHOWN)
    body = await asked.aside_in(photos.giving, photos.given, asked.requester, found, link)
    media_type, given = link.form.media_type, _photo_of(officer)
    answer = Answer(body, 1, officers=(officer,), given=given, media_type=media_type)
    return await asked.disclose(answer)


@router.put("/{id}/photo")
async def put_photo(asked: Asked) -> Response:
    """State the official photo: one JPEG or PNG, of which the pixels alone are kept."""
    for_writers(asked, PHOTOS)
    parameters(asked)
    officer, sent_as = asked.path("id"), media_type(asked.scope)
    if sent_as not in TYPES:
        raise ProblemError(NOT_JPEG_OR_PNG)
    if not await asked.quickly(asked.view.exists, "officer", officer):
        raise NoSuchRecordError(NOT_SHOWN)
    content = await asked.request.body()
    digest = sha256(content).hexdigest()
    call, photos = call_of(asked, digest), asked.running.photos
    kept = await asked.aside_in(photos.receiving, photos.receive, content, sent_as, call.by)
    try:
        told = {"officer": officer, "photo": kept}
        done = await run(asked, "hr.put_photo", call, digest, told, officer)
    finally:
        photos.sweep(kept)  # it, if it was not taken; what it replaced
    return await answer(asked, done, officers_shown(done, officer))


@router.delete("/{id}/photo")
async def delete_photo(asked: Asked) -> Response:
    """Take the official photo away: from then on nobody can open it."""
    for_writers(asked, PHOTOS)
    parameters(asked)
    try:
        return await write(asked, "hr.delete_photo", officer=asked.path("id"))
    finally:
        asked.running.photos.sweep()


def _photo_of(officer: str) -> tuple[Given, ...]:
    return (Given("officer:photo", (officer,)),)


def _links(asked: AskedBy, officer: str, found: Photograph) -> dict[str, object]:
    """The links of every size and form, and when they end."""
    photos, kept = asked.running.photos, found.kept
    ends_at = photos.ends_at()

    def address(size: Size, form: Form) -> str:
        sealed = photos.link(asked.requester, officer, ends_at, Link(size, form))
        return f"{asked.running.root}/v1/officers/{officer}/photo/{sealed}"

    def one(size: Size) -> dict[str, object]:
        width, height = fitted(kept.width, kept.height, size)
        forms = {form.value: address(size, form) for form in Form}
        return {"width": width, "height": height, **forms}

    told: dict[str, object] = {"officer_id": officer, "ends_at": moment(ends_at)}
    return told | {size.value: one(size) for size in Size}
