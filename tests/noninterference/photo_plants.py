"""Leaks by way of photos: who has one, where it lies, whom a protection covers."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from officer_directory.disclosure.photographs import Photograph, Without
from officer_directory.http.photos import PhotoDesk
from officer_directory.http.routes import photos as routes
from officer_directory.photos.kept import Kept
from officer_directory.store.records import photo
from officer_directory.tiers import Tier
from tests.noninterference.planted import Leaving, Plant, Store

Patch = pytest.MonkeyPatch


def a_photo_without_the_gate_of_its_officer(patch: Patch) -> None:
    def found(view: Any, officer: str) -> Photograph | Without:
        names = ("id", "salt", "key_id", "width", "height")
        statement = select(*(photo.c[name] for name in names)).where(photo.c.officer_id == officer)
        sql = str(statement.compile(compile_kwargs={"literal_binds": True}))
        with view._readers.lent() as reader:
            cursor = reader.cursor()
            cursor.execute(sql)
            row = cursor.fetchone()
        return Photograph(Kept(*row), unmarked=False) if row else Without.WITHHELD

    patch.setattr(routes, "photograph_of", found)


def a_link_says_where_the_photo_lies(patch: Patch) -> None:
    def links(asked: Any, officer: str, found: Photograph, whole: Any = routes._links) -> Any:
        return whole(asked, officer, found) | {"version": found.kept.id[:8]}

    patch.setattr(routes, "_links", links)


def the_mark_has_the_salt_in_it(patch: Patch) -> None:
    def given(
        self: Any, who: Any, found: Photograph, link: Any, whole: Any = PhotoDesk.given
    ) -> Any:
        return whole(self, replace(who, key_id=found.kept.salt[:6]), found, link)

    patch.setattr(PhotoDesk, "given", given)


def a_tag_of_when_the_photo_was_sent(store: Store, out: Leaving) -> Leaving:
    sql = "SELECT recorded_at FROM photo WHERE officer_id = :id"
    sent_at = store.one(sql, id=_officer(out)) if "/photo" in out.path else None
    return out.with_header(b"last-modified", sent_at) if sent_at else out


def a_photo_of_the_protected_is_refused(store: Store, out: Leaving) -> Leaving:
    sql = "SELECT count(*) FROM protection WHERE officer_id = :id"
    if out.method == "PUT" and out.path.endswith("/photo") and store.one(sql, id=_officer(out)):
        return replace(out, status=409).with_body(b"protected")
    return out


def a_photo_of_the_protected_is_another_file(store: Store, out: Leaving) -> Leaving:
    sql = "SELECT count(*) FROM protection WHERE officer_id = :id"
    delivered = "/photo/" in out.path and out.status == 200
    return out.with_body(out.body + b"!") if delivered and store.one(sql, id=_officer(out)) else out


def who_has_a_photo_is_told_outside(store: Store, out: Leaving) -> Leaving:
    if not out.path.endswith("/photo"):
        return out
    there = store.one("SELECT count(*) FROM photo WHERE officer_id = :id", id=_officer(out))
    return out.with_header(b"cache-control", b"no-store, max-age=0".decode()) if there else out


def _officer(out: Leaving) -> str:
    parts = out.path.split("/")
    return parts[3] if len(parts) > 3 else ""


INSIDE = (
    Plant("a_photo_without_its_gate", Tier.HR, inside=a_photo_without_the_gate_of_its_officer),
    Plant("a_link_says_where_it_lies", Tier.RECORDS, inside=a_link_says_where_the_photo_lies),
    Plant("the_mark_has_the_salt_in_it", Tier.OVERSIGHT, inside=the_mark_has_the_salt_in_it),
)
AFTER = (
    Plant("a_tag_of_when_it_was_sent", Tier.HR, after=a_tag_of_when_the_photo_was_sent),
    Plant("a_photo_of_the_protected", Tier.HR, after=a_photo_of_the_protected_is_refused),
    Plant("another_file_of_the_protected", Tier.HR, after=a_photo_of_the_protected_is_another_file),
    Plant("who_has_a_photo", Tier.PUBLIC, after=who_has_a_photo_is_told_outside),
)
