"""A SCIM filter (RFC 7644, 3.4.2.2) as the question it is to a view: it runs as SQL or not at all.

A view is asked for what holds together (`and`); for one of several values of an attribute
(`or` of `eq`); for what is there (`pr`) or is not (`not (… pr)`, `eq null`). What else the
grammar can say (`ne`, `ew`, `or` of different attributes) is an invalid filter: nothing is
loaded to be sorted out afterwards.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from scim2_models import InvalidFilterException, ScimFilter
from scim2_models.path import (
    AttrPath,
    CompareOperator,
    Comparison,
    FilterNode,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
)

from officer_directory.disclosure.asking import Filter, Op, Shown
from officer_directory.disclosure.fields import Kind
from officer_directory.intake.scim.mapping import READ, WRITTEN
from officer_directory.intake.scim.models import USER_SCHEMA
from officer_directory.store.folding import fold

LONGEST_VALUE: Final = 200
MOST_TERMS: Final = 50

_FIELDS: Final = {name.casefold(): field for name, field in {**WRITTEN, **READ, "id": "id"}.items()}
_OPS: Final[Mapping[CompareOperator, Op]] = {
    CompareOperator.eq: Op.EQ,
    CompareOperator.co: Op.CONTAINS,
    CompareOperator.sw: Op.STARTSWITH,
    CompareOperator.gt: Op.GT,
    CompareOperator.ge: Op.GTE,
    CompareOperator.lt: Op.LT,
    CompareOperator.le: Op.LTE,
}
_TEXTUAL: Final = (Op.CONTAINS, Op.STARTSWITH)


def filters_of(asked: ScimFilter[Any], shown: Mapping[str, Shown]) -> tuple[Filter, ...]:
    """What a filter asks of the officers of a view that shows these fields.

    Raises:
        InvalidFilterException: it cannot be asked of the view, or is of an attribute that is
            not shown; one text, whatever it is.
    """
    found = tuple(_each(asked.ast, shown))
    if len(found) > MOST_TERMS:
        raise InvalidFilterException
    return found


def _each(node: FilterNode, shown: Mapping[str, Shown]) -> list[Filter]:
    match node:
        case LogicalExpr(op=LogicalOperator.and_):
            return [one for term in node.terms for one in _each(term, shown)]
        case LogicalExpr():
            return [_one_of([_only(term, shown) for term in node.terms])]
        case Not(expr=Present(attr_path=path)):
            return [Filter(_field(path, shown), Op.ISNULL, (1,))]
        case Present(attr_path=path):
            return [Filter(_field(path, shown), Op.ISNULL, (0,))]
        case Comparison():
            return [_comparison(node, shown)]
        case _:
            raise InvalidFilterException


def _only(node: FilterNode, shown: Mapping[str, Shown]) -> Filter:
    found = _each(node, shown)
    if len(found) != 1:
        raise InvalidFilterException
    return found[0]


def _one_of(choices: list[Filter]) -> Filter:
    """Values of one attribute, any of which will do."""
    fields = {choice.field for choice in choices}
    values = dict.fromkeys(value for choice in choices for value in choice.values)
    if len(fields) != 1 or {choice.op for choice in choices} - {Op.EQ, Op.IN}:
        raise InvalidFilterException
    if len(values) > MOST_TERMS:
        raise InvalidFilterException
    return Filter(fields.pop(), Op.IN, tuple(values))


def _comparison(node: Comparison, shown: Mapping[str, Shown]) -> Filter:
    field = _field(node.attr_path, shown)
    op = _OPS.get(node.op)
    if op is None:
        raise InvalidFilterException
    if node.value is None:
        if op is not Op.EQ:
            raise InvalidFilterException
        return Filter(field, Op.ISNULL, (1,))
    return Filter(field, op, (_value(field, op, shown[field], node.value),))


def _field(path: AttrPath, shown: Mapping[str, Shown]) -> str:
    name = str(path).casefold().removeprefix(f"{USER_SCHEMA.casefold()}:")
    field = _FIELDS.get(name)
    if field is None or field not in shown:
        raise InvalidFilterException
    return field


def _value(field: str, op: Op, shown: Shown, value: Any) -> str:
    if field == "status":
        if not isinstance(value, bool) or op is not Op.EQ:
            raise InvalidFilterException
        return "active" if value else "separated"
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_VALUE or "\x00" in value:
        raise InvalidFilterException
    match shown.kind:
        case Kind.TEXT:
            return fold(value)
        case Kind.ID if op is Op.EQ:
            return value
        case Kind.DATE if op not in _TEXTUAL:
            return _day(value)
        case _:
            raise InvalidFilterException


def _day(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise InvalidFilterException from None
