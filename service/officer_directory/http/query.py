"""Parsing a question, strictly: what is not understood whole is refused whole.

`parse` is pure. Values come out in the form that is compared: text folded, dates as ISO
text, money in cents, flags as 1 and 0. A parameter that is unknown, repeated, misspelt or
not shown to this requester raises one and the same error, which echoes nothing.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final

from officer_directory.disclosure.asking import Ask, Filter, Op, Shown, Sort
from officer_directory.disclosure.fields import FIELDS, Kind
from officer_directory.errors import NotUnderstoodError
from officer_directory.store.folding import fold

NOT_UNDERSTOOD: Final = (
    "A parameter or field is unknown, repeated, misspelt, badly formed, or not open to you; the"
    " words are the same for each. Lists take field=value, field__op=value (contains, startswith,"
    " in, gt, gte, lt, lte, isnull), q, sort=field,-field, fields=field,field, limit=1 to 500,"
    " after (the cursor of `next`) and count=true; a day is YYYY-MM-DD. GET /v1/fields lists the"
    " fields open to you, and how each is filtered; /docs has examples."
)
LONGEST_VALUE: Final = 200
LONGEST_CURSOR: Final = 4_000
MOST_CHOICES: Final = 50
MOST_SORTS: Final = 4
MOST_RECORDS: Final = 500

Pairs = list[tuple[str, str]]

_COMPARE = frozenset({Op.EQ, Op.IN, Op.GT, Op.GTE, Op.LT, Op.LTE, Op.ISNULL})
_OPS: dict[Kind, frozenset[Op]] = {
    Kind.ID: frozenset({Op.EQ, Op.IN, Op.ISNULL}),
    Kind.TEXT: _COMPARE | {Op.CONTAINS, Op.STARTSWITH},
    Kind.DATE: _COMPARE,
    Kind.YEAR: _COMPARE,
    Kind.COUNT: _COMPARE,
    Kind.MONEY: _COMPARE,
    Kind.INSTANT: _COMPARE,
    Kind.FLAG: frozenset({Op.EQ, Op.ISNULL}),
    Kind.PROSE: frozenset(),
    Kind.IDS: frozenset(),
}
UNSEEN: Final = (
    r"\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    r"\ufeff\ufff9-\uffff"
)
"""A character class of what no text may hold: controls, invisible characters, bidi marks.

