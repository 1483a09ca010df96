"""What one visitor may hand in, so that nobody uses up what the portal may.

To the directory all visitors of a portal are one: its key. Here each address has a share of
its own (IPv6: each /64), and each network (/24, /48) one of ten addresses. It is counted by a
hash under a salt of the day, in memory: never stored, never logged, and gone with the day.
"""

import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from math import ceil
from typing import Final

Networks = tuple[IPv4Network | IPv6Network, ...]
Headers = Iterable[tuple[bytes, bytes]]

THIS_MACHINE: Final[Networks] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
_HOUR: Final = 3_600
_DAY: Final = 86_400
_NETWORK: Final = 10  # addresses
_MOST: Final = 100_000


@dataclass(frozen=True, slots=True)
class Share:
    """What one address may hand in of one kind in an hour, and in a day (UTC)."""

    kind: str
    an_hour: int
    a_day: int


# What the shipped limits give one address that asks the directory itself.
CORRECTIONS: Final = Share("corrections", 20, 60)
APPLICATIONS: Final = Share("applications", 5, 10)


class ShareUsedUpError(Exception):
    """This visitor has handed in as many as one may; `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("This visitor has handed in as many as one may.")
        self.retry_after = retry_after


class Visitors:
    """The shares of one portal process; `trusted` are the proxies that are believed."""

    def __init__(self, trusted: Networks, clock: Callable[[], float] = time.time) -> None:
        self._trusted = trusted
        self._clock = clock
        self._day = -1
        self._salt = b""
        self._taken: dict[bytes, list[float]] = {}

    def take(self, share: Share, peer: str, headers: Headers) -> None:
        """Use one of a visitor's share.

        A proxy that does not say for whom it asks has none: then the portal's own limit holds.

        Raises:
            ShareUsedUpError: there is none left, and none was used.
        """
        now = self._clock()
        self._begin_day(int(now // _DAY))
        packed = self._address(peer, headers)
        if packed is None:
            return
        address, network = (packed, packed[:3]) if len(packed) == 4 else (packed[:8], packed[:6])
        counted = [(self._of(share, address), 1), (self._of(share, network), _NETWORK)]
        waits = [self._wait(times, share, many, now) for times, many in counted]
        if any(waits):
            raise ShareUsedUpError(max(waits))
        for times, _ in counted:
            times.append(now)

    def _begin_day(self, day: int) -> None:
        if day != self._day:
            self._day, self._salt = day, secrets.token_bytes(32)
            self._taken.clear()

    def _of(self, share: Share, part: bytes) -> list[float]:
        """When a part of the net handed in today; past a bound all who are new are one."""
        told = share.kind.encode() + b"\0" + part
        key = blake2b(told, key=self._salt, digest_size=16).digest()
        if key not in self._taken and len(self._taken) >= _MOST:
            key = share.kind.encode()
        return self._taken.setdefault(key, [])

    def _wait(self, times: list[float], share: Share, many: int, now: float) -> int:
        """Seconds until there is one more; 0: there is."""
        wait = 0.0
        if len(times) >= share.a_day * many:
            wait = (self._day + 1) * _DAY - now
        elif len(times) >= share.an_hour * many:
            wait = times[-share.an_hour * many] + _HOUR - now
        return max(0, ceil(wait))

    def _address(self, peer: str, headers: Headers) -> bytes | None:
        """The address behind the trusted proxies: of what they tell the last that is none."""
        told = [
            part.strip()
            for name, value in headers
            if name == b"x-forwarded-for"
            for part in value.decode("latin-1").split(",")
        ]
        for host in (peer, *reversed(told)):
            packed = _packed(host)
            if packed is None:  # made up, or no address: what is further is not believed
                return None
            if not any(ip_address(packed) in network for network in self._trusted):
                return packed
        return None


def networks(text: str) -> Networks:
    """The networks of a setting, separated by commas or spaces.

    Raises:
        ValueError: one is no network.
    """
    return tuple(ip_network(word) for word in text.replace(",", " ").split())


def _packed(host: str) -> bytes | None:
    """4 or 16 bytes; an IPv4 address that is written as IPv6 is the former."""
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped.packed
    return address.packed
