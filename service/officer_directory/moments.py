"""Moments as they are told outside this program: ISO 8601 in UTC, to the second."""

from datetime import UTC, datetime
from typing import overload


@overload
def moment(seconds: int) -> str: ...
@overload
def moment(seconds: None) -> None: ...
@overload
def moment(seconds: int | None) -> str | None: ...


def moment(seconds: int | None) -> str | None:
    """Epoch seconds as `2026-11-28T09:30:00Z`; None stays None."""
    return None if seconds is None else f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"
