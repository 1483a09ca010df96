"""Two worlds that are one to the public: the portal's pages are the same bytes in both."""

import json

import httpx2
import pytest
from starlette.testclient import TestClient
from tests.noninterference.directories import opened

from officer_directory.tiers import Tier
from officer_directory_client import AsyncPublicDirectory
from officer_directory_portal import Settings, create_app

FILES = ("officers.csv", "officers.ndjson", "officers.sqlite")


@pytest.fixture
def pair(make_settings, tmp_path):
    with opened(make_settings, tmp_path, "sqlite", Tier.PUBLIC) as made:
        yield made


def portal(app):
    transport = httpx2.ASGITransport(app=app)
    directory = AsyncPublicDirectory("http://127.0.0.1", transport=transport)
    return TestClient(
        create_app(directory, Settings()), "http://127.0.0.1:8001", follow_redirects=False
    )


def test_no_page_tells_two_worlds_apart(pair):
    addresses = every_address(pair)
    assert len(addresses) > 60
    with portal(pair.apps[0]) as one, portal(pair.apps[1]) as two:
        shown = 0
        for address in addresses:
            here, there = one.get(address), two.get(address)
            assert here.status_code == there.status_code, address
            assert here.headers.multi_items() == there.headers.multi_items(), address
            assert here.content == there.content, address
            shown += here.status_code == 200
        assert shown > 30


def every_address(pair):
    """Each page, each officer of either world, and searches by every last name of either."""
    found = [
        "/", "/es/", "/officers", "/agencies", "/complaints", "/decides", "/download", "/about",
        "/file-a-complaint", "/keys", "/officers?status=separated", "/complaints?outcome=none",
        *(f"/download/latest/{name}" for name in FILES),
    ]  # fmt: skip
    for facts in pair.facts:
        for table, path in (
            ("officer", "officers"),
            ("agency", "agencies"),
            ("complaint", "complaints"),
            ("incident", "incidents"),
        ):
            found += [f"/{path}/{row['id']}" for row in facts[table]]
        found += [f"/officers?q={row['last_name']}" for row in facts["officer"]]
        found += [f"/officers?q={row['uid']}" for row in facts["officer"]]
        found += [f"/officers?agency={row['name']}" for row in facts["agency"]]
        found += [f"/officers/{row['id']}/correct" for row in facts["officer"]]
    return list(dict.fromkeys(found))


def test_the_two_worlds_are_not_one(pair):
    one, two = (json.dumps(facts, sort_keys=True, default=str) for facts in pair.facts)
    assert one != two
    assert len(pair.facts[1]["officer"]) > len(pair.facts[0]["officer"])
