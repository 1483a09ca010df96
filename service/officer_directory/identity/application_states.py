"""Where an application for a key stands: pure, from its row and the time.

One person grants it. Refusing takes two: unless a second person agrees within a day, the
refusal lapses and the application is open again.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Final, Protocol

from officer_directory.identity.key_states import DAY

LINK_DAYS: Final = 14
KEPT_DAYS: Final = 90

WAITING, GRANTED, REFUSED = "waiting", "granted", "refused"
TAKEN, EXPIRED = "taken", "expired"


class Standing(Protocol):
    """What has to be known of an application; instants are epoch seconds, days ISO (UTC)."""

    @property
    def granted_on(self) -> str | None: ...
    @property
    def refused_at(self) -> int | None: ...
    @property
    def refusal_confirmed_by(self) -> str | None: ...
    @property
    def key_id(self) -> str | None: ...


def state_of(application: Standing, now: int) -> str:
    """Waiting, granted, taken (the key was shown), expired (it was not in time), refused."""
    if application.key_id is not None:
        return TAKEN
    if application.granted_on is not None:
        return GRANTED if day_of(now) <= link_until(application.granted_on) else EXPIRED
    if application.refused_at is None or has_lapsed(application, now):
        return WAITING
    return REFUSED


def has_lapsed(application: Standing, now: int) -> bool:
    """Whether a refusal ended because no second person confirmed it in time."""
    if application.refused_at is None or application.refusal_confirmed_by is not None:
        return False
    return now >= application.refused_at + DAY


def link_until(granted_on: str) -> str:
    """The last day (UTC) on which the link of an application shows the key."""
    return (date.fromisoformat(granted_on) + timedelta(days=LINK_DAYS)).isoformat()


def day_of(now: int) -> str:
    """The day of an instant, in UTC."""
    return datetime.fromtimestamp(now, UTC).date().isoformat()
