"""Photos as steps: sent as they are, given by a link that is followed at once."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from officer_directory_client._addresses import path_of
from officer_directory_client._answers import json_object
from officer_directory_client._core import Core, Question
from officer_directory_client._steps import Do, Steps
from officer_directory_client._writing import Conditions, Written, written
from officer_directory_client.errors import UnexpectedAnswerError
from officer_directory_client.records import Officer

Size = Literal["small", "medium", "large"]
Form = Literal["jpeg", "webp"]
File = bytes | str | Path
"""A picture that is sent: its bytes, or its path."""

_JPEG: Final = b"\xff\xd8\xff"
_PNG: Final = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as it was given to you: a whole file, with your mark on it."""

    content: bytes = field(repr=False)
    media_type: str
    width: int
    height: int


def put_photo(
    core: Core, officer: str, file: File, conditions: Conditions
) -> Steps[Written[Officer]]:
    """Send a photo.

    Raises:
        ValueError: it begins neither as a JPEG nor as a PNG.
    """
    content: bytes = file if isinstance(file, bytes) else (yield Do(Path(file).read_bytes))
    headers = conditions.headers() | {"Content-Type": _media_type(content)}
    path = path_of("officers", officer, "photo")
    return (yield from written(core, Question("PUT", path, {}, headers, content), Officer))


def delete_photo(core: Core, officer: str, conditions: Conditions) -> Steps[Written[Officer]]:
    """Take a photo away."""
    path = path_of("officers", officer, "photo")
    question = Question("DELETE", path, {}, conditions.headers())
    return (yield from written(core, question, Officer))


def photo(core: Core, officer: str, size: Size, form: Form) -> Steps[Photo]:
    """Ask for the links, and follow one; only its sealed part is taken from the answer."""
    told = json_object((yield from core.ask(Question("GET", _of(officer)))).body)
    about: Any = told.get("photo")
    one = about.get(size) if isinstance(about, dict) else None
    address = one.get(form) if isinstance(one, dict) else None
    if one is None or not isinstance(address, str):
        raise UnexpectedAnswerError("It was answered, and not with links to a photo.", 200)
    path = _of(officer, address.rpartition("/")[2])
    found = yield from core.ask(Question("GET", path, accept=f"image/{form}"))
    media_type = found.headers.get("content-type", "")
    return Photo(found.body, media_type, int(one["width"]), int(one["height"]))


def _of(officer: str, *link: str) -> str:
    return path_of("officers", officer, "photo", *link)


def _media_type(content: bytes) -> str:
    for begins, kind in ((_JPEG, "image/jpeg"), (_PNG, "image/png")):
        if content.startswith(begins):
            return kind
    raise ValueError("A photo is sent as a JPEG or a PNG file.")
