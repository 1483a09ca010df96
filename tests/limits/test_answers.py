"""Limits as a requester meets them, on both engines."""

import re

import pytest
from tests.noninterference.observing import Asking, observe

SMALL = """
[tier.public]
burst = "{public}/minute"
daily = "1000/day"
[tier.press]
burst = "{press}/minute"
daily = "1000/day"
[failures]
burst = "3/minute"
daily = "10/day"
"""
ITEM = re.compile(r'"(\w+)";r=(\d+);t=(\d+)')


def small(public: int = 1000, press: int = 1000) -> str:
    return SMALL.format(public=public, press=press)


def left(answer) -> dict[str, tuple[int, int]]:
    found = ITEM.findall(answer.headers["ratelimit"])
    return {name: (int(r), int(t)) for name, r, t in found}


def status_for(client, address: str, headers=(), path: str = "/v1/officers") -> int:
    """The status that an address is answered with."""
    seen: list[int] = []

    async def app(scope, receive, send):
        async def first(message):
            if message["type"] == "http.response.start":
                seen.append(message["status"])
                message = {**message, "status": 200}  # a refusal is an answer here
            await send(message)

        scope = {**scope, "client": (address, 50_000)}
        await client.app(scope, receive, first)

    client.portal.call(observe, app, Asking("GET", path.encode(), headers=tuple(headers)), ())
    return seen[0]


def test_a_key_is_told_its_limits_and_what_is_left(limited):
    press = limited(small(press=3))("press")
    answers = [press.get("/v1/agencies") for _ in range(3)]
    for number, answer in enumerate(answers):
        policy = '"burst";q=3;w=60, "daily";q=1000;w=86400, "records";q=5000000;w=86400'
        assert answer.headers["ratelimit-policy"] == policy
        assert left(answer)["burst"][0] == 2 - number
        assert 1 <= left(answer)["burst"][1] <= 60


def test_a_used_up_limit_is_429_and_says_when_to_come_again(limited):
    press = limited(small(press=2))("press")
    assert [press.get("/v1/me").status_code for _ in range(3)] == [200, 200, 429]
    refused = press.get("/v1/officers")
    assert refused.json()["type"] == "/problems/quota-exceeded"
    assert refused.headers["cache-control"] == "no-store"
    assert refused.headers["ratelimit-policy"] == '"burst";q=2;w=60'
    (r, t) = left(refused)["burst"]
    assert r == 0
    assert t <= int(refused.headers["retry-after"]) <= 60


def test_what_is_refused_costs_nothing_of_the_day(limited):
    press = limited(small(press=1))("press")
    before = left(press.get("/v1/agencies"))["daily"][0]
    for _ in range(5):
        assert press.get("/v1/agencies").status_code == 429
    limits = limited(small(press=1000))("press").get("/v1/me").json()["limits"]
    assert before == limits["daily"]["left"] == 999


def test_the_anonymous_are_told_what_holds_and_never_what_another_has_left(limited):
    """A shared cache may keep the answer."""
    public = limited(small(public=3))("public")
    first, second = public.get("/v1/officers"), public.get("/v1/officers")
    policy = '"burst";q=3;w=60, "daily";q=1000;w=86400'
    assert first.headers["ratelimit-policy"] == second.headers["ratelimit-policy"] == policy
    assert "ratelimit" not in first.headers
    assert first.headers["cache-control"].startswith("public")
    assert public.get("/v1/officers/none").headers["ratelimit-policy"] == policy
    assert public.get("/v1/officers").headers["retry-after"]


def test_what_is_about_the_reader_is_kept_by_no_cache(limited):
    me = limited(small(public=9))("public").get("/v1/me")
    assert me.headers["cache-control"] == "private, no-store"
    assert me.json()["limits"]["burst"] == {
        "limit": 9,
        "window_s": 60,
        "left": 8,
        "renews_s": 60,
    }


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics"])
def test_what_is_for_operations_tells_of_no_limits(limited, address):
    ask = limited(small(public=1))
    for requester in ("public", "admin"):
        for _ in range(3):
            answer = ask(requester).get(address)
            assert answer.status_code in (200, 404) or address == "/metrics"
            assert not [
                n for n in answer.headers if n.startswith("ratelimit") and answer.status_code != 429
            ]