Half a surrogate pair is no text at all, and is refused where bytes are decoded."""

_TEXT = re.compile(rf"[^{UNSEEN}]{{1,{LONGEST_VALUE}}}")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.A)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.A)
_YEAR = re.compile(r"[1-9][0-9]{3}", re.A)
_COUNT = re.compile(r"[0-9]{1,9}", re.A)
_MONEY = re.compile(r"(-?)([0-9]{1,10})(?:\.([0-9]{1,2}))?", re.A)
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?Z", re.A
)
_CURSOR = re.compile(r"[A-Za-z0-9_-]+", re.A)
_FLAGS = {"true": 1, "false": 0}
_OPS_BY_NAME = {op.value: op for op in Op if op is not Op.EQ}


def ops_of(kind: Kind) -> frozenset[Op]:
    """The operators a field of this kind understands; none: it is never filtered by."""
    return _OPS[kind]


def parse(resource: str, pairs: Pairs, shown: Mapping[str, Shown]) -> Ask:
    """A list question, from decoded query parameters and what this requester is shown.

    Raises:
        NotUnderstoodError: any of it is not understood; the text is always the same.
    """
    if not pairs:
        return _PLAIN
    if len({name for name, _ in pairs}) != len(pairs):
        raise NotUnderstoodError(NOT_UNDERSTOOD)
    options: dict[str, object] = {}
    filters = []
    for name, value in pairs:
        if name in _OPTIONS:
            options[name] = _OPTIONS[name](resource, value, shown)
        else:
            filters.append(_filter(name, value, shown))
    return Ask(filters=tuple(filters), **options)  # type: ignore[arg-type]


def parse_none(pairs: Pairs) -> None:
    """For a route that takes no parameter at all."""
    if pairs:
        raise NotUnderstoodError(NOT_UNDERSTOOD)


def parse_uid(uid: str, pairs: Pairs) -> tuple[str, str | None]:
    """The folded uid and agency name of a look-up by public number."""
    given = dict(pairs)
    if len(given) != len(pairs) or not given.keys() <= {"agency"}:
        raise NotUnderstoodError(NOT_UNDERSTOOD)
    agency = given.get("agency")
    return _folded(uid), None if agency is None else _folded(agency)


def is_id(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


def is_text(text: str) -> bool:
    """Whether it is a text that a filter takes."""
    return _TEXT.fullmatch(text) is not None


_PLAIN = Ask()


def _refused() -> NotUnderstoodError:
    return NotUnderstoodError(NOT_UNDERSTOOD)


def _filter(name: str, value: str, shown: Mapping[str, Shown]) -> Filter:
    field, separator, op_name = name.partition("__")
    op = _OPS_BY_NAME.get(op_name) if separator else Op.EQ
    found = shown.get(field)
    if op is None or found is None or op not in _OPS[found.kind]:
        raise _refused()
    if op is Op.ISNULL:
        return Filter(field, op, (_flag(value),))
    if op is Op.IN:
        parts = value.split(",")
        if len(parts) > MOST_CHOICES:
            raise _refused()
        return Filter(field, op, tuple(dict.fromkeys(_value(found, part) for part in parts)))
    return Filter(field, op, (_value(found, value),))


def _value(shown: Shown, text: str) -> str | int:
    if shown.redacted and shown.kind is Kind.DATE and _YEAR.fullmatch(text):
        return text
    return _READ[shown.kind](text)


def _folded(text: str) -> str:
    """The key of what was typed; controls, invisible characters and bidi marks are refused."""
    return fold(_matching(_TEXT, text))


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise _refused()
    return text


def _day(text: str) -> str:
    try:
        date.fromisoformat(_matching(_DAY, text))
    except ValueError:
        raise _refused() from None
    return text


def _instant(text: str) -> int:
    try:
        return int(datetime.fromisoformat(_matching(_INSTANT, text)).timestamp())
    except (ValueError, OverflowError):
        raise _refused() from None


def _cents(text: str) -> int:
    found = _MONEY.fullmatch(text)
    if found is None:
        raise _refused()
    sign, dollars, cents = found.groups()
    amount = int(dollars) * 100 + int((cents or "").ljust(2, "0"))
    return -amount if sign else amount


def _flag(text: str) -> int:
    if text not in _FLAGS:
        raise _refused()
    return _FLAGS[text]


_READ: dict[Kind, Callable[[str], str | int]] = {
    Kind.ID: lambda text: _matching(_UUID, text),
    Kind.TEXT: _folded,
    Kind.DATE: _day,
    Kind.YEAR: lambda text: int(_matching(_YEAR, text)),
    Kind.COUNT: lambda text: int(_matching(_COUNT, text)),
    Kind.MONEY: _cents,
    Kind.INSTANT: _instant,
    Kind.FLAG: _flag,
}


def _q(resource: str, value: str, shown: Mapping[str, Shown]) -> str:
    if resource != "officer" or "last_name" not in shown:
        raise _refused()
    _folded(value)
    return value


def _sort(resource: str, value: str, shown: Mapping[str, Shown]) -> tuple[Sort, ...]:
    parts = value.split(",")
    if len(set(parts)) != len(parts) or len(parts) > MOST_SORTS:
        raise _refused()
    sorts: dict[str, Sort] = {}
    for part in parts:
        field = part.removeprefix("-")
        known = FIELDS.get(f"{resource}.{field}")
        if field not in shown or known is None or not known.sortable:
            raise _refused()
        sorts.setdefault(field, Sort(field, part != field))  # a field sorts once, as said first
    return tuple(sorts.values())


def _fields(_resource: str, value: str, shown: Mapping[str, Shown]) -> tuple[str, ...]:
    names = tuple(value.split(","))
    if len(set(names)) != len(names) or not shown.keys() >= set(names):
        raise _refused()
    return names


def _limit(_resource: str, value: str, _shown: Mapping[str, Shown]) -> int:
    if not _COUNT.fullmatch(value) or not 1 <= int(value) <= MOST_RECORDS:
        raise _refused()
    return int(value)


def _after(_resource: str, value: str, _shown: Mapping[str, Shown]) -> str:
    if len(value) > LONGEST_CURSOR:
        raise _refused()
    return _matching(_CURSOR, value)


def _count(_resource: str, value: str, _shown: Mapping[str, Shown]) -> bool:
    return bool(_flag(value))


_OPTIONS: dict[str, Callable[[str, str, Mapping[str, Shown]], object]] = {
    "q": _q,
    "sort": _sort,
    "fields": _fields,
    "limit": _limit,
    "after": _after,
    "count": _count,
}
OPTIONS: Final = tuple(_OPTIONS)
