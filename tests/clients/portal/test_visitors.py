"""Each visitor has a share of what the portal may hand in, and is not known by it."""

import gc

import pytest
from tests.clients.portal.conftest import portal_of, read, world_served
from tests.http.test_corrections import rows

from officer_directory_portal import visitors
from officer_directory_portal.visitors import (
    APPLICATIONS,
    CORRECTIONS,
    THIS_MACHINE,
    ShareUsedUpError,
    Visitors,
    networks,
)

PROXY = "127.0.0.1"


class Clock:
    now = 86_400.0 * 20_000 + 3_600

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def shares(clock):
    return Visitors(THIS_MACHINE, clock)


def taken(shares, host, share=APPLICATIONS, most=1_000, peer=PROXY):
    """How many a visitor may hand in one after the other, and how long the next one waits."""
    headers = [(b"x-forwarded-for", host.encode())]
    for number in range(most):
        try:
            shares.take(share, peer, headers)
        except ShareUsedUpError as error:
            return number, error.retry_after
    return most, 0


def test_one_visitor_uses_up_their_own_share_and_nobody_elses(shares):
    assert taken(shares, "192.0.2.1")[0] == APPLICATIONS.an_hour
    assert taken(shares, "198.51.100.1")[0] == APPLICATIONS.an_hour
    assert taken(shares, "192.0.2.1", CORRECTIONS)[0] == CORRECTIONS.an_hour


def test_a_share_comes_back_after_an_hour_and_the_days_on_the_next(shares, clock):
    number, wait = taken(shares, "192.0.2.1")
    assert (number, wait) == (5, 3_600)
    clock.now += 3_599
    assert taken(shares, "192.0.2.1") == (0, 1)
    clock.now += 1
    number, wait = taken(shares, "192.0.2.1")
    assert (number, wait) == (5, 86_400 - 7_200)
    clock.now += wait
    assert taken(shares, "192.0.2.1")[0] == 5


def test_a_network_has_the_share_of_ten_addresses(shares):
    every = [taken(shares, f"192.0.2.{n}")[0] for n in range(1, 15)]
    assert every == [5] * 10 + [0] * 4
    assert taken(shares, "192.0.3.1")[0] == 5


def test_an_ipv6_household_is_one_visitor(shares):
    assert taken(shares, "2001:db8:0:1::1")[0] == 5
    assert taken(shares, "2001:db8:0:1::2")[0] == 0
    assert taken(shares, "[2001:db8:0:2::1]:443")[0] == 5


def test_an_ipv4_address_is_the_same_in_both_spellings(shares):
    assert taken(shares, "192.0.2.1")[0] == 5
    assert taken(shares, "::ffff:192.0.2.1")[0] == 0


def test_only_a_trusted_proxy_says_for_whom_it_asks(shares):
    assert taken(shares, "192.0.2.1", peer="203.0.113.9")[0] == 5
    assert taken(shares, "192.0.2.2", peer="203.0.113.9")[0] == 0
    assert taken(shares, "192.0.2.1, 127.0.0.1")[0] == 5
    assert taken(shares, "10.9.9.9, 192.0.2.1")[0] == 0  # what is further is the sender's word


@pytest.mark.parametrize("told", ["unknown", "", "127.0.0.1"])
def test_a_proxy_that_tells_nobody_apart_is_held_to_the_portals_own_limit(shares, told):
    assert taken(shares, told, most=200) == (200, 0)


def test_past_a_bound_all_who_are_new_share_one(shares, monkeypatch):
    monkeypatch.setattr(visitors, "_MOST", 4)
    for n in range(1, 3):
        assert taken(shares, f"192.{n}.2.1")[0] == 5
    assert sum(taken(shares, f"192.{n}.2.1")[0] for n in range(3, 40)) <= 5
    assert len(shares._taken) == 5


def test_nothing_leads_from_what_is_counted_to_an_address(shares):
    taken(shares, "192.0.2.77")
    assert b"192.0.2.77" not in repr(gc.get_referents(shares, shares._taken)).encode()
    packed = bytes((192, 0, 2, 77))
    assert all(packed not in key and len(key) == 16 for key in shares._taken)


@pytest.fixture
def written(make_settings, tmp_path):
    with (
        world_served(make_settings, tmp_path) as api,
        portal_of(api.api, api.keys["portal"], trusted=networks("0.0.0.0/32")) as browser,
    ):
        browser._transport.client = ("0.0.0.0", 1)
        yield api, browser


def test_whoever_has_sent_enough_is_told_when_to_come_back_and_others_may_send(written):
    api, browser = written
    address = f"/officers/{api.world.diaz['id']}/correct"

    def send(host):
        typed = {"wrong": "x", "should_be": "My words"}
        return browser.post(address, data=typed, headers={"X-Forwarded-For": host})

    answers = [send("192.0.2.1") for _ in range(CORRECTIONS.an_hour + 1)]
    assert [answer.status_code for answer in answers] == [303] * CORRECTIONS.an_hour + [503]
    assert "My words" in read(answers[-1]).text
    assert 3_500 < int(answers[-1].headers["retry-after"]) <= 3_600
    assert send("198.51.100.1").status_code == 303
    assert len(rows(api.settings)) == CORRECTIONS.an_hour + 1


def test_what_is_wrong_with_a_form_costs_no_share(written):
    _, browser = written
    forwarded = {"X-Forwarded-For": "192.0.2.1"}
    for _ in range(APPLICATIONS.an_hour + 1):
        assert browser.post("/keys", data={"name": ""}, headers=forwarded).status_code == 422
    typed = {"name": "Ada Lund", "contact": "ada@gazette.example"}
    assert browser.post("/keys", data=typed, headers=forwarded).status_code == 303