def test_a_question_costs_what_is_asked(limited):
    limits = small() + "[cost]\npage = 1\nsearch = 4\ncount = 10\nstream = 20\n"
    press = limited(limits)("press")

    def cost(address: str) -> int:
        before = left(press.get("/v1/policy"))["daily"][0]
        press.get(address)
        return before - left(press.get("/v1/policy"))["daily"][0] - 1

    assert cost("/v1/officers") == cost("/v1/officers/none") == cost("/v1/fields") == 1
    assert cost("/v1/officers?q=diaz") == 4
    assert cost("/v1/officers?count=true") == 11
    assert cost("/v1/officers?q=diaz&count=true") == 14
    assert cost("/v1/officers.csv") == 20


def test_a_csv_costs_what_it_is(limited):
    """One unit more for each so many records, as it goes."""
    press = limited(small() + "[cost]\nstream = 1\nrecords = 3\n")("press")
    lines = press.get("/v1/officers.ndjson").text.count("\n")
    used = 1000 - left(press.get("/v1/policy"))["daily"][0]
    assert used == 1 + lines // 3 + 1
    assert lines > 6


def test_a_portal_key_has_limits_of_its_own(limited):
    ask = limited(small(public=1) + '[portal]\nburst = "5/minute"\n')
    assert [ask("public").get("/v1/me").status_code for _ in range(2)] == [200, 429]
    assert [ask("portal").get("/v1/me").status_code for _ in range(6)] == [200] * 5 + [429]
    assert ask("portal").get("/v1/me").headers["ratelimit-policy"] == '"burst";q=5;w=60'


def test_failures_count_against_the_source_and_not_against_the_identity_claimed(limited):
    ask = limited(small())
    good = ask("press").key
    wrong = {"X-API-Key": good[:-1] + ("A" if good[-1] != "A" else "B")}
    found = [ask("public").get("/v1/me", headers=wrong) for _ in range(5)]
    assert [answer.status_code for answer in found] == [401, 401, 401, 429, 429]
    assert found[0].headers["ratelimit-policy"] == '"burst";q=3;w=60, "daily";q=10;w=86400'
    assert ask("press").get("/v1/me").status_code == 200
    assert ask("public").get("/v1/me").status_code == 200


def test_many_addresses_of_one_network_share_a_wider_limit(limited):
    limits = small(public=2) + '[network]\nburst = "5/minute"\n'
    client = limited(limits)("public")._client
    statuses = [status_for(client, f"203.0.113.{n}") for n in range(1, 8)]
    assert statuses == [200] * 5 + [429] * 2
    assert status_for(client, "203.0.114.1") == 200


def test_an_ipv6_reader_cannot_change_address_within_their_64(limited):
    client = limited(small(public=2))("public")._client
    statuses = [status_for(client, f"2001:db8:0:1::{n}") for n in range(1, 5)]
    assert statuses == [200, 200, 429, 429]
    assert status_for(client, "2001:db8:0:2::1") == 200


def test_a_spoofed_address_changes_nothing(limited):
    client = limited(small(public=2))("public")._client
    spoofed = [((b"x-forwarded-for", b"198.51.100.%d" % n),) for n in range(4)]
    statuses = [status_for(client, "203.0.113.1", headers) for headers in spoofed]
    assert statuses == [200, 200, 429, 429]
    proxied = limited(small(public=2), trusted_proxies="203.0.113.0/24")("public")._client
    assert [status_for(proxied, "203.0.113.1", headers) for headers in spoofed] == [200] * 4


def test_everyones_streams_have_a_limit_together(limited):
    client = limited('[exports]\nburst = "2/minute"\n')("public")._client
    statuses = [status_for(client, f"203.0.{n}.1", path="/v1/officers.csv") for n in range(4)]
    assert statuses == [200, 200, 429, 429]


def test_no_metric_names_who_was_refused(limited):
    ask = limited(small(press=2))
    key = ask("press").key
    for _ in range(5):
        ask("press").get("/v1/me")
    text = ask("admin").app.state.running.counts.as_text(alone=False)
    assert 'officer_directory_refused_total{limit="burst"} 0' in text
    assert key.split("_")[1][:12] not in text
