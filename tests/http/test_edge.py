"""What does not get past the edge, and what is said of it: one shape, and no echo."""

import json
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from tests.asking import serving

from officer_directory.app import create_app
from officer_directory.http.problems import BY_KIND
from officer_directory.settings import Settings
from officer_directory.tiers import Tier

MARK = "pRoBeMaRk"
LOCAL = "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/v1/officers;x=" + MARK, "no-such-record"),
        ("/v1/officers/a/x.css", "no-such-record"),
        ("/v1/officers%2f" + MARK, "no-such-record"),
        ("/v1/officers%00", "no-such-record"),
        ("/v1//officers", "no-such-record"),
        ("/v1/officers/", "no-such-record"),
        ("/V1/officers", "no-such-record"),
        ("/v1/officers.xml", "no-such-record"),
        ("/" + MARK, "no-such-record"),
        ("/v1/officers?last_name=%00" + MARK, "not-understood"),
        ("/v1/officers?" + MARK + "=1", "not-understood"),
        ("/v1/officers?last_name=%ff" + MARK, "malformed-request"),
        ("/v1/officers?last_name=%ZZ", "malformed-request"),
        ("/v1/officers?api_key=" + MARK, "credential-in-address"),
        ("/v1/officers?q=" + "a" * 17_000, "address-too-long"),
        ("/v1/" + "a" * 2_000, "address-too-long"),
    ],
)
def test_a_strange_address_is_refused_in_one_shape(standing, address, kind):
    _, ask = standing
    for requester in ("public", "hr"):
        answer = ask(requester).get(address)
        assert answer.content == BY_KIND[kind].body
        assert answer.status_code == BY_KIND[kind].status
        assert list(json.loads(answer.content)) == ["type", "title", "status", "detail"]
        assert MARK not in answer.text + str(answer.headers)
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "MKCOL"])
def test_an_unknown_method_is_refused_everywhere(standing, method):
    _, ask = standing
    answer = ask("public").request(method, "/v1/officers")
    assert answer.content == BY_KIND["method-not-allowed"].body


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_a_method_that_does_not_work_here_is_told_what_does(standing, method):
    world, ask = standing
    answer = ask("public").request(method, "/v1/officers")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"
    if method != "POST":
        protections = f"/v1/officers/{world.diaz['id']}/protections"
        for requester in ("public", "hr", "oversight"):  # none of them is told of writing
            told = ask(requester).request(method, protections)
            assert told.headers["allow"] == "GET, HEAD"
        both = ask("records").request(method, protections)
        assert both.headers["allow"] == "GET, HEAD, POST"


def test_a_large_body_is_stopped_while_it_comes(standing):
    _, ask = standing

    def chunks():
        for _ in range(200):
            yield b" " * 1_000

    key = {"Content-Type": "application/json"}
    answer = ask("records").post("/v1/orders", content=chunks(), headers=key)
    assert answer.content == BY_KIND["too-large"].body
    answer = ask("records").post("/v1/orders", content=b" " * 70_000, headers=key)
    assert answer.content == BY_KIND["too-large"].body


def test_a_read_with_a_body_is_malformed(standing):
    _, ask = standing
    answer = ask("public").request("GET", "/v1/officers", content=b"x")
    assert answer.content == BY_KIND["malformed-request"].body


def test_a_range_is_not_served(standing):
    _, ask = standing
    answer = ask("public").get("/v1/officers", headers={"Range": "bytes=0-9"})
    assert answer.status_code == 200
    assert "content-range" not in answer.headers


def test_an_unexpected_error_is_a_problem_and_a_line_in_the_log(
    settings: Settings, world, caplog, monkeypatch
):
    app = create_app(settings)
    with TestClient(app, base_url=LOCAL) as client:
        monkeypatch.setattr(app.state.running.views, "of", lambda _: 1 / 0)
        answer = client.get("/v1/officers")
        assert answer.content == BY_KIND["internal-error"].body
        assert f"request {answer.headers['x-request-id']} failed" in caplog.text
        monkeypatch.undo()
        assert client.get("/v1/officers").status_code == 200


def test_another_host_is_misdirected_where_the_public_address_is_known(make_settings, tmp_path):
    plain = make_settings("sqlite", tmp_path / "data")
    settings = replace(plain, public_url="https://officers.example")
    with TestClient(create_app(settings), base_url="http://officers.example") as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/healthz", headers={"Host": "127.0.0.1:8000"}).status_code == 200
        for host in ("evil.example", "officers.example.evil", "127.0.0.1.evil:80"):
            answer = client.get("/v1/officers", headers={"Host": host})
            assert answer.content == BY_KIND["misdirected"].body
            assert answer.status_code == 400


@pytest.mark.parametrize(
    "host",
    ["localhost:8000", "LOCALHOST", "127.0.0.1", "[::1]:8000", "192.0.2.7:8000", "[fe80::1]"],
)
def test_without_a_public_address_this_machine_and_numbers_are_answered(standing, host):
    _, ask = standing
    assert ask("public").get("/v1/officers", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "officers.example:8000", "127.0.0.1.evil.example", "localhost.evil"),
        *("192.0.2", "2130706433", "0x7f.1", "::1", "[127.0.0.1]", "[::1", "localhost:", ""),
    ],
)
def test_without_a_public_address_no_other_name_is_answered(standing, host):
    """Else a page of somebody else, whose name is pointed here, could read what we answer."""
    _, ask = standing
    for requester in ("public", "records"):
        answer = ask(requester).get("/v1/officers", headers={"Host": host})
        assert answer.content == BY_KIND["misdirected"].body


def test_only_the_tiers_that_are_served_are_known(settings, world):
    with serving(settings, world) as ask:
        key = ask("hr").key
    outside = create_app(settings, (Tier.PUBLIC, Tier.PRESS))
    with TestClient(outside, base_url=LOCAL) as client:
        bearer = {"Authorization": f"Bearer {key}"}
        refused = client.get("/v1/officers", headers=bearer)
        assert refused.content == BY_KIND["bad-credential"].body
        assert client.get("/v1/officers").status_code == 200
