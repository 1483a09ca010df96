"""Where a request comes from: spoofed by nobody, kept by nobody."""

import pytest

from officer_directory.limits.sources import DailySalt, Sources, networks
from officer_directory.settings import SettingError, Settings

PROXY, CLIENT, OTHER = "10.0.0.1", "203.0.113.9", "198.51.100.7"


def source(peer: str, headers=(), trusted: str = ""):
    sources = Sources(networks(trusted), lambda: b"salt")
    return sources.of(peer, [(n.encode(), v.encode()) for n, v in headers])


def forwarded_for(value: str):
    return [("x-forwarded-for", value)]


def test_a_header_of_someone_who_is_no_proxy_is_not_believed():
    for name in ("x-forwarded-for", "forwarded"):
        for value in (OTHER, f"for={OTHER}"):
            assert source(CLIENT, [(name, value)]) == source(CLIENT)
            assert source(CLIENT, [(name, value)], "10.0.0.0/8") == source(CLIENT)


def test_nobody_is_a_proxy_unless_the_setting_says_so():
    assert Settings().trusted_proxies == ""
    assert source("127.0.0.1", forwarded_for(OTHER)) == source("127.0.0.1")


@pytest.mark.parametrize(
    "headers",
    [
        forwarded_for(CLIENT),
        forwarded_for(f"{OTHER}, {CLIENT}"),  # OTHER was written by the client
        forwarded_for(f"{OTHER}, {CLIENT}, 10.9.9.9"),
        [*forwarded_for(OTHER), *forwarded_for(f"{CLIENT} , 10.1.1.1")],
        forwarded_for(f"{CLIENT}:4711"),
        [("forwarded", f"for={CLIENT};proto=https")],
        [("forwarded", f'for={OTHER}, For="{CLIENT}:80";by=10.0.0.1, for=10.2.2.2')],
    ],
)
def test_behind_proxies_it_is_the_right_most_address_that_is_none(headers):
    assert source(PROXY, headers, "10.0.0.0/8") == source(CLIENT)


@pytest.mark.parametrize(
    "headers",
    [
        [],
        forwarded_for(""),
        forwarded_for(f"{CLIENT}, unknown"),
        forwarded_for(f"{CLIENT}, _hidden"),
        forwarded_for(f"{CLIENT}, 1.2.3.4.5"),
        [*forwarded_for(CLIENT), ("forwarded", f"for={OTHER}")],  # which of them lies?
    ],
)
def test_what_cannot_be_believed_is_the_proxy_itself(headers):
    assert source(PROXY, headers, "10.0.0.0/8") == source(PROXY)


def test_an_ipv6_source_is_its_64_and_the_network_around_it():
    one, other = source("2001:db8:1:2::1"), source("2001:db8:1:2:ffff::9")
    assert one.address == other.address
    assert source("2001:db8:1:3::1").address != one.address
    assert source("2001:db8:1:3::1").network == one.network
    assert source("2001:db8:2::1").network != one.network


def test_an_ipv4_source_is_an_address_and_its_24():
    one, other = source("203.0.113.1"), source("203.0.113.2")
    assert one.address != other.address
    assert one.network == other.network
    assert source("203.0.114.1").network != one.network
    assert source("::ffff:203.0.113.1") == one


def test_of_an_address_only_a_hash_is_kept_that_changes_each_day():
    now = [1_800_000_000.0]
    salt = DailySalt(lambda: now[0])
    today = Sources((), salt).of(CLIENT, ())
    assert CLIENT not in repr(today)
    assert Sources((), salt).of(CLIENT, ()) == today
    assert Sources((), DailySalt(lambda: now[0])).of(CLIENT, ()) != today  # another process
    now[0] += 86_400
    assert Sources((), salt).of(CLIENT, ()) != today


@pytest.mark.parametrize("text", ["10.0.0.0/33", "proxy.example", "10.0.0.1/8"])
def test_a_proxy_that_is_no_network_is_refused(text):
    with pytest.raises(SettingError, match="TRUSTED_PROXIES"):
        Settings(trusted_proxies=text)
