"""A photo over HTTP: sent by HR, given by links, to nobody who may not see it."""

import json
import time
from pathlib import Path
from uuid import uuid4

import pytest
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

from officer_directory.errors import NotAnsweredError
from officer_directory.store.engines import Database

JPEG = {"Content-Type": "image/jpeg"}
PNG = {"Content-Type": "image/png"}
SIZES = ("small", "medium", "large")


@pytest.fixture
def officer(world):
    return world.officers["kim"]["id"]


@pytest.fixture
def photographed(ask, officer):
    """An officer with a photo, sent by the agency's own HR system."""
    done = ask("hr").put(f"/v1/officers/{officer}/photo", content=jpeg(), headers=JPEG)
    assert done.status_code == 200, done.text
    return officer


def links(asking, officer):
    found = asking.get(f"/v1/officers/{officer}/photo")
    assert found.status_code == 200, found.text
    return found.json()["photo"]


def link(asking, officer, size="medium", form="jpeg"):
    return links(asking, officer)[size][form]


def objects(settings):
    return [path for path in (settings.data / "photos").rglob("*") if path.is_file()]


def settle(settings, many=7):
    """Wait until what is nobody's is removed, which happens beside the answer."""
    end = time.monotonic() + 10
    while time.monotonic() < end and len(objects(settings)) != many:
        time.sleep(0.02)
    assert len(objects(settings)) == many


def problem(answer):
    return answer.status_code, answer.json()["type"].rpartition("/")[2]


def test_hr_sends_a_photo_and_is_answered_with_the_record(ask, photographed):
    again = ask("hr").put(f"/v1/officers/{photographed}/photo", content=png(), headers=PNG)
    body = again.json()
    assert body["officer"]["photo"] == f"/v1/officers/{photographed}/photo"
    assert again.headers["etag"] == ask("hr").get(f"/v1/officers/{photographed}").headers["etag"]
    assert "public-from" in again.headers


@pytest.mark.parametrize("tier", ["hr", "records", "oversight"])
def test_whoever_may_see_it_is_given_three_sizes_in_two_forms(ask, photographed, tier):
    given = links(ask(tier), photographed)
    assert given["officer_id"] == photographed
    for size in SIZES:
        for form in ("jpeg", "webp"):
            found = ask(tier).get(given[size][form])
            assert found.status_code == 200
            assert found.headers["content-type"] == f"image/{form}"
            assert found.headers["cache-control"] == "private, no-store"
            assert found.headers["x-content-type-options"] == "nosniff"
            image = decoded(found.content)
            assert image.size == (given[size]["width"], given[size]["height"])
            assert shows(image, (0.75, 0.2), "navy")


@pytest.mark.parametrize("tier", ["public", "portal", "press"])
def test_outside_it_is_withheld_alike_with_and_without_a_photo(ask, world, photographed, tier):
    def answers(*officers):
        found = [ask(tier).get(f"/v1/officers/{officer}/photo") for officer in officers]
        return {(problem(one), one.text, _headers(one)) for one in found}

    (known,) = answers(photographed, *(world.officers[n]["id"] for n in ("diaz", "moss", "garcia")))
    assert known[0] == (404, "withheld")
    (hidden,) = answers(*(world.officers[n]["id"] for n in ("nunez", "quill")), str(uuid4()))
    assert hidden[0] == (404, "no-such-record")


def _headers(answer):
    varying = ("x-request-id", "ratelimit")
    return tuple(sorted((n, v) for n, v in answer.headers.items() if n not in varying))


def test_of_another_agency_there_is_no_such_record(ask, photographed):
    for who in ("hr_other_agency", "records_other_agency", "auditor", "admin"):
        found = ask(who).get(f"/v1/officers/{photographed}/photo")
        assert found.status_code in (403, 404)
        assert found.json()["type"] != "/problems/withheld"
    sent = ask("hr_other_agency").put(
        f"/v1/officers/{photographed}/photo", content=jpeg(), headers=JPEG
    )
    assert problem(sent) == (404, "no-such-record")


@pytest.mark.parametrize("who", ["public", "press", "records", "oversight"])
def test_nobody_but_hr_sends_or_takes_away_a_photo(ask, photographed, who):
    path = f"/v1/officers/{photographed}/photo"
    assert problem(ask(who).put(path, content=jpeg(), headers=JPEG)) == (404, "no-such-record")
    assert problem(ask(who).delete(path)) == (404, "no-such-record")


