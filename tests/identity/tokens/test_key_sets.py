"""An issuer's keys: asked for sparingly, from one address, and never a key that is not meant."""

import json
import socket
import threading
import time

import pytest
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from tests.identity.tokens import https_server
from tests.identity.tokens.minting import EC, ED, RSA, STRANGER
from tests.identity.tokens.minting import jwks as written

from officer_directory.identity.tokens import fetching, jwks
from officer_directory.identity.tokens.fetching import HttpsSource, source_of
from officer_directory.identity.tokens.jwks import KeptKeys, key_set

PUBLIC = EC.as_dict(private=False)
USED = {"use": "sig", "key_ops": ["verify"], "alg": "ES256", "x5c": ["MIIB"], "x5t": "x"}
PASSED_OVER = {
    "symmetric": OctKey.generate_key(256, {"kid": "ec"}).as_dict(),
    "private": EC.as_dict(private=True),
    "for encryption": PUBLIC | {"use": "enc"},
    "for no operation of ours": PUBLIC | {"key_ops": ["sign"]},
    "operations not a list": PUBLIC | {"key_ops": "verify"},
    "of an algorithm of another kind": PUBLIC | {"alg": "PS256"},
    "of a symmetric algorithm": PUBLIC | {"alg": "HS256"},
    "P-384": ECKey.generate_key("P-384", {"kid": "ec"}).as_dict(private=False),
    "secp256k1": ECKey.generate_key("secp256k1", {"kid": "ec"}).as_dict(private=False),
    "Ed448": OKPKey.generate_key("Ed448", {"kid": "ec"}).as_dict(private=False),
    "X25519": OKPKey.generate_key("X25519", {"kid": "ec"}).as_dict(private=False),
    "a curve that does not fit the kind": PUBLIC | {"crv": "Ed25519"},
    "a point off the curve": PUBLIC | {"y": PUBLIC["x"]},
    "a coordinate that is a number": PUBLIC | {"x": 7},
    "a coordinate missing": {n: v for n, v in PUBLIC.items() if n != "y"},
    "not base64": PUBLIC | {"x": "!"},
    "RSA of an exponent of 3": RSA.as_dict(private=False) | {"kid": "ec", "e": "Aw"},
    "RSA of 1024 bits": {
        "kty": "RSA",
        "kid": "ec",
        "e": "AQAB",
        "n": "w" * 171,
    },
    "RSA of 8192 bits": {
        "kty": "RSA",
        "kid": "ec",
        "e": "AQAB",
        "n": "w" * 1366,
    },
    "of an unknown kind": PUBLIC | {"kty": "AKP"},
    "a kind that is a list": PUBLIC | {"kty": ["EC"]},
    "without an id": {n: v for n, v in PUBLIC.items() if n != "kid"},
    "an id that is a number": PUBLIC | {"kid": 1},
    "an enormous id": PUBLIC | {"kid": "e" * 1_000},
    "not an object": "key",
}


@pytest.mark.parametrize("name", PASSED_OVER)
def test_a_key_that_is_not_meant_is_passed_over(name):
    assert set(key_set(written(PASSED_OVER[name], ED))) == {"ed"}
    assert "ec" not in key_set(written(PASSED_OVER[name]))


def test_a_symmetric_key_does_not_shadow_the_real_one():
    poisoned = key_set(written(PASSED_OVER["symmetric"], EC, PASSED_OVER["symmetric"]))
    assert poisoned["ec"].thumbprint() == EC.thumbprint()


def test_of_keys_that_share_an_id_none_is_taken():
    assert set(key_set(written(EC, STRANGER, ED))) == {"ed"}


def test_what_issuers_add_to_a_key_does_not_hurt():
    assert set(key_set(written(PUBLIC | USED, RSA, ED))) == {"ec", "rsa", "ed"}
    assert isinstance(key_set(written(RSA))["rsa"], RSAKey)


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'{"keys":{}}', b'{"keys":[],"keys":[]}', b"\xff", b'{"keys":[NaN]}'],
)
def test_what_is_no_key_set_is_none(content):
    with pytest.raises(ValueError):
        key_set(content)
    with pytest.raises(ValueError):
        key_set(json.dumps({"keys": [PUBLIC] * 101}).encode())


class Clock:
    now = 1_000.0

    def __call__(self):
        return self.now


class Told:
    """A source that says what it is told to, and counts how often it is asked."""

    def __init__(self, *keys):
        self.keys = keys
        self.asked = 0
        self.broken = False

    def __call__(self):
        self.asked += 1
        if self.broken:
            raise OSError("unreachable")
        return written(*self.keys)


@pytest.fixture
def kept():
    clock, source = Clock(), Told(EC)
    return KeptKeys("issuer", source, clock), source, clock


def test_keys_are_asked_for_once_and_again_after_ten_minutes(kept):
    keys, source, clock = kept
    for _ in range(100):
        assert keys.key("ec") is not None
    assert source.asked == 1
    clock.now += jwks.RENEW_AFTER_S + 1
    assert keys.key("ec") is not None
    assert source.asked == 2


def test_a_flood_of_unknown_ids_asks_at_most_every_thirty_seconds(kept):
    keys, source, clock = kept
    for second in range(300):
        clock.now = 1_000.0 + second
        for number in range(10):
            assert keys.key(f"unknown {second} {number}") is None
        assert keys.key("ec") is not None
    assert source.asked == 10


