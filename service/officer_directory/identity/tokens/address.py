"""The address a proof is for, in one spelling, without query and fragment (RFC 9449, 4.3)."""

import re
from urllib.parse import urlsplit

_LONGEST = 2_048
_PORTS = {"http": 80, "https": 443}
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")


def normal(address: object) -> str | None:
    """An http or https address as RFC 3986, 6.2.2 and 6.2.3 normalise it.

    Scheme and host in lower case, no port where it is the scheme's own, escapes in capitals
    and only where they are needed. None for what is no such address, or holds a user name.
    """
    if not isinstance(address, str) or len(address) > _LONGEST or not address.isascii():
        return None
    if not address.isprintable() or " " in address or "\\" in address:
        return None
    try:
        url = urlsplit(address)
        port, host = url.port, url.hostname
    except ValueError:
        return None
    scheme = url.scheme.lower()
    if scheme not in _PORTS or not host or "@" in url.netloc:
        return None
    where = f"[{host}]" if ":" in host else host
    if port is not None and port != _PORTS[scheme]:
        where += f":{port}"
    return f"{scheme}://{where}{_ESCAPE.sub(_plain, url.path or '/')}"


def _plain(escape: re.Match[str]) -> str:
    character = chr(int(escape[0][1:], 16))
    return character if _UNRESERVED.fullmatch(character) else escape[0].upper()
