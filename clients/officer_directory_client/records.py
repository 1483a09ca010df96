"""Records as they were given: what is withheld is neither absent nor unknown.

A `Record` is a mapping of what was given, and its fields are attributes too. A field that is
withheld is no key of it, and reading it raises FieldWithheldError, with the ground; one that
is not known is `None`; one that you did not ask for raises AttributeError.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Generic, TypeVar

from officer_directory_client._addresses import cursor_in
from officer_directory_client.errors import FieldWithheldError, UnexpectedAnswerError

Grounds = Mapping[str, str]
"""Field → code of the exemption; the words of a code are in `fields()`."""


class Treatment(StrEnum):
    """What was done with a field of a record."""

    RELEASE = "release"
    REDACT = "redact"
    WITHHOLD = "withhold"


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which policy records were given, and what it keeps back or shows in part.

    A field in `may_be_withheld` is withheld from some records and looks unknown in them.
    """

    policy: str
    withheld: Grounds = field(default_factory=dict)
    redacted: Grounds = field(default_factory=dict)
    may_be_withheld: Grounds = field(default_factory=dict)


class Record(Mapping[str, Any]):
    """What was given of one record, and the terms it was given under."""

    __slots__ = ("_given", "terms", "withheld")

    def __init__(self, given: Mapping[str, Any], terms: Terms) -> None:
        own = given.get("withheld")
        self.terms = terms
        self.withheld: Grounds = own if isinstance(own, dict) else terms.withheld
        self._given = {name: value for name, value in given.items() if name != "withheld"}

    def __getitem__(self, name: str) -> Any:
        if name in self._given:
            return self._given[name]
        if name in self.withheld:
            raise FieldWithheldError(name, self.withheld[name])
        raise KeyError(name)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except FieldWithheldError:
            raise
        except KeyError:
            raise AttributeError(f"{type(self).__name__} was not given {name}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Record):
            return NotImplemented
        return (self._given, self.withheld) == (other._given, other.withheld)

    def __hash__(self) -> int:
        return hash((type(self).__name__, self._given.get("id")))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._given!r})"

    @property
    def policy(self) -> str:
        """The hash of the table by which it was given."""
        return self.terms.policy

    def treatment(self, name: str) -> Treatment | None:
        """What was done with a field; None: nothing is known of a field of this name here."""
        if name in self.withheld:
            return Treatment.WITHHOLD
        if name not in self._given:
            return None
        return Treatment.REDACT if name in self.terms.redacted else Treatment.RELEASE


class Officer(Record):
    """An officer. Days are `YYYY-MM-DD`, or `YYYY` where they are redacted."""

    __slots__ = ()
    id: str
    uid: str
    first_name: str | None
    middle_name: str | None
    last_name: str | None
    suffix: str | None
    badge_number: str | None
    rank: str | None
    agency: str
    status: str | None
    status_detail: str | None
    hire_date: str | None
    separation_date: str | None
    separation_reason: str | None
    race: str | None
    gender: str | None
    birth_year: int | None
    certification_action: str | None
    unit: str | None
    bureau: str | None
    photo: str | None
    hr_id: str | None
    protection_class: str | None


class Employment(Record):
    """One stint of an officer at an employer."""

    __slots__ = ()
    id: str
    officer_id: str
    employer: str | None
    rank: str | None
    start_date: str | None
    end_date: str | None
    status: str | None
    status_detail: str | None
    separation_reason: str | None


class Assignment(Record):
    """A time of an officer in a unit."""

    __slots__ = ()
    id: str
    officer_id: str
    unit: str | None
    bureau: str | None
    title: str | None
    badge_number: str | None
    start_date: str | None
    end_date: str | None


class Salary(Record):
    """The pay of an officer in one year, in dollars."""

    __slots__ = ()
    id: str
    officer_id: str
    year: int | None
    is_fiscal_year: bool | None
    base_pay: float | None
    overtime_pay: float | None
    total_pay: float | None


class Complaint(Record):
    """One allegation, and what became of it."""

    __slots__ = ()
    id: str
    number: str | None
    agency: str
    officer_id: str | None
    received_date: str | None
    closed_date: str | None
    category: str | None
    condition: str | None
    allegation: str | None
    finding: str | None
    disposition: str | None
    penalty: str | None
    narrative: str | None


class Incident(Record):
    """Something that happened, and the officers who may be named."""

    __slots__ = ()
    id: str
    number: str | None
    agency: str
    date: str | None
    category: str | None
    condition: str | None
    city: str | None
    state: str | None
    narrative: str | None
    officer_ids: list[str] | None


class Document(Record):
    """A document about an officer."""

    __slots__ = ()
    id: str
    officer_id: str
    title: str | None
    kind: str | None
    date: str | None
    url: str | None


class Agency(Record):
    """An agency that keeps officers."""

    __slots__ = ()
    id: str
    name: str
    state: str | None
    jurisdiction: str | None
    complaints_not_listed: int | None


R = TypeVar("R", bound=Record)

LISTS: Final[Mapping[str, type[Record]]] = {
    "officers": Officer,
    "employments": Employment,
    "assignments": Assignment,
    "salaries": Salary,
    "complaints": Complaint,
    "incidents": Incident,
    "documents": Document,
    "agencies": Agency,
    "protections": Record,
}
"""The name of a list → the class of its records."""


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """One page of a list: `next` is the cursor of the next (`after=`), None on the last one.

    `count` is how many match, where that was asked for.
    """

    records: tuple[R, ...]
    next: str | None
    terms: Terms
    count: int | None = None

    @property
    def policy(self) -> str:
        """The hash of the table by which the page was given."""
        return self.terms.policy

    @property
    def withheld(self) -> Grounds:
        """Fields that are withheld, each with the code of its ground."""
        return self.terms.withheld


def terms_of(envelope: Mapping[str, Any]) -> Terms:
    """The terms that an envelope states.

    Raises:
        UnexpectedAnswerError: it states no policy, so it is not from the directory.
    """
    policy = envelope.get("policy")
    if not isinstance(policy, str):
        raise UnexpectedAnswerError("An answer without a policy, and so not of a directory.")
    grounds = (envelope.get(name) for name in ("withheld", "redacted", "may_be_withheld"))
    return Terms(policy, *(g if isinstance(g, dict) else {} for g in grounds))


def page_of(envelope: Mapping[str, Any], listed: str, kind: type[R]) -> Page[R]:
    """The page that an envelope holds."""
    terms = terms_of(envelope)
    rows = envelope.get(listed)
    if not isinstance(rows, list):
        raise UnexpectedAnswerError(f"An answer without {listed}.")
    records = tuple(kind(row, terms) for row in rows)
    return Page(records, cursor_in(envelope.get("next")), terms, envelope.get("count"))


def single_of(envelope: Mapping[str, Any], kind: type[R]) -> R:
    """The one record that an envelope holds, under the name of its kind."""
    record = envelope.get(kind.__name__.lower())
    if not isinstance(record, dict):
        raise UnexpectedAnswerError(f"An answer without {kind.__name__.lower()}.")
    return kind(record, terms_of(envelope))
