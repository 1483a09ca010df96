"""A career in the order in which it went, as far as it is shown."""

from collections.abc import Iterable
from dataclasses import dataclass

from officer_directory_client import Employment


@dataclass(frozen=True, slots=True)
class Stint:
    """One job: where, as what, from when until when (ISO days; None: not known or not over)."""

    employer: str | None
    rank: str | None
    start: str | None
    end: str | None
    is_over: bool


def stints_of(employments: Iterable[Employment]) -> list[Stint]:
    """Jobs, the first one first; what has no start stands before what has one."""
    every = [
        Stint(
            job.get("employer"),
            job.get("rank"),
            job.get("start_date"),
            job.get("end_date"),
            job.get("status") == "separated" or (job.get("status") is None and _ended(job)),
        )
        for job in employments
    ]
    return sorted(every, key=lambda stint: (stint.start or "", stint.end or "9999"))


def _ended(job: Employment) -> bool:
    return job.get("end_date") is not None
