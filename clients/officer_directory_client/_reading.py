"""Reading as steps: a page, a record, what the directory says of itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic

from officer_directory_client import about
from officer_directory_client._addresses import Query, path_of
from officer_directory_client._core import Core
from officer_directory_client._steps import Steps, T
from officer_directory_client.errors import UnexpectedAnswerError
from officer_directory_client.records import LISTS, Officer, Page, R, Record, page_of, single_of

PAGE: Final = 200
_MOST: Final = 500
_OPTIONS: Final = {"q", "sort", "fields", "limit", "after", "count"}
RELATED: Final = (
    "assignments",
    "employments",
    "salaries",
    "complaints",
    "incidents",
    "documents",
    "protections",
)


@dataclass(frozen=True, slots=True)
class Listing(Generic[R]):
    """A list that is asked for: its address, the class of its records, the question."""

    path: str
    listed: str
    kind: type[R]
    query: Query = field(default_factory=dict)

    def page(self, core: Core, query: Query | None = None) -> Steps[Page[R]]:
        """One page, by the question or another one."""
        asked = self.query if query is None else query
        envelope = yield from core.read(self.path, asked)
        return page_of(envelope, self.listed, self.kind)


def listing(listed: str, query: Mapping[str, Any], officer: str | None = None) -> Listing[Any]:
    """A list by its name, of the directory or of one officer.

    Raises:
        ValueError: there is no such list, or a filter is None.
    """
    if listed not in LISTS or (officer is not None and listed not in RELATED):
        raise ValueError(f"There is no list {listed!r}; there are {', '.join(LISTS)}.")
    path = path_of(listed) if officer is None else path_of("officers", officer, listed)
    asked = {name: value for name, value in query.items() if value is not None}
    if unclear := sorted(query.keys() - asked.keys() - _OPTIONS):
        raise ValueError(f"{unclear[0]}: None is no value; unknown is {unclear[0]}__isnull=True.")
    return Listing(path, listed, LISTS[listed], asked)


class Walk(Generic[R]):
    """Where a walk through the pages of a list is: what to ask next, and when it has ended.

    `limit` in its question is of records altogether.
    """

    def __init__(self, listing: Listing[R]) -> None:
        query = dict(listing.query)
        self._left: int | None = query.pop("limit", None)
        self._query = query
        self._listing = listing
        self.ended = self._left == 0

    def next_page(self, core: Core) -> Steps[Page[R]]:
        """The next page; `ended` is true after the last."""
        size = PAGE if self._left is None else min(self._left, _MOST)
        page = yield from self._listing.page(core, {**self._query, "limit": size})
        self._query["after"] = page.next
        self._query.pop("count", None)
        if self._left is not None:
            self._left -= len(page.records)
        self.ended = page.next is None or self._left == 0
        return page


def one(core: Core, listed: str, identifier: str) -> Steps[Any]:
    """One record by its id."""
    envelope = yield from core.read(path_of(listed, identifier))
    kind: type[Record] = LISTS[listed]
    return single_of(envelope, kind)


def by_uid(core: Core, uid: str, agency: str | None) -> Steps[Officer]:
    """An officer by public number."""
    query = {} if agency is None else {"agency": agency}
    envelope = yield from core.read(path_of("officers", "by-uid", f"{uid}.json"), query)
    return single_of(envelope, Officer)


def fields(core: Core) -> Steps[about.Fields]:
    """What `fields()` gives."""
    return _told(core, "fields", about.fields_of)


def me(core: Core) -> Steps[about.Me]:
    """What `me()` gives."""
    return _told(core, "me", about.me_of)


def policy(core: Core) -> Steps[about.Policy]:
    """What `policy()` gives."""
    return _told(core, "policy", about.policy_of)


def _told(core: Core, name: str, read: Callable[[Mapping[str, Any]], T]) -> Steps[T]:
    told = yield from core.read(path_of(name))
    try:
        return read(told)
    except (KeyError, TypeError, AttributeError):
        raise UnexpectedAnswerError(f"An answer about {name} that is not of a directory.") from None
