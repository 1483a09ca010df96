"""Photos in two worlds, and how to ask for them: by officer, by link, and by sending one.

What a tier may see of a photo is the same in both worlds: its pixels. Where it lies, under
which salt, and when and by whom it was sent is drawn for each.
"""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from officer_directory.demo.draw import Draw
from officer_directory.photos import objects
from officer_directory.photos.kept import Photos
from officer_directory.photos.rebuilding import Pixels
from officer_directory.photos.renditions import renditions
from officer_directory.settings import Settings
from officer_directory.store.records import photo
from tests.noninterference.observing import Asking
from tests.noninterference.strangers import Facts, Row
from tests.photographs import picture, saved

_SIDE = 24
_COLOURS = ("navy", "green", "maroon", "gray")


def photograph(
    connection: Connection, settings: Settings, facts: Facts, own: list[str], draw: Draw
) -> None:
    """A photo for each officer who has one; where anyone may see photos, it can be opened."""
    photos = Photos(settings)
    for officer in facts["officer"]:
        if officer["photo_id"] is None:
            continue
        row = photos.row(f"{draw.random()}", _SIDE, _SIDE) | {"id": officer["photo_id"]}
        about = {"source": f"{draw.random()}", "recorded_at": draw.randint(1, 10**9)}
        told = {"officer_id": officer["id"], "recorded_by": draw.choice(("ann", "bob"))}
        connection.execute(insert(photo), {**row, **about, **told})
        if own:
            _write(photos, row, Draw(officer["id"]).choice(_COLOURS))


def _write(photos: Photos, row: Row, colour: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(objects, "_on_disk", lambda _: None)  # a power cut would end the test too
        photos.write(row, _files(colour))


@lru_cache
def _files(colour: str) -> dict[str, bytes]:
    return renditions(Pixels(_SIDE, _SIDE, picture(_SIDE, _SIDE, colour).tobytes()))


def by_links(pair: Any, officers: list[str]) -> Iterator[Asking]:
    """What there is of each officer's photo, and every link that is given of it, or to others."""
    for officer in officers:
        asking = Asking("GET", f"/v1/officers/{officer}/photo".encode())
        yield asking
        yield Asking("HEAD", asking.path)
        mine, _ = pair.ask(asking)
        others, _ = pair.ask(Asking("GET", asking.path, b"", pair.cleared))
        for found in (mine, others):
            if found.status == 200:
                for path in _links(json.loads(found.body)["photo"]):
                    yield Asking("GET", path)
                    yield Asking("GET", path + b"A")
                    yield Asking("GET", path.replace(officer.encode(), officers[0].encode()))


def _links(told: dict[str, Any]) -> Iterator[bytes]:
    for size in ("small", "large"):
        for form in ("jpeg", "webp"):
            yield told[size][form].encode()


def sent(officer: str) -> Iterator[Asking]:
    """What a personnel system may send that is not taken, and what is no photo at all."""
    path = f"/v1/officers/{officer}/photo".encode()
    good, kind = saved(picture(8, 8), "PNG"), ((b"content-type", b"image/png"),)
    yield Asking("PUT", path, b"", kind, b"no picture")
    yield Asking("PUT", path, b"", kind, good[:40])
    yield Asking("PUT", path, b"", ((b"content-type", b"image/gif"),), b"GIF89a")
    yield Asking("PUT", path, b"", (*kind, (b"if-match", b'"0"')), good)
    yield Asking("PUT", path, b"size=large", kind, good)
    yield Asking("DELETE", path, b"size=large")
    yield Asking("DELETE", path, b"", ((b"if-match", b'"0"'),))


def written(officer: str) -> Iterator[Asking]:
    """A photo that is taken, and taken away again."""
    path = f"/v1/officers/{officer}/photo".encode()
    yield Asking("PUT", path, b"", ((b"content-type", b"image/png"),), saved(picture(8, 8), "PNG"))
    yield Asking("GET", path)
    yield Asking("DELETE", path)
    yield Asking("GET", path)
