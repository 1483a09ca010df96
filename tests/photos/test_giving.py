"""A photo is given by links, marked, and to nobody who may not see it."""

import time
from uuid import uuid4

import pytest
from tests.ledger.reading import entries
from tests.photographing import JPEG, SIZES, link, links, objects, problem, settle
from tests.photographs import (
    decoded,
    jpeg,
    shows,
)

from officer_directory.errors import NotAnsweredError


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
    varying = ("x-request-id", "ratelimit", "disclosure-receipt")  # each has a nonce of its own
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


def test_a_link_has_one_spelling(ask, photographed):
    """Base64 has several for the same bytes: bits that count for nothing, and padding."""
    given = link(ask("records"), photographed)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    unused = letters[letters.index(given[-1]) ^ 1]
    for other in (given[:-1] + unused, given + "=", given[:-1] + "%3D"):
        assert problem(ask("records").get(other)) == (404, "no-such-record")
    assert ask("records").get(given).status_code == 200


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
    asked = [entry for _, entry in entries(settings) if entry.get("asked") == f"GET {given}"]
    assert [(entry["officers"], entry["status"]) for entry in asked] == [([photographed], 200)]


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


def test_who_is_retired_keeps_the_photo_for_the_inside_until_it_is_taken_away(ask, photographed):
    outside = problem(ask("public").get(f"/v1/officers/{photographed}/photo"))
    assert ask("hr").delete(f"/scim/v2/Users/{photographed}").status_code == 204
    for tier in ("hr", "records", "oversight"):
        given = ask(tier).get(link(ask(tier), photographed))
        assert decoded(given.content).width > 0, tier
    after = problem(ask("public").get(f"/v1/officers/{photographed}/photo"))
    assert after == outside == (404, "withheld")
    assert ask("hr").delete(f"/v1/officers/{photographed}/photo").status_code == 200
    for tier in ("hr", "records", "oversight"):
        assert problem(ask(tier).get(f"/v1/officers/{photographed}/photo"))[0] == 404


def test_who_comes_back_has_the_photo_that_is_there(ask, world, photographed):
    ask("hr").delete(f"/scim/v2/Users/{photographed}")
    number = world.officers["kim"]["uid"]
    back = ask("hr").put(f"/v1/officers/by-uid/{number}", json={"status": "active"})
    assert back.status_code == 200, back.text
    assert ask("hr").get(link(ask("hr"), photographed)).status_code == 200
