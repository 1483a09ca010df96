"""A question, parsed and checked: what a view understands, whoever asked and however."""

from dataclasses import dataclass
from enum import StrEnum

from officer_directory.disclosure.fields import Kind


class Op(StrEnum):
    EQ = "eq"
    CONTAINS = "contains"
    STARTSWITH = "startswith"
    IN = "in"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"
    ISNULL = "isnull"


@dataclass(frozen=True, slots=True)
class Shown:
    """How a field appears to one requester: its kind, and whether it may be redacted."""

    kind: Kind
    redacted: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    field: str
    op: Op
    values: tuple[str | int, ...]  # folded text, ISO date, integer; isnull: (1,) or (0,)


@dataclass(frozen=True, slots=True)
class Sort:
    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """A list question; the defaults are the plain first page."""

    filters: tuple[Filter, ...] = ()
    q: str | None = None
    sort: tuple[Sort, ...] = ()
    fields: tuple[str, ...] | None = None
    limit: int = 50
    after: str | None = None
    count: bool = False
    skip: int = 0  # records passed over, of a list whose order has no nulls


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an answer: finished JSON objects, and where the next page starts."""

    rows: list[bytes]
    next_after: str | None
    count: int | None = None
    given: tuple[tuple[str, tuple[str, ...]], ...] = ()  # fields and officers, inside
