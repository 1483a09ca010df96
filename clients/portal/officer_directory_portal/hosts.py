"""Which names are ours: whoever asks by another is told so, and shown nothing.

A page of somebody else, whose name is pointed at this machine (DNS rebinding), reads nothing
here. Loopback is always ours, and the host of the public address; where that is a number, so
is every number, for only a name can be pointed elsewhere.
"""

from collections.abc import Iterable
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})


class Hosts:
    """The hosts of a portal with a public address."""

    def __init__(self, public_url: str) -> None:
        self._public = _name(urlsplit(public_url).netloc)
        self._in_numbers = self._public in _LOOPBACK or _is_number(self._public)

    def are_ours(self, headers: Iterable[tuple[bytes, bytes]]) -> bool:
        """Whether a request names one host, and one of ours."""
        told = [value for name, value in headers if name == b"host"]
        if len(told) != 1:
            return False
        name = _name(told[0].decode("latin-1"))
        return name in _LOOPBACK or name == self._public or (self._in_numbers and _is_number(name))


def _name(host: str) -> str:
    """A host without its port, in small letters."""
    text = host.casefold()
    name, colon, port = text.rpartition(":")
    return name if colon and port.isdecimal() else text


def _is_number(host: str) -> bool:
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    try:
        return (ip_address(bare).version == 6) == (bare != host)
    except ValueError:
        return False
