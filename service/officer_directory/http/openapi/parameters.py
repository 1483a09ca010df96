"""Parameters of a list: exactly what `http.query` understands, in the words of a schema."""

from collections.abc import Iterator, Mapping
from typing import Any

from officer_directory.disclosure.asking import Op, Shown
from officer_directory.disclosure.fields import FIELDS, Kind
from officer_directory.http.query import (
    LONGEST_CURSOR,
    LONGEST_VALUE,
    MOST_CHOICES,
    MOST_RECORDS,
    MOST_SORTS,
    UNSEEN,
    ops_of,
)

Schema = dict[str, Any]

_FLAG: Schema = {"type": "boolean"}
_VALUES: dict[Kind, Schema] = {
    Kind.ID: {
        "type": "string",
        "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
    },
    Kind.TEXT: {
        "type": "string",
        "minLength": 1,
        "maxLength": LONGEST_VALUE,
        "pattern": f"^[^{UNSEEN}]+$",
    },
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.YEAR: {"type": "integer", "minimum": 1000, "maximum": 9999},
    Kind.COUNT: {"type": "integer", "minimum": 0, "maximum": 999_999_999},
    Kind.MONEY: {"type": "string", "pattern": r"^-?[0-9]{1,10}(\.[0-9]{1,2})?$"},
    Kind.FLAG: _FLAG,
    Kind.INSTANT: {"type": "string", "format": "date-time", "pattern": "Z$"},
}
_CHOICE: Schema = {**_VALUES[Kind.TEXT], "pattern": f"^[^,{UNSEEN}]+$"}
_REDACTED: Schema = {"type": "string", "pattern": "^[1-9][0-9]{3}(-[0-9]{2}-[0-9]{2})?$"}
_SAYS = {
    Op.EQ: "is this",
    Op.IN: "is one of these",
    Op.CONTAINS: "has this in it",
    Op.STARTSWITH: "begins with this",
    Op.GT: "is after or above this",
    Op.GTE: "is this, or after or above it",
    Op.LT: "is before or below this",
    Op.LTE: "is this, or before or below it",
    Op.ISNULL: "is unknown, or is known",
}


def of_list(resource: str, shown: Mapping[str, Shown]) -> dict[str, Schema]:
    """Every parameter of a list, by the name it has among the components."""
    filters = {f"{resource}.{p['name']}": p for p in _filters(resource, shown)}
    return {**filters, **_options(resource, shown)}


def _filters(resource: str, shown: Mapping[str, Shown]) -> Iterator[Schema]:
    for name, as_shown in shown.items():
        for op in Op:
            if op in ops_of(as_shown.kind):
                asked = name if op is Op.EQ else f"{name}__{op}"
                meaning = FIELDS[f"{resource}.{name}"].meaning.rstrip(".")
                yield _parameter(asked, _value(as_shown, op), f"{meaning}: {_SAYS[op]}.")


def _value(shown: Shown, op: Op) -> Schema:
    if op is Op.ISNULL:
        return _FLAG
    value = _REDACTED if shown.redacted else _VALUES[shown.kind]
    if op is not Op.IN:
        return value
    choice = _CHOICE if shown.kind is Kind.TEXT else value
    return {"type": "array", "items": choice, "minItems": 1, "maxItems": MOST_CHOICES}


def _options(resource: str, shown: Mapping[str, Shown]) -> dict[str, Schema]:
    found: dict[str, Schema] = {}
    sortable = [name for name in shown if FIELDS[f"{resource}.{name}"].sortable]
    if resource == "officer" and "last_name" in shown:
        words = (
            "Words of a name, a badge number or a uid; forgives accents, case and a misspelling."
        )
        found["q"] = _parameter("q", _VALUES[Kind.TEXT], words)
    if sortable:
        both = [sign + name for name in sortable for sign in ("", "-")]
        sort = _some_of(both, MOST_SORTS)
        found[f"{resource}.sort"] = _parameter("sort", sort, "Sort by these; `-` descends.")
    if shown:
        fields = _some_of(list(shown), len(shown))
        found[f"{resource}.fields"] = _parameter("fields", fields, "Show these alone.")
    limit = {"type": "integer", "minimum": 1, "maximum": MOST_RECORDS, "default": 50}
    found["limit"] = _parameter("limit", limit, "Records on a page, or in all of a stream.")
    after = {"type": "string", "pattern": "^[A-Za-z0-9_-]+$", "maxLength": LONGEST_CURSOR}
    found["after"] = _parameter("after", after, "Cursor out of `next`; not with a stream.")
    found["count"] = _parameter("count", _FLAG, "Count what matches; not with a stream.")
    return found


def _some_of(words: list[str], most: int) -> Schema:
    items: Schema = {"type": "string", "enum": words}
    return {
        "type": "array",
        "items": items,
        "minItems": 1,
        "maxItems": min(most, len(words)),
        "uniqueItems": True,
    }


def _parameter(name: str, schema: Schema, description: str) -> Schema:
    made: Schema = {"name": name, "in": "query", "description": description, "schema": schema}
    if schema.get("type") == "array":
        made |= {"style": "form", "explode": False}
    return made
