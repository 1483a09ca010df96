"""Published officers, what belongs to them, and agencies."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, delete, select

from officer_directory.disclosure import spelling
from officer_directory.disclosure.changes import Stored
from officer_directory.disclosure.classes import class_intervals
from officer_directory.disclosure.conditions import Situation
from officer_directory.disclosure.generations import Audience, Build
from officer_directory.disclosure.shape import Shape, Written
from officer_directory.disclosure.sources import SOURCES, Source
from officer_directory.disclosure.versions import ALWAYS, Interval, Version, replace, row, versions
from officer_directory.store.insertion import insert_rows
from officer_directory.store.published import KEYS, published, published_name
from officer_directory.tiers import ProtectionClass

_Fact = dict[str, Any]
"""One record's facts by field, with what governs it under names that no field has."""

OF_AN_OFFICER = ("employment", "assignment", "salary", "document")


def publish_officers(
    connection: Connection, alive: list[Build], ids: list[str]
) -> dict[str, Stored]:
    """Rewrite these officers and all that is listed under them.

    Returns the officers' versions by publication, of the first generation.
    """
    timelines = class_intervals(connection, ids, 0)
    officers = _rows(connection, alive, "officer", ids)
    written: dict[str, Stored] = {}
    for build in alive:
        for audience in build.audiences:
            found = _write_all(audience, build.generation, "officer", officers, timelines)
            _store(connection, build, audience, "officer", ids, found)
            _store_names(connection, build, audience, ids, found)
            if build is alive[0]:
                written |= dict.fromkeys(audience.tiers, found)
    for resource in OF_AN_OFFICER:
        facts = _rows(connection, alive, resource, ids)
        for build in alive:
            for audience in build.audiences:
                found = _write_all(audience, build.generation, resource, facts, timelines)
                _store(connection, build, audience, resource, ids, found, by="officer_id")
    return written


def publish_agencies(connection: Connection, alive: list[Build], ids: list[str]) -> None:
    """Rewrite these agencies' own records (not what they hold)."""
    if not ids:
        return
    facts = _rows(connection, alive, "agency", ids)
    for build in alive:
        for audience in build.audiences:
            found = _write_all(audience, build.generation, "agency", facts, {})
            _store(connection, build, audience, "agency", ids, found)


def _rows(
    connection: Connection, alive: list[Build], resource: str, ids: Sequence[str]
) -> list[_Fact]:
    """The facts of opened agencies, with as many columns as some audience shows."""
    source = SOURCES[resource]
    wanted = {
        f.name
        for build in alive
        for audience in build.audiences
        for bundle in build.snapshot.bundles
        for f in audience.shape(bundle, resource).fields
    }
    values = [source.values[name].label(name) for name in source.values if name in wanted]
    owner = source.officer_id if source.officer_id is not None else source.id
    query = select(*values, *governing(source)).select_from(source.rows)
    found = connection.execute(query.where(owner.in_(list(ids)), source.opened_at.is_not(None)))
    names = tuple(found.keys())
    return [dict(zip(names, fact, strict=True)) for fact in found.all()]


def governing(source: Source) -> list[Any]:
    """The columns a decision is about, under names that no field has."""
    return [
        source.id.label("_id"),
        source.agency_id.label("_agency_id"),
        source.bundle.label("_bundle"),
        (source.officer_id if source.officer_id is not None else source.id).label("_officer_id"),
        source.category.label("_category"),
        source.condition.label("_condition"),
        source.reviewed_at.label("_reviewed_at"),
    ]


def situation(fact: Mapping[Any, Any], held: ProtectionClass | None) -> Situation:
    """What an outside requester's conditions are judged by."""
    reviewed = fact["_reviewed_at"] is not None
    return _situation(held, fact["_category"], fact["_condition"], reviewed)


@lru_cache(maxsize=4_096)
def _situation(
    held: ProtectionClass | None, category: str | None, condition: str | None, reviewed: bool
) -> Situation:
    return Situation(held, opened=True, category=category, condition=condition, reviewed=reviewed)


def _write_all(
    audience: Audience,
    generation: int,
    resource: str,
    facts: list[_Fact],
    timelines: Mapping[str, Sequence[Interval]],
) -> list[dict[str, Any]]:
    columns = " ".join(KEYS[resource]).split()
    rows = []
    for values in facts:
        shape = audience.shape(values["_bundle"], resource)

        def write(
            held: ProtectionClass, values: _Fact = values, shape: Shape = shape
        ) -> Written | None:
            treatments = shape.treatments(situation(values, held))
            return None if treatments is None else shape.write(treatments, values)

        spans = timelines.get(values["_officer_id"], ALWAYS if resource == "agency" else ())
        for version in versions(spans, write):
            rows.append(_row(generation, values, version, columns))
    rows.sort(key=itemgetter("in_order"))
    return rows


def _row(
    generation: int, values: Mapping[Any, Any], version: Version, columns: list[str]
) -> dict[str, Any]:
    found = row(
        generation, values["_id"], values["_agency_id"], values["_bundle"], version, columns
    )
    if "officer_id" in columns:
        # What a record is listed under, whether or not the tier is shown the column.
        found["officer_id"] = values["_officer_id"]
    return found


def _store(
    connection: Connection,
    build: Build,
    audience: Audience,
    resource: str,
    ids: list[str],
    rows: list[dict[str, Any]],
    by: str = "id",
) -> None:
    for tier in audience.tiers:
        replace(connection, published[tier][resource], build.generation, ids, rows, by)


def _store_names(
    connection: Connection,
    build: Build,
    audience: Audience,
    ids: list[str],
    versions_stored: list[dict[str, Any]],
) -> None:
    """The words of each name that is shown, for search."""
    rows = [
        {
            "generation": build.generation,
            "id": stored["id"],
            "valid_from": stored["valid_from"],
            "valid_until": stored["valid_until"],
            "token": token,
        }
        for stored in versions_stored
        for token in spelling.words_of(stored)
    ]
    for tier in audience.tiers:
        table = published_name[tier]
        connection.execute(
            delete(table).where(table.c.generation == build.generation, table.c.id.in_(ids))
        )
        insert_rows(connection, table, rows)
        spelling.remember(connection, tier, {found["token"] for found in rows})
