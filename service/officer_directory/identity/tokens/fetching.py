"""Where the keys of an issuer come from: a file, or one https address and no other.

The address is the one in the file of issuers, never one that a token names. Its host is
resolved once for each request and the connection goes to what was looked at, so that a name
cannot change between the look and the connection (DNS rebinding); an address that is not
global is refused, except where the host is written as this very machine. No redirect is
followed, no proxy taken from the environment, and size and time are bounded.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx2

from officer_directory.identity.tokens.jwks import Source, key_set

MOST_BYTES: Final = 262_144
SECONDS: Final = 5.0
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_HTTPS_PORT = 443
_MOST_ADDRESSES = 3
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052, 2.1

Trust = Callable[[], ssl.SSLContext]


def source_of(jwks: str, folder: Path) -> Source:
    """The source that `jwks` of an entry names: an https URL, or a file beside the file.

    Raises:
        ValueError: it is neither; the message says what to write.
    """
    scheme, colon, _ = jwks.partition("://")
    if not colon:
        return _file(folder / jwks)
    url = urlsplit(jwks)
    if scheme != "https" or not url.hostname or url.username is not None or url.fragment:
        raise ValueError("write the path of a file, or an address that begins with https://")
    try:
        return HttpsSource(url.hostname, url.port or _HTTPS_PORT, url.path or "/", url.query)
    except ValueError:
        raise ValueError("write an address with a port from 1 to 65535") from None


def _file(path: Path) -> Source:
    def read() -> bytes:
        with path.open("rb") as file:
            return _bounded(file.read(MOST_BYTES + 1))

    try:
        key_set(read())
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from None
    except ValueError:
        raise ValueError(f"{path} holds no JWK Set") from None
    return read


class HttpsSource:
    """One https address, asked with a bound on everything."""

    def __init__(
        self,
        host: str,
        port: int,
        path: str,
        query: str = "",
        trust: Trust = ssl.create_default_context,
    ) -> None:
        self._host = host
        self._port = port
        self._target = f"{path}?{query}" if query else path
        self._trust = trust  # the machine's certificates, those of the agency included

    def __call__(self) -> bytes:
        """The bytes there.

        Raises:
            OSError: it cannot be reached, or answers with anything but 200 and a bounded body.
        """
        unreachable: OSError | None = None
        for address in self._pinned()[:_MOST_ADDRESSES]:
            try:
                return self._asked_at(f"[{address}]" if ":" in address else address)
            except httpx2.ConnectError as error:
                unreachable = OSError(type(error).__name__)
            except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
                raise OSError(type(error).__name__) from None
        raise unreachable or OSError("the host has no address")

    def _asked_at(self, address: str) -> bytes:
        with (
            httpx2.Client(verify=self._trust(), trust_env=False, timeout=SECONDS) as client,
            client.stream(
                "GET",
                f"https://{address}:{self._port}{self._target}",
                headers={"host": self._authority, "accept-encoding": "identity"},
                extensions={"sni_hostname": self._host},
                follow_redirects=False,
            ) as answer,
        ):
            return self._read(answer)

    @property
    def _authority(self) -> str:
        host = f"[{self._host}]" if ":" in self._host else self._host
        return host if self._port == _HTTPS_PORT else f"{host}:{self._port}"

    def _pinned(self) -> list[str]:
        """The addresses of the host, when all of them may be connected to."""
        found = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
        addresses = [str(entry[4][0]) for entry in found]
        if self._host.casefold() in _LOOPBACK:
            allowed = all(ipaddress.ip_address(a).is_loopback for a in addresses)
        else:
            allowed = all(_is_outside(a) for a in addresses)
        if not allowed:
            raise OSError("an address of the host is not a public one")
        return addresses

    def _read(self, answer: httpx2.Response) -> bytes:
        if answer.status_code != 200:
            raise OSError(f"status {answer.status_code}")
        until, body = time.monotonic() + SECONDS, b""
        for chunk in answer.iter_raw():  # what is packed is not unpacked, and is no key set
            body = _bounded(body + chunk)
            if time.monotonic() > until:
                raise OSError("too slow")
        return body


def _is_outside(address: str) -> bool:
    """Whether an address is a public one, and so is the older one that may be inside it."""
    found = ipaddress.ip_address(address)
    inner = found
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or found
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return all(a.is_global and not a.is_multicast for a in (found, inner))


def _bounded(content: bytes) -> bytes:
    if len(content) > MOST_BYTES:
        raise OSError("too large")
    return content
