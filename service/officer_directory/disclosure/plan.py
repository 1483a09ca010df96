"""From a question to SQL: one statement for each part of a page, compiled once per shape.

Two questions of one shape (the same fields, operators and sorts, other values) share
their statements. Values are always bound, never written into the text.

Nulls come last in either direction: where the first sort key may be null, a page is read
in two parts, the records that have the key and then those that have not; each part is a
range of an index. The id is the last key, in the direction of the one before it, so that
an index read backwards has the order that is asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    Integer,
    and_,
    case,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect

from officer_directory.disclosure.askable import Askable, Names, bound
from officer_directory.disclosure.asking import Filter, Op, Sort
from officer_directory.disclosure.fields import Kind
from officer_directory.disclosure.search import Looked

Column = ColumnElement[Any]

_NUMBERS = (Kind.YEAR, Kind.COUNT, Kind.MONEY, Kind.FLAG, Kind.INSTANT)
_DIALECTS: dict[str, Dialect] = {
    "postgresql": postgresql.psycopg.dialect(),  # type: ignore[no-untyped-call]
    "sqlite": sqlite.dialect(paramstyle="named"),
}
_LOWEST: Column = literal_column("-9223372036854775807")


@dataclass(frozen=True, slots=True)
class Statement:
    """Compiled SQL with named parameters, for a driver's own cursor."""

    sql: str
    fixed: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Key:
    """One sort key: its expression, direction, and whether it may be null."""

    column: Column
    descending: bool
    nullable: bool
    number: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """All of a question but its values: what a compiled statement depends on."""

    filters: tuple[tuple[str, Op, int], ...]
    sort: tuple[Sort, ...]
    words: tuple[int, ...] | None  # of a search: how many spellings each word has
    after: tuple[bool, ...] | None  # of a position: which of its keys are null
    under: str | None = None  # the resource whose record a sub-list belongs to
    csv: bool = False
    skips: bool = False


def compiled(statement: ClauseElement, dialect: str) -> Statement:
    made = statement.compile(
        dialect=_DIALECTS[dialect], compile_kwargs={"render_postcompile": True}
    )
    return Statement(str(made), {k: v for k, v in (made.params or {}).items() if v is not None})


def keys_of(askable: Askable, shape: Shape) -> list[Key]:
    """The sort keys of a question, a search's rank first, before the id."""
    found: list[Key] = []
    if shape.words is not None and askable.names is not None:
        found.append(Key(_rank(askable.names, askable, shape.words), False, False, True))
    if not shape.sort:
        linked = shape.under is not None and askable.incidents_of is not None
        for column in askable.order:
            # The few incidents of one officer are sorted, not looked for in order of all.
            key = func.coalesce(column, "") if linked and not askable.order_nullable else column
            found.append(Key(key, False, askable.order_nullable, isinstance(column.type, Integer)))
        return found
    for sort in shape.sort:
        nullable = sort.field != "id"
        number = askable.shown[sort.field].kind in _NUMBERS
        found.append(Key(askable.keys[sort.field], sort.descending, nullable, number))
    return found


def page(askable: Askable, shape: Shape, dialect: str) -> list[Statement]:
    """The statements of a page, in order, each with `:limit`; later ones only if needed."""
    keys = keys_of(askable, shape)
    where = _where(askable, shape)
    answer = (literal_column("csv"), *askable.answer[1:2]) if shape.csv else askable.answer
    columns = [*answer, *(k.column.label(f"key_{i}") for i, k in enumerate(keys)), askable.id]
    made = []
    for part, order in _parts(askable, keys, shape.after):
        statement = select(*columns).select_from(askable.rows).where(*where, part)
        ordered = statement.order_by(*order).limit(bound("limit"))
        made.append(compiled(ordered.offset(bound("skip")) if shape.skips else ordered, dialect))
    return made


def count(askable: Askable, shape: Shape, dialect: str) -> Statement:
    counted = select(func.count()).select_from(askable.rows).where(*_where(askable, shape))
    return compiled(counted, dialect)


def one(askable: Askable, fields: Sequence[str], dialect: str) -> Statement:
    """One record by the values of these fields, bound as `:v0`, `:v1`, …"""
    columns = [*askable.answer, askable.id]
    named = [_key(askable, name) == bound(f"v{i}") for i, name in enumerate(fields)]
    statement = select(*columns).select_from(askable.rows).where(*askable.where, *named)
    return compiled(statement.limit(2), dialect)


def _key(askable: Askable, name: str) -> Column:
    return askable.id if name == "id" else askable.keys[name]


def _parts(
    askable: Askable, keys: list[Key], after: tuple[bool, ...] | None
) -> list[tuple[ColumnElement[bool], list[Any]]]:
    """The condition and order of each part of a page."""
    record_id = Key(askable.id, bool(keys) and keys[-1].descending, False)
    if not keys or not keys[0].nullable:
        return [(_beyond(keys, record_id, after), _order(keys, record_id))]
    lead, rest = keys[0], keys[1:]
    missing = lead.column.is_(None), _order(rest, record_id)
    if after is not None and after[0]:
        return [(and_(missing[0], _beyond(rest, record_id, after[1:], 1)), missing[1])]
    present = lead.column >= (_LOWEST if lead.number else "")
    head = Key(lead.column, lead.descending, False, lead.number)
    solid = [head, *rest]
    return [
        (and_(present, _beyond(solid, record_id, after)), _order(solid, record_id)),
        missing,
    ]


def _order(keys: list[Key], record_id: Key) -> list[Any]:
    order: list[Any] = []
    for key in (*keys, record_id):
        if key.nullable:
            order.append(key.column.is_(None))
        order.append(key.column.desc() if key.descending else key.column)
    return order


