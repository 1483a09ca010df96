"""HR sends photos over HTTP: what is taken is kept encrypted, and nothing else of it."""

from pathlib import Path

import pytest
from tests.photographing import JPEG, PNG, SIZES, link, links, objects, problem, settle
from tests.photographs import (
    MARKER,
    decoded,
    jpeg,
    marked_jpeg,
    marked_png,
    picture,
    png,
    png_of,
    saved,
    shows,
)


def test_hr_sends_a_photo_and_is_answered_with_the_record(ask, photographed):
    again = ask("hr").put(f"/v1/officers/{photographed}/photo", content=png(), headers=PNG)
    body = again.json()
    assert body["officer"]["photo"] == f"/v1/officers/{photographed}/photo"
    assert again.headers["etag"] == ask("hr").get(f"/v1/officers/{photographed}").headers["etag"]
    assert "public-from" in again.headers


@pytest.mark.parametrize("who", ["public", "press", "records", "oversight"])
def test_nobody_but_hr_sends_or_takes_away_a_photo(ask, photographed, who):
    path = f"/v1/officers/{photographed}/photo"
    assert problem(ask(who).put(path, content=jpeg(), headers=JPEG)) == (404, "no-such-record")
    assert problem(ask(who).delete(path)) == (404, "no-such-record")


def test_nothing_that_was_planted_is_kept_or_given(ask, officer, settings):
    for content, kind in ((marked_jpeg(), JPEG), (marked_png(), PNG)):
        done = ask("hr").put(f"/v1/officers/{officer}/photo", content=content, headers=kind)
        assert done.status_code == 200
        given = links(ask("records"), officer)
        for size in SIZES:
            for form in ("jpeg", "webp"):
                assert MARKER not in ask("records").get(given[size][form]).content
        for path in settings.data.rglob("*"):
            if path.is_file():
                assert MARKER not in path.read_bytes()


def test_what_is_kept_is_encrypted_and_its_owners_alone(ask, photographed, settings):
    settle(settings)
    for path in objects(settings):
        content = path.read_bytes()
        assert not content.startswith((b"\xff\xd8", b"RIFF"))
        assert b"JFIF" not in content
        assert photographed not in str(path)
    assert (settings.data / "photos").stat().st_mode & 0o077 == 0
    assert (settings.data / "keys" / "photos.key").stat().st_mode & 0o077 == 0


def test_a_new_photo_takes_the_place_of_the_old_one_and_no_object_is_left(
    ask, photographed, settings
):
    settle(settings)
    before = set(objects(settings))
    old = link(ask("records"), photographed)
    path = f"/v1/officers/{photographed}/photo"
    sent = jpeg(colour="green", corner="white")
    assert ask("hr").put(path, content=sent, headers=JPEG).status_code == 200
    settle(settings)
    assert not before & set(objects(settings))
    assert shows(decoded(ask("records").get(old).content), (0.1, 0.1), "white")


def test_the_same_file_again_changes_nothing(ask, photographed, settings):
    settle(settings)
    before = set(objects(settings))
    path = f"/v1/officers/{photographed}/photo"
    first = ask("hr").get(f"/v1/officers/{photographed}")
    again = ask("hr").put(path, content=jpeg(), headers=JPEG)
    assert again.status_code == 200
    assert again.headers["etag"] == first.headers["etag"]
    settle(settings)
    assert set(objects(settings)) == before


def test_a_request_with_its_key_is_done_once(ask, officer, settings):
    path, key = f"/v1/officers/{officer}/photo", {**JPEG, "Idempotency-Key": '"photo-1"'}
    one = ask("hr").put(path, content=jpeg(), headers=key)
    two = ask("hr").put(path, content=jpeg(), headers=key)
    assert (one.status_code, one.text) == (two.status_code, two.text) == (200, one.text)
    assert problem(ask("hr").put(path, content=png(), headers={**PNG, **key, **PNG}))[1] == (
        "idempotency-key-used"
    )
    settle(settings)


def test_a_condition_that_is_not_met_keeps_nothing(ask, officer, settings):
    path, stale = f"/v1/officers/{officer}/photo", {**JPEG, "If-Match": '"0123"'}
    assert problem(ask("hr").put(path, content=jpeg(), headers=stale)) == (
        412,
        "changed-meanwhile",
    )
    settle(settings, 0)


WRONG = {
    "text": (b"hello", JPEG),
    "a GIF": (saved(picture(), "GIF"), JPEG),
    "a PNG as JPEG": (png(), JPEG),
    "too many pixels": (png_of(6000, 6000), PNG),
    "nothing": (b"", JPEG),
    "half of one": (jpeg(width=900, height=900)[:3000], JPEG),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_photo_is_told_so_and_nothing_of_it_is_kept(ask, officer, settings, name):
    content, kind = WRONG[name]
    sent = ask("hr").put(f"/v1/officers/{officer}/photo", content=content, headers=kind)
    assert problem(sent) == (422, "not-a-photo")
    assert sent.json()["title"] == "Not a photo"
    assert "hello" not in sent.text
    assert not objects(settings)
    assert ask("hr").get(f"/v1/officers/{officer}/photo").status_code == 404


@pytest.mark.parametrize("kind", ["image/gif", "application/json", "multipart/form-data", ""])
def test_another_media_type_is_refused_before_the_body_is_read(ask, officer, kind):
    headers = {"Content-Type": kind} if kind else {}
    sent = ask("hr").put(f"/v1/officers/{officer}/photo", content=jpeg(), headers=headers)
    assert problem(sent) == (415, "not-jpeg-or-png")


def test_a_photo_that_is_too_large_is_refused_and_told_how_large_one_may_be(ask, officer):
    def endless():
        for _ in range(200):
            yield b"\xff" * 65_536

    path = f"/v1/officers/{officer}/photo"
    for content in (b"\xff" * (10 * 1024 * 1024 + 1), endless()):
        sent = ask("hr").put(path, content=content, headers=JPEG)
        assert problem(sent) == (413, "too-large")
        assert "10 MiB" in sent.json()["detail"]


def test_objects_lie_under_ids_that_tell_nothing(ask, photographed, settings, world):
    settle(settings)
    names = {path.name for path in objects(settings)}
    assert names == {
        "original",
        *(f"{size}.{form}" for size in SIZES for form in ("jpeg", "webp")),
    }
    (folder,) = {path.parent for path in objects(settings)}
    shown = "".join(
        ask(who).get(f"/v1/officers/{photographed}{more}").text
        for who in ("hr", "records", "oversight")
        for more in ("", "/photo")
    )
    assert folder.name not in shown
    assert Path(folder).parent == settings.data / "photos"
