"""The portal answers by its own names, and by no name of somebody else's."""

import pytest
from tests.clients.portal.conftest import PUBLIC_URL

from officer_directory_portal.edge import HEADERS
from officer_directory_portal.hosts import Hosts


def ours(public_url, *hosts):
    return Hosts(public_url).are_ours([(b"host", host.encode()) for host in hosts])


@pytest.mark.parametrize("host", ["officers.example", "OFFICERS.example:443", "localhost:8001"])
def test_its_public_name_and_this_machine_are_ours(host):
    assert ours(PUBLIC_URL, host)


@pytest.mark.parametrize("host", ["attacker.example", "officers.example.", "192.0.2.1", "[::2]"])
def test_another_name_is_not(host):
    assert not ours(PUBLIC_URL, host)


def test_every_number_is_ours_while_the_public_address_is_one():
    for public_url in ("http://127.0.0.1:8001", "http://[::1]:8001", "http://192.0.2.7"):
        assert ours(public_url, "192.0.2.1:80")
        assert ours(public_url, "[2001:db8::1]")
        assert not ours(public_url, "attacker.example")


def test_no_host_and_two_hosts_are_none_of_ours():
    assert not ours(PUBLIC_URL)
    assert not ours(PUBLIC_URL, "officers.example", "officers.example")


def test_a_request_by_another_name_is_400_and_shows_nothing(browser):
    for address in ("/", "/officers?q=diaz", "/healthz", "/nothing"):
        answer = browser.get(address, headers={"Host": "attacker.example"})
        assert answer.status_code == 400
        assert "--public-url" in answer.text
        assert "attacker" not in answer.text
        assert answer.headers["connection"] == "close"
        assert all(answer.headers[name] == value for name, value in HEADERS.items())
    assert browser.get("/healthz").status_code == 200