def _further(key: Key, value: Column) -> ColumnElement[bool]:
    return key.column < value if key.descending else key.column > value


def _beyond(
    keys: list[Key], record_id: Key, after: tuple[bool, ...] | None, first: int = 0
) -> ColumnElement[bool]:
    """Records after a position, whose values are bound as `:a0`, `:a1`, … and `:a_id`."""
    if after is None:
        return true()
    beyond = _further(record_id, bound("a_id"))
    lead: ColumnElement[bool] = true()
    for i in reversed(range(len(keys))):
        key, value = keys[i], bound(f"a{i + first}")
        if after[i]:
            beyond = and_(key.column.is_(None), beyond)
            continue
        further = _further(key, value)
        if key.nullable:
            further = or_(further, key.column.is_(None))
        beyond = or_(further, and_(key.column == value, beyond))
        if i == 0 and not key.nullable:
            # Said once more as a plain range, which an index can start from.
            lead = key.column <= value if key.descending else key.column >= value
    return and_(lead, beyond)


def _where(askable: Askable, shape: Shape) -> list[ColumnElement[bool]]:
    where = list(askable.where)
    if shape.under is not None:
        where.append(_under(askable))
    position = 0
    for name, op, size in shape.filters:
        values = [bound(f"v{position + i}") for i in range(size)]
        position += size
        where.append(_filter(askable, name, op, values))
        if name == "last_name" and not shape.sort and not askable.order_nullable:
            where += _name_range(askable.order[0], op, values)
    if shape.words is not None and askable.names is not None:
        where.append(_matches(askable.names, askable, shape.words))
    return where


def _name_range(in_order: Column, op: Op, values: list[Any]) -> list[ColumnElement[bool]]:
    """A last name said once more as a range of the default order, which begins with it."""
    if op is Op.EQ:
        return [in_order >= values[0] + "\x1f", in_order < values[0] + "\x20"]
    if op is Op.STARTSWITH:
        return [in_order >= values[0], in_order < values[1]]
    return []


def _under(askable: Askable) -> ColumnElement[bool]:
    """The records of one officer, bound as `:under`."""
    if askable.incidents_of is not None:
        links = askable.incidents_of.c
        mine = select(links.id).where(links.officer_id == bound("under"))
        return askable.id.in_(mine.select_from(askable.incidents_of))
    return false() if askable.owner is None else askable.owner == bound("under")


def _filter(askable: Askable, name: str, op: Op, values: list[Any]) -> Any:
    column = _key(askable, name)
    match op:
        case Op.EQ:
            return column == values[0]
        case Op.IN:
            return column.in_(values)
        case Op.GT:
            return column > values[0]
        case Op.GTE:
            return column >= values[0]
        case Op.LT:
            return column < values[0]
        case Op.LTE:
            return column <= values[0]
        case Op.STARTSWITH:  # values: the prefix, and the end of its range
            return and_(column >= values[0], column < values[1])
        case Op.CONTAINS:
            return column.like(values[0], escape="\\")
        case Op.ISNULL:
            missing = case((column.is_(None), 1), else_=0) == values[0]
            return and_(askable.known[name], missing) if name in askable.known else missing


def filter_values(asked: Filter) -> list[str | int]:
    """What a filter binds: one value, or several."""
    if asked.op is Op.STARTSWITH:
        return [asked.values[0], f"{asked.values[0]}\U0010ffff"]
    if asked.op is Op.CONTAINS:
        plain = str(asked.values[0])
        for mark in ("\\", "%", "_"):
            plain = plain.replace(mark, "\\" + mark)
        return [f"%{plain}%"]
    return list(asked.values)


def search_values(looked: Looked) -> dict[str, str]:
    """What a search binds: the whole, and each word's range and spellings."""
    values = {"whole": looked.whole}
    for i, word in enumerate(looked.words):
        values[f"w{i}"] = word.prefix
        values[f"w{i}_end"] = f"{word.prefix}\U0010ffff"
        values |= {f"w{i}_{j}": spelling for j, spelling in enumerate(word.spellings)}
    return values


def _starting(names: Names, i: int) -> Any:
    token = names.name.c.token
    ranged = token >= bound(f"w{i}"), token < bound(f"w{i}_end")
    return select(names.name_id).select_from(names.name).where(*ranged)


def _matches(names: Names, askable: Askable, words: tuple[int, ...]) -> ColumnElement[bool]:
    """Every word begins a word of the name, or is one letter off; or it is badge or uid."""
    each = []
    for i, spellings in enumerate(words):
        found = _starting(names, i)
        if spellings:
            forms = [bound(f"w{i}_{j}") for j in range(spellings)]
            near = select(names.name_id).select_from(names.name)
            found = union_all(found, near.where(names.name.c.token.in_(forms)))
        each.append(askable.id.in_(found))
    numbers = [askable.keys[n] == bound("whole") for n in _NUMBERED if n in askable.keys]
    return or_(and_(*each) if each else false(), *numbers)


_NUMBERED = ("badge_number", "uid")


def _rank(names: Names, askable: Askable, words: tuple[int, ...]) -> Column:
    """0 where each word is as typed, or the number is; 1 where one is misspelt."""
    typed = [askable.id.in_(_starting(names, i)) for i in range(len(words))]
    numbers = [askable.keys[n] == bound("whole") for n in _NUMBERED if n in askable.keys]
    exact = or_(and_(*typed) if typed else false(), *numbers)
    return case((exact, 0), else_=1)
