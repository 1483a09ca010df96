"""Where a credential may go: to this machine, or over https, and by no detour."""

import pytest
from tests.clients.driving import driving

from officer_directory_client import PressDirectory

API = "https://directory.example"


@pytest.mark.parametrize(
    "address",
    [
        "http://directory.example",
        "http://10.0.0.1:8000",
        "directory.example",
        "ftp://directory.example",
        "https://user:word@directory.example",
        "https://directory.example?key=1",
        "https://directory.example#a",
        "",
    ],
)
def test_an_address_that_would_give_a_credential_away_is_refused(address):
    with pytest.raises(ValueError, match=r"address|https|Where"):
        PressDirectory(address, "a-key")


@pytest.mark.parametrize(
    "address", ["http://localhost:8000/", "http://127.0.0.9", "http://[::1]:8000", API]
)
def test_this_machine_and_https_are_asked(address):
    with PressDirectory(address, "a-key") as press:
        assert press.api == address.rstrip("/")
    with PressDirectory("http://directory.example", "a-key", allow_http=True) as press:
        assert press.api == "http://directory.example"


@pytest.mark.parametrize("key", ["", "two words", "line\nbreak", "é", "tab\t"])
def test_what_is_no_key_goes_into_no_header(key):
    with pytest.raises(ValueError, match="no API key") as raised:
        PressDirectory(API, key)
    assert not key or key not in str(raised.value)


def test_nothing_is_taken_from_the_environment(directory_served, shell, monkeypatch, tmp_path):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with driving(shell, "Public", directory_served.api) as public:
        assert public.me().tier == "public"
