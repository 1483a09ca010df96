"""Where each field's value lies in the record store: one list, for view and publication.

A source says which rows a resource has, the expression of each field and of its key, and
the facts conditions are about. Nothing here decides who sees what.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    String,
    case,
    cast,
    false,
    func,
    literal,
    null,
    select,
    true,
)
from sqlalchemy.sql.expression import literal_column

from officer_directory.disclosure.conditions import CONDITIONS, Sources
from officer_directory.disclosure.fields import RESOURCES, Kind
from officer_directory.store import records as r

Column = ColumnElement[Any]


@dataclass(frozen=True)
class Source:
    """The rows of one resource in the record store."""

    resource: str
    rows: FromClause
    id: Column
    agency_id: Column
    officer_id: Column | None  # the officer whose class governs it, where there is one
    values: Mapping[str, Column]
    keys: Mapping[str, Column]
    category: Column
    condition: Column
    reviewed_at: Column
    opened_at: Column = r.agency.c.opened_at
    bundle: Column = r.agency.c.bundle


def current_second(dialect: str) -> Column:
    """The database's own clock, in whole epoch seconds."""
    if dialect == "postgresql":
        return literal_column("CAST(floor(extract(epoch FROM now())) AS bigint)")
    return literal_column("CAST(strftime('%s', 'now') AS INTEGER)")


_latest = (
    r.assignment.join(r.unit, r.unit.c.id == r.assignment.c.unit_id),
    (r.assignment.c.officer_id == r.officer.c.id) & r.assignment.c.end_date.is_(None),
    (r.assignment.c.start_date.is_(None), r.assignment.c.start_date.desc(), r.assignment.c.id),
)


def _of_latest_assignment(column: Column) -> Column:
    rows, mine, order = _latest
    chosen = select(column).select_from(rows).where(mine).order_by(*order).limit(1)
    return chosen.correlate(r.officer).scalar_subquery()


_photo: Column = case(
    (r.officer.c.photo_id.is_not(None), "/v1/officers/" + r.officer.c.id + "/photo"),
)


def _not_open_one_by_one() -> Column:
    """How many complaints of an agency the law does not make public each (inside tiers)."""
    c = r.complaint.c
    unclassed = cast(null(), String)
    about = Sources(literal(0), true(), false(), false(), c.category, c.condition, unclassed)
    open_each = CONDITIONS["disclosable"].sql(about)
    counted = select(func.count()).where(c.agency_id == r.agency.c.id, ~open_each)
    return counted.correlate(r.agency).scalar_subquery()


_EXPRESSIONS: dict[str, dict[str, tuple[Column, Column]]] = {
    "officer": {
        "agency": (r.agency.c.name, r.agency.c.name_key),
        "unit": (
            _of_latest_assignment(r.unit.c.name),
            _of_latest_assignment(r.unit.c.name_key),
        ),
        "bureau": (
            _of_latest_assignment(r.unit.c.bureau),
            _of_latest_assignment(r.unit.c.bureau_key),
        ),
        "photo": (_photo, _photo),  # its address; the key under which it lies shows nowhere
        # Filled in by the inside view, which knows the clock; withheld outside.
        "protection_class": (cast(null(), String), cast(null(), String)),
    },
    "assignment": {
        "unit": (r.unit.c.name, r.unit.c.name_key),
        "bureau": (r.unit.c.bureau, r.unit.c.bureau_key),
    },
    "complaint": {"agency": (r.agency.c.name, r.agency.c.name_key)},
    "incident": {
        "agency": (r.agency.c.name, r.agency.c.name_key),
        # Filled in by whoever reads, with the officers its reader may know of.
        "officer_ids": (cast(null(), String), cast(null(), String)),
    },
    "agency": {
        "jurisdiction": (r.agency.c.bundle, func.lower(r.agency.c.bundle)),
        "complaints_not_listed": (_not_open_one_by_one(), _not_open_one_by_one()),
        "state": (r.agency.c.state, func.lower(r.agency.c.state)),
    },
}
_TABLES = {
    "officer": r.officer,
    "employment": r.employment,
    "assignment": r.assignment,
    "salary": r.salary,
    "complaint": r.complaint,
    "incident": r.incident,
    "document": r.document,
    "agency": r.agency,
    "protection": r.protection,
}


def _rows(resource: str) -> FromClause:
    table = _TABLES[resource]
    match resource:
        case "agency":
            return table
        case "officer" | "incident":
            return table.join(r.agency, r.agency.c.id == table.c.agency_id)
        case "complaint":
            return table.join(r.agency, r.agency.c.id == table.c.agency_id).outerjoin(
                r.officer, r.officer.c.id == table.c.officer_id
            )
        case _:
            governed = table.join(r.officer, r.officer.c.id == table.c.officer_id)
            if resource == "assignment":
                governed = governed.outerjoin(r.unit, r.unit.c.id == table.c.unit_id)
            return governed.join(r.agency, r.agency.c.id == r.officer.c.agency_id)


def _expressions(resource: str) -> tuple[dict[str, Column], dict[str, Column]]:
    table, special = _TABLES[resource], _EXPRESSIONS.get(resource, {})
    values: dict[str, Column] = {}
    keys: dict[str, Column] = {}
    for field in RESOURCES[resource]:
        if field.name in special:
            values[field.name], keys[field.name] = special[field.name]
            continue
        values[field.name] = table.c[field.name]
        match field.kind:
            case Kind.TEXT:
                keys[field.name] = table.c[f"{field.name}_key"]
            case Kind.FLAG:  # compared as the number that a publication holds
                keys[field.name] = cast(table.c[field.name], Integer)
            case _:
                keys[field.name] = table.c[field.name]
    return values, keys


def _source(resource: str) -> Source:
    table = _TABLES[resource]
    values, keys = _expressions(resource)
    columns = table.c
    governed = resource not in ("agency", "incident")
    return Source(
        resource=resource,
        rows=_rows(resource),
        id=columns.id,
        agency_id=r.agency.c.id,
        officer_id=r.officer.c.id if governed else None,
        values=values,
        keys=keys,
        category=columns.category if "category" in columns else cast(null(), String),
        condition=columns.condition if "condition" in columns else cast(null(), String),
        reviewed_at=columns.reviewed_at if "reviewed_at" in columns else cast(null(), String),
    )


SOURCES: dict[str, Source] = {resource: _source(resource) for resource in RESOURCES}
