"""Numbers over what is published: ranks, years of service, outcomes of complaints.

Each is counted by the directory over what the public may see, with a bounded number of
questions, and kept for 30 s at most. A number that cannot be had in time is left out.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from officer_directory_client.errors import NotUnderstoodError, TooBroadError
from officer_directory_portal.site import Site
from officer_directory_portal.words import DISPOSITIONS

MOST_RANKS: Final = 40
SERVED: Final = (0, 1, 5, 10, 20)
"""Where each span of years of service begins."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are of something; `of` is its value, None for what has none."""

    of: Any
    count: int


async def ranks_of(site: Site, agency: str) -> tuple[str, ...] | None:
    """The ranks there are, of an agency or of all; None where they are too many to choose from."""
    return await site.remembered.ask(("ranks", agency), lambda: _ranks(site, agency))


async def _ranks(site: Site, agency: str) -> tuple[str, ...] | None:
    """Each rank once: the next after the last one, from both ends until they meet."""
    below: list[str] = []
    above: list[str] = []
    while len(below) + len(above) <= MOST_RANKS:
        try:
            low, high = await asyncio.gather(
                _next_rank(site, agency, "rank", {"rank__gt": below[-1]} if below else {}),
                _next_rank(site, agency, "-rank", {"rank__lt": above[-1]} if above else {}),
            )
        except (NotUnderstoodError, TooBroadError):
            return None
        if low is None or high is None or low in (*above, *below):
            break
        below.append(low)
        if high in below:
            break
        above.append(high)
    else:
        return None
    return (*below, *reversed(above))


async def _next_rank(site: Site, agency: str, sort: str, beyond: Mapping[str, Any]) -> str | None:
    query: dict[str, Any] = {"agency": agency} if agency else {}
    query |= beyond or {"rank__isnull": False}
    page = await site.directory.page(sort=sort, limit=1, fields=["rank"], **query)
    return page.records[0].get("rank") if page.records else None


async def count(site: Site, resource: str, **query: Any) -> int | None:
    """How many records match; None where that takes too long to count."""
    try:
        page = await site.directory.page(resource, limit=1, count=True, **query)
    except (NotUnderstoodError, TooBroadError):
        return None
    return page.count


async def serving(site: Site, agency: str) -> int | None:
    """How many officers of an agency work there now."""
    return await site.remembered.ask(
        ("serving", agency), lambda: count(site, "officers", agency=agency, status="active")
    )


async def by_rank(site: Site, agency: str) -> list[Tally] | None:
    """Officers who work there now, by rank, the most first."""
    ranks = await ranks_of(site, agency)
    if not ranks:
        return None
    counts = await site.remembered.ask(
        ("by rank", agency),
        lambda: _counts(
            site, "officers", [{"agency": agency, "status": "active", "rank": r} for r in ranks]
        ),
    )
    if counts is None:
        return None
    tallies = [Tally(rank, n) for rank, n in zip(ranks, counts, strict=True) if n]
    return sorted(tallies, key=lambda tally: (-tally.count, tally.of))


async def by_service(site: Site, agency: str, today: date | None = None) -> list[Tally] | None:
    """Officers who work there now, by years since they were hired: spans of `SERVED`."""
    day = today or datetime.now(UTC).date()
    asked: list[dict[str, Any]] = []
    for low, high in zip(SERVED, (*SERVED[1:], None), strict=True):
        span = {"hire_date__lte": _years_before(day, low)}
        if high is not None:
            span["hire_date__gt"] = _years_before(day, high)
        asked.append({"agency": agency, "status": "active", **span})
    counts = await site.remembered.ask(
        ("by service", agency, day), lambda: _counts(site, "officers", asked)
    )
    return _tallied(SERVED, counts)


async def by_disposition(site: Site, agency: str) -> list[Tally] | None:
    """Complaints that are open one by one, by what the agency found."""
    asked: list[dict[str, Any]] = [{"agency": agency, "disposition": d} for d in DISPOSITIONS]
    asked.append({"agency": agency, "disposition__isnull": True})
    counts = await site.remembered.ask(
        ("by disposition", agency), lambda: _counts(site, "complaints", asked)
    )
    return _tallied((*DISPOSITIONS, None), counts)


async def _counts(site: Site, resource: str, asked: list[dict[str, Any]]) -> list[int] | None:
    """A count for each question; None where one of them cannot be had."""
    found = await asyncio.gather(*(count(site, resource, **query) for query in asked))
    known = [number for number in found if number is not None]
    return known if len(known) == len(asked) else None


def _tallied(values: Sequence[Any], counts: list[int] | None) -> list[Tally] | None:
    if counts is None:
        return None
    return [Tally(value, number) for value, number in zip(values, counts, strict=True)]


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year - years, day=28)