def test_a_link_opens_for_whoever_asked_for_it_and_for_nobody_else(ask, photographed):
    given = link(ask("records"), photographed)
    assert ask("records").get(given).status_code == 200
    for other in ("hr", "oversight", "press", "public", "records_other_agency"):
        assert problem(ask(other).get(given)) == (404, "no-such-record")


def test_a_link_is_of_one_officer(ask, world, photographed):
    given = link(ask("records"), photographed)
    other = given.replace(photographed, world.officers["diaz"]["id"])
    assert problem(ask("records").get(other)) == (404, "no-such-record")
    changed = given[:-4] + ("AAAA" if not given.endswith("AAAA") else "BBBB")
    assert problem(ask("records").get(changed)) == (404, "no-such-record")


def test_a_link_ends_after_a_quarter_of_an_hour(ask, photographed):
    given = link(ask("records"), photographed)
    photos, now = ask("records").app.state.running.photos, time.time()
    photos.clock = lambda: now + 14 * 60 - 1
    assert ask("records").get(given).status_code == 200
    photos.clock = lambda: now + 15 * 60
    assert problem(ask("records").get(given)) == (404, "no-such-record")


def test_a_link_is_dead_when_the_photo_is_taken_away_or_the_key_revoked(
    ask, photographed, settings
):
    given = link(ask("records"), photographed)
    taken = ask("hr").delete(f"/v1/officers/{photographed}/photo")
    assert taken.json()["officer"]["photo"] is None
    assert problem(ask("records").get(given)) == (404, "no-such-record")
    assert problem(ask("records").get(f"/v1/officers/{photographed}/photo")) == (
        404,
        "no-such-record",
    )
    settle(settings, 0)
    assert ask("hr").delete(f"/v1/officers/{photographed}/photo").status_code == 200


def test_what_is_given_is_marked_with_tier_client_and_day(ask, photographed):
    plain = decoded(jpeg())
    seen = set()
    for tier in ("hr", "records", "oversight"):
        content = ask(tier).get(link(ask(tier), photographed, "large", "webp")).content
        image = decoded(content)
        assert not shows(image, (0.5, 0.95), "navy") or not shows(image, (0.1, 0.95), "navy")
        seen.add(content)
    assert len(seen) == 3
    assert shows(plain, (0.1, 0.95), "navy")


def test_each_delivery_is_in_the_ledger_before_its_first_byte(ask, photographed, settings):
    given = link(ask("records"), photographed)
    ask("records").get(given)
    ledger = Database.of_ledger(settings)
    with ledger.reading() as connection:
        rows = connection.exec_driver_sql("SELECT entry FROM ledger_entry").fetchall()
    ledger.close()
    entries = [json.loads(row[0]) for row in rows]
    asked = [entry for entry in entries if entry.get("asked") == f"GET {given}"]
    assert [(entry["officers"], entry["status"]) for entry in asked] == [([photographed], 200)]


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


def test_no_ledger_no_photo(ask, photographed, monkeypatch):
    given = link(ask("records"), photographed)

    async def closed(*_: object) -> None:
        raise NotAnsweredError("closed")

    monkeypatch.setattr(ask("records").app.state.running.ledger, "append", closed)
    assert ask("records").get(given).status_code == 503
    assert ask("records").get(f"/v1/officers/{photographed}/photo").status_code == 503


def test_an_object_that_was_altered_or_lost_is_not_given(ask, photographed, settings):
    settle(settings)
    given = link(ask("records"), photographed, "small", "webp")
    (path,) = [p for p in objects(settings) if p.name == "small.webp"]
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert problem(ask("records").get(given)) == (503, "not-answered")
    path.unlink()
    assert problem(ask("records").get(given)) == (503, "not-answered")
    path.write_bytes(whole)
    assert ask("records").get(given).status_code == 200


def test_head_has_the_headers_of_get(ask, photographed):
    given = link(ask("records"), photographed)
    for path in (given, f"/v1/officers/{photographed}/photo"):
        get, head = ask("records").get(path), ask("records").head(path)
        assert _headers(get) == _headers(head)
        assert head.content == b""


def test_parameters_are_refused_as_everywhere(ask, photographed):
    given = link(ask("records"), photographed)
    for path in (given, f"/v1/officers/{photographed}/photo"):
        assert problem(ask("records").get(f"{path}?download=1")) == (422, "not-understood")


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
