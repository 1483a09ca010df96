"""What an answer says of limits: `RateLimit`, `RateLimit-Policy` and `Retry-After`.

The fields are those of draft-ietf-httpapi-ratelimit-headers-11. What cannot be read is left
out: limits are advice, and the directory refuses by itself.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_ITEM = re.compile(r'\s*"((?:[^"\\]|\\.)*)"((?:\s*;\s*[a-z][a-z0-9_.*-]*=[^;,]*)*)\s*(?:,|$)')
_PARAMETER = re.compile(r";\s*([a-z][a-z0-9_.*-]*)=\s*([0-9]{1,15})\s*(?=;|$)")


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: units allowed in a window of seconds; what is left, and when it renews.

    `left` and `renews_s` are None where the directory does not say, as to the anonymous.
    """

    name: str
    quota: int | None = None
    window_s: int | None = None
    left: int | None = None
    renews_s: int | None = None


def limits_of(headers: Mapping[str, str]) -> dict[str, Limit]:
    """The limits that an answer names, by name.

    >>> limits_of({"ratelimit-policy": '"burst";q=100;w=60', "ratelimit": '"burst";r=7;t=30'})
    {'burst': Limit(name='burst', quota=100, window_s=60, left=7, renews_s=30)}
    """
    policy, left = (_items(headers.get(n, "")) for n in ("ratelimit-policy", "ratelimit"))
    return {
        name: Limit(
            name,
            policy.get(name, {}).get("q"),
            policy.get(name, {}).get("w"),
            left.get(name, {}).get("r"),
            left.get(name, {}).get("t"),
        )
        for name in policy | left
    }


def wait_for(limits: Mapping[str, Limit]) -> float:
    """The seconds until something is left of every limit; 0 where something is."""
    return max((float(x.renews_s or 0) for x in limits.values() if x.left == 0), default=0.0)


def retry_after_of(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """The seconds that `Retry-After` says (RFC 9110, 10.2.3), as a number or as a date."""
    told = headers.get("retry-after", "").strip()
    if told.isascii() and told.isdecimal() and len(told) < 10:
        return float(told)
    try:
        until = parsedate_to_datetime(told)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - (now or datetime.now(UTC))).total_seconds())


def _items(told: str) -> dict[str, dict[str, int]]:
    return {
        name: {key: int(value) for key, value in _PARAMETER.findall(parameters)}
        for name, parameters in _ITEM.findall(told)
    }
