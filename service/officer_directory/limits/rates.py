"""What limits are: so many units in a window, by name, for a kind of requester."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from officer_directory.identity.requester import Requester
from officer_directory.tiers import Tier

SECONDS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}
DAY = SECONDS["day"]
MOST = 1_000_000_000
"""The greatest number a limits file may hold (the integers of RFC 9651 have 15 digits)."""
_RATE = re.compile(r"([1-9][0-9]{0,9})/(second|minute|hour|day)")

BURST, DAILY, RECORDS, OFFICERS = "burst", "daily", "records", "officers"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `quota` units in any `window` seconds."""

    name: str
    quota: int
    window: int

    def share(self, replicas: int) -> "Limit":
        """What one of several replicas may give by itself; never nothing."""
        return Limit(self.name, max(1, self.quota // replicas), self.window)


@dataclass(frozen=True)
class Allowance:
    """The limits of one kind of requester; budgets are of a calendar day (UTC)."""

    burst: Limit
    daily: Limit
    records_per_day: int | None = None  # delivered
    officers_per_day: int | None = None  # different ones

    @cached_property
    def rates(self) -> tuple[Limit, ...]:
        return self.burst, self.daily

    @cached_property
    def budget(self) -> Limit | None:
        """The budget of a day, if there is one."""
        if self.records_per_day is not None:
            return Limit(RECORDS, self.records_per_day, DAY)
        if self.officers_per_day is not None:
            return Limit(OFFICERS, self.officers_per_day, DAY)
        return None


@dataclass(frozen=True, slots=True)
class Costs:
    """Units that a question costs by what is asked, never by what was looked at for it."""

    page: int  # whatever is answered whole
    search: int  # a page found by `q`
    count: int  # more, for counting what matches
    stream: int  # to begin a CSV or NDJSON
    records: int  # of a stream, for each unit more


@dataclass(frozen=True, slots=True)
class Asks:
    """What strangers may hand in of one kind: applications for a key, or corrections."""

    burst: Limit  # of one address without a key, or of a key of the press
    daily: Limit
    shared: int  # a portal's key, and all addresses of one network, count as so many addresses
    waiting: int  # at most so many wait for somebody at once, of everyone together
    granted_per_day: int = 0  # applications granted at once, by rule; 0: each by somebody

    def rates(self, shared: bool) -> tuple[Limit, ...]:
        """The limits of one address, or of what many readers share."""
        many = self.shared if shared else 1
        return tuple(Limit(x.name, x.quota * many, x.window) for x in (self.burst, self.daily))


@dataclass(frozen=True, slots=True)
class Limits:
    """One set of limits: what a limits file says."""

    tiers: Mapping[Tier, Allowance]  # `public`: one anonymous address
    portal: Allowance  # a key of tier public
    network: Allowance  # the anonymous addresses of one network together
    failures: Allowance  # failed authentications of one address
    exports: Allowance  # streams begun by all anonymous requesters together
    costs: Costs
    applications: Asks
    corrections: Asks
    replicas: int  # among which a limit is divided while the shared store is gone

    def of(self, requester: Requester) -> Allowance:
        """The limits of a requester; of the anonymous public, those of one address."""
        if requester.tier is Tier.PUBLIC and requester.subject is not None:
            return self.portal
        return self.tiers[requester.tier]


def rate(name: str, text: str) -> Limit | None:
    """The limit that a text like `5/second` means; None where it means none."""
    found = _RATE.fullmatch(text)
    if found is None or int(found[1]) > MOST:
        return None
    return Limit(name, int(found[1]), SECONDS[found[2]])


def strictest(one: Limits, other: Limits) -> Limits:
    """Of each number the narrower one."""
    tiers = {tier: _narrower(one.tiers[tier], other.tiers[tier]) for tier in Tier}
    costs = (max(one.costs.page, other.costs.page), max(one.costs.search, other.costs.search))
    return Limits(
        tiers=MappingProxyType(tiers),
        portal=_narrower(one.portal, other.portal),
        network=_narrower(one.network, other.network),
        failures=_narrower(one.failures, other.failures),
        exports=_narrower(one.exports, other.exports),
        costs=Costs(
            *costs,
            count=max(one.costs.count, other.costs.count),
            stream=max(one.costs.stream, other.costs.stream),
            records=min(one.costs.records, other.costs.records),
        ),
        applications=_fewer(one.applications, other.applications),
        corrections=_fewer(one.corrections, other.corrections),
        replicas=max(one.replicas, other.replicas),
    )


def _slower(one: Limit, other: Limit) -> Limit:
    return min(one, other, key=lambda limit: (limit.quota / limit.window, limit.quota))


def _fewer(one: Asks, other: Asks) -> Asks:
    return Asks(
        _slower(one.burst, other.burst),
        _slower(one.daily, other.daily),
        min(one.shared, other.shared),
        min(one.waiting, other.waiting),
        min(one.granted_per_day, other.granted_per_day),
    )


def _narrower(one: Allowance, other: Allowance) -> Allowance:
    def least(a: int | None, b: int | None) -> int | None:
        known = [n for n in (a, b) if n is not None]
        return min(known) if known else None

    return Allowance(
        _slower(one.burst, other.burst),
        _slower(one.daily, other.daily),
        least(one.records_per_day, other.records_per_day),
        least(one.officers_per_day, other.officers_per_day),
    )
