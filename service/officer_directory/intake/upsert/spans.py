"""The span in which an assignment protects: an import may start it, and never ends it.

Only an end that was past when the assignment was first recorded ends protection. An end
learned later leaves the span open until a person says otherwise; a start learned later
moves it only backwards; an end that is taken back opens it again.
"""

from functools import lru_cache

from officer_directory.disclosure.local_days import local_end, local_start
from officer_directory.store.columns import FOREVER

_start = lru_cache(maxsize=16_384)(local_start)
_end = lru_cache(maxsize=16_384)(local_end)


def first_span(start: str | None, end: str | None, zone: str, now: int) -> tuple[int, int]:
    """From and until, of an assignment recorded for the first time."""
    ended = _end(end, zone)
    return _start(start, zone), ended if ended <= now else FOREVER


def changed_span(
    recorded: tuple[int, int], start: str | None, end: str | None, zone: str, now: int
) -> tuple[int, int]:
    """From and until, of an assignment of which a file now tells otherwise."""
    begins, until = first_span(start, end, zone, now)
    return min(recorded[0], begins), max(recorded[1], until)