def test_a_new_key_is_found_when_a_token_names_it(kept):
    keys, source, clock = kept
    assert keys.key("ed") is None
    source.keys = (EC, ED)
    clock.now += jwks.AGAIN_AFTER_S
    assert keys.key("ed") is not None


def test_a_key_that_was_withdrawn_goes_with_the_next_renewal(kept):
    keys, source, clock = kept
    assert keys.key("ec") is not None
    source.keys = (ED,)
    clock.now += jwks.RENEW_AFTER_S + 1
    assert keys.key("ec") is None


def test_while_the_issuer_is_gone_the_last_keys_are_good_for_an_hour_and_no_longer(kept):
    keys, source, clock = kept
    assert keys.key("ec") is not None
    source.broken = True
    clock.now += jwks.GOOD_FOR_S
    assert keys.key("ec") is not None
    clock.now += 1
    assert keys.key("ec") is None
    source.broken = False
    clock.now += jwks.AGAIN_AFTER_S
    assert keys.key("ec") is not None  # and comes back by itself


def test_one_thread_asks_and_the_others_do_not_wait_for_long():
    asked, going_on = [], threading.Event()

    def slow():
        asked.append(1)
        going_on.wait(10)
        return written(EC)

    keys, found = KeptKeys("issuer", slow), []
    threads = [threading.Thread(target=lambda: found.append(keys.key("ec"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    end = time.monotonic() + 5
    while len(found) < 7 and time.monotonic() < end:
        time.sleep(0.01)
    assert found == [None] * 7
    going_on.set()
    for thread in threads:
        thread.join()
    assert sum(asked) == 1
    assert sum(key is not None for key in found) == 1


@pytest.fixture
def server(tmp_path):
    with https_server.serving(tmp_path) as made:
        yield made


def source_at(server, host="127.0.0.1", path="/keys", query=""):
    return HttpsSource(host, server.port, path, query, trust=lambda: server.trust)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_keys_come_over_https_from_the_address_that_was_configured(server, host):
    server.answers.body = written(EC)
    assert set(key_set(source_at(server, host, query="v=1")())) == {"ec"}
    ((path, headers),) = server.answers.asked
    assert path == "/keys?v=1"
    assert {n.lower(): v for n, v in headers.items()}["host"] == f"{host}:{server.port}"


def test_an_unknown_certificate_is_refused(server):
    untrusting = HttpsSource("127.0.0.1", server.port, "/keys")
    with pytest.raises(OSError):
        untrusting()
    assert server.answers.asked == []


def test_a_certificate_of_another_name_is_refused(server, monkeypatch):
    """The connection goes to the address, and the certificate must be the host's all the same."""
    here = [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", server.port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: here)
    monkeypatch.setattr(fetching, "_is_outside", lambda _: True)
    with pytest.raises(OSError):
        source_at(server, "keys.example")()
    assert server.answers.asked == []


@pytest.mark.parametrize("status", [301, 302, 307, 204, 404, 500])
def test_no_redirect_is_followed_and_only_200_is_an_answer(server, status):
    server.answers.status = status
    server.answers.headers = {"location": f"https://127.0.0.1:{server.port}/other"}
    with pytest.raises(OSError):
        source_at(server)()
    assert [path for path, _ in server.answers.asked] == ["/keys"]


def test_too_much_is_not_read(server):
    server.answers.body = b" " * (fetching.MOST_BYTES + 1)
    with pytest.raises(OSError):
        source_at(server)()


def test_too_slow_is_given_up(server, monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS", 0.2)
    server.answers.delay = 1.0
    began = time.monotonic()
    with pytest.raises(OSError):
        source_at(server)()
    assert time.monotonic() - began < 0.9


def test_a_proxy_of_the_environment_is_not_taken(server, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    server.answers.body = written(EC)
    assert source_at(server)() == written(EC)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "fe80::1", "fd00::1", "::"),
        *("::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "ff02::1"),
    ],
)
def test_a_host_that_resolves_into_a_private_network_is_not_connected_to(
    monkeypatch, address, server
):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    outside = (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("1.1.1.1", server.port))
    inside = (family, socket.SOCK_STREAM, 0, "", (address, server.port))
    connected = []
    monkeypatch.setattr(HttpsSource, "_asked_at", lambda _, a: connected.append(a) or b"")
    for found in ([inside], [outside, inside]):
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, found=found, **__: found)
        with pytest.raises(OSError):
            source_at(server, "keys.example")()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [outside])
    source_at(server, "keys.example")()
    assert connected == ["1.1.1.1"]  # the address that was looked at, and no name


def test_a_name_written_as_this_machine_may_not_lead_away(monkeypatch, server):
    away = [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("1.1.1.1", server.port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: away)
    with pytest.raises(OSError):
        source_at(server, "localhost")()


def test_a_file_is_read_again_like_any_source(tmp_path):
    file = tmp_path / "keys.json"
    file.write_bytes(written(EC))
    clock = Clock()
    keys = KeptKeys("issuer", source_of("keys.json", tmp_path), clock)
    assert keys.key("ec") is not None
    file.write_bytes(written(ED))
    clock.now += jwks.AGAIN_AFTER_S
    assert keys.key("ed") is not None
