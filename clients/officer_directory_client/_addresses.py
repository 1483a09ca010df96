"""Addresses: where the directory is, and a question as a query string."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

Query = Mapping[str, Any]


def check_root(address: str, allow_http: bool = False) -> str:
    """An address to ask, without a slash at its end.

    Raises:
        ValueError: it is no address, holds a credential or a query, or is plain HTTP to
            another machine and that was not allowed.
    """
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("Where is the directory? Give its address: https://directory.example")
    if parts.username is not None or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("The address of the directory has no user, query or fragment.")
    if parts.scheme == "http" and not allow_http and not is_loopback(parts.hostname):
        raise ValueError("Plain HTTP is for this machine alone: use https.")
    return address.rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def origin_of(address: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def path_of(*parts: str) -> str:
    """A path under `/v1`, each part quoted: `path_of("officers", id)`.

    Raises:
        ValueError: a part is empty, or one that a path cannot hold.
    """
    if any(part in ("", ".", "..") or "/" in part for part in parts):
        raise ValueError("That names no record.")
    return "/v1/" + "/".join(quote(part, safe="") for part in parts)


def query_string(query: Query) -> str:
    """A question as it is sent: `?` and its parameters, or nothing.

    >>> query_string({"rank__in": ["Sergeant", "Captain"], "hire_date__gte": date(2020, 1, 1)})
    '?rank__in=Sergeant%2CCaptain&hire_date__gte=2020-01-01'
    """
    told = {name: _text(name, value) for name, value in query.items()}
    return f"?{urlencode(told, quote_via=quote)}" if told else ""


def cursor_in(address: str | None) -> str | None:
    """The cursor of a `next` address: only it is used, so no answer leads anywhere else."""
    if address is None:
        return None
    return parse_qs(urlsplit(address).query).get("after", [None])[0]


def _text(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, str | int | float | Decimal | date):
        return str(value)
    if isinstance(value, Sequence | set | frozenset) and not isinstance(value, bytes):
        parts = [_text(name, part) for part in value]
        if any("," in part for part in parts):
            raise ValueError(f"{name}: one of several values cannot hold a comma")
        return ",".join(parts)
    raise ValueError(f"{name}: cannot be asked for by {type(value).__name__}")
