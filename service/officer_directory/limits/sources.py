"""Where a request comes from, as something to count by: never stored, never logged.

The address is the socket's, or what a trusted proxy says: of `X-Forwarded-For` (or
`Forwarded`, RFC 7239) the right-most address that is not itself a trusted proxy. An IPv6
source is its /64, for one household has that many addresses. What is counted by is a hash of
the address under a salt of the day; where both are gone nobody can tell who asked.
"""

import re
import secrets
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

Networks = tuple[IPv4Network | IPv6Network, ...]
Headers = Iterable[tuple[bytes, bytes]]

_MAPPED = b"\0" * 10 + b"\xff\xff"  # an IPv4 address written as IPv6 (RFC 4291, 2.5.5.2)
_FOR = re.compile(r'(?:^|[;,])\s*for\s*=\s*(?:"([^"]*)"|([^\s;,"]+))', re.IGNORECASE)
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Source:
    """One address and its network (IPv4 /24, IPv6 /48), as hashes of the day."""

    address: str
    network: str


class DailySalt:
    """A salt of this process alone; another one each day (UTC)."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._day = -1
        self._salt = b""

    def __call__(self) -> bytes:
        day = int(self._clock() // _DAY)
        if day != self._day:
            self._day, self._salt = day, secrets.token_bytes(32)
        return self._salt


class Sources:
    """Finds the source of a request."""

    def __init__(self, trusted: Networks, salt: Callable[[], bytes]) -> None:
        self._trusted = trusted
        self._salt = salt

    def of(self, peer: str, headers: Headers) -> Source:
        """The source, given the socket's address and the headers of a request."""
        host = self._behind(peer, headers) if self._trusted else peer
        salt = self._salt()
        address, network = parts_of(host)
        return Source(_hashed(address, salt), _hashed(network, salt))

    def _behind(self, peer: str, headers: Headers) -> str:
        if not self._trusts(peer):
            return peer
        told = _forwarded(headers)
        nearest = peer
        for host in reversed(told):
            if _packed(host) is None:  # `unknown`, or made up: what is further is not believed
                return nearest
            nearest = host
            if not self._trusts(host):
                break
        return nearest

    def _trusts(self, host: str) -> bool:
        try:
            address = ip_address(host.partition("%")[0])
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None)
        return any((mapped or address) in network for network in self._trusted)


def networks(text: str) -> Networks:
    """The networks of a setting, separated by commas or spaces.

    Raises:
        ValueError: one is no network.
    """
    return tuple(ip_network(word) for word in text.replace(",", " ").split())


def parts_of(host: str) -> tuple[bytes, bytes]:
    """What is counted by: the address (IPv6: its /64), and the network around it."""
    packed = _packed(host)
    if packed is None:  # a Unix socket: all who come over it are one
        return host.encode(), host.encode()
    if len(packed) == 4:
        return packed, packed[:3]
    return packed[:8], packed[:6]


def _packed(host: str) -> bytes | None:
    try:
        if ":" not in host:
            return socket.inet_pton(socket.AF_INET, host)
        packed = socket.inet_pton(socket.AF_INET6, host.partition("%")[0])
    except (OSError, ValueError):
        return None
    return packed[12:] if packed.startswith(_MAPPED) else packed


def _hashed(part: bytes, salt: bytes) -> str:
    return blake2b(part, key=salt, digest_size=16).hexdigest()


def _forwarded(headers: Headers) -> Sequence[str]:
    """The addresses that proxies told of, nearest last; none where two headers disagree."""
    listed: list[str] = []
    rfc7239: list[str] = []
    for name, value in headers:
        text = value.decode("latin-1")
        if name == b"x-forwarded-for":
            listed += [_bare(part) for part in text.split(",")]
        elif name == b"forwarded":
            rfc7239 += [_bare(quoted or plain) for quoted, plain in _FOR.findall(text)]
    if listed and rfc7239 and listed != rfc7239:
        return []
    return listed or rfc7239


def _bare(node: str) -> str:
    """An address without port and brackets."""
    node = node.strip()
    if node.startswith("["):
        return node[1:].partition("]")[0]
    return node.partition(":")[0] if node.count(":") == 1 else node
