"""Published complaints and incidents: they stay when an officer in them goes."""

import itertools
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from officer_directory.disclosure.classes import class_intervals
from officer_directory.disclosure.generations import Audience, Build
from officer_directory.disclosure.publish_officers import governing, situation
from officer_directory.disclosure.shape import Written
from officer_directory.disclosure.sources import SOURCES
from officer_directory.disclosure.versions import ALWAYS, Interval, cut, replace, row, versions
from officer_directory.store import records as r
from officer_directory.store.published import (
    KEYS,
    published,
    published_involvement,
    published_tally,
)
from officer_directory.tiers import ProtectionClass

_Row = dict[str, Any]


def publish_complaints(
    connection: Connection,
    alive: list[Build],
    complaint_ids: Sequence[str] = (),
    officer_ids: Sequence[str] = (),
) -> None:
    """Rewrite these complaints, and all those against these officers."""
    mine = r.complaint.c.id.in_(list(complaint_ids)) | r.complaint.c.officer_id.in_(
        list(officer_ids)
    )
    facts = _facts(connection, "complaint", mine)
    ids = [fact._mapping["_id"] for fact in facts]
    named = sorted({o for fact in facts if (o := fact._mapping["_officer_id"])})
    timelines = class_intervals(connection, named, 0)
    for build in alive:
        for audience in build.audiences:
            rows, tallied = _complaints(build.generation, audience, facts, timelines)
            for tier in audience.tiers:
                replace(connection, published[tier]["complaint"], build.generation, ids, rows)
                replace(connection, published_tally[tier], build.generation, ids, tallied)


def _facts(connection: Connection, resource: str, which: Any) -> list[Row[Any]]:
    """The facts of every such record; a closed agency's are among them, to be taken away."""
    source = SOURCES[resource]
    values = [value.label(name) for name, value in source.values.items()]
    query = select(*values, *governing(source), source.opened_at.label("_opened_at"))
    return list(connection.execute(query.select_from(source.rows).where(which)))


def _complaints(
    generation: int,
    audience: Audience,
    facts: list[Row[Any]],
    timelines: dict[str, list[Interval]],
) -> tuple[list[_Row], list[_Row]]:
    """Their rows, and for those that are not open one by one, what counts in a total."""
    rows: list[_Row] = []
    tallied: list[_Row] = []
    columns = " ".join(KEYS["complaint"]).split()
    for fact in facts:
        values = fact._mapping
        if values["_opened_at"] is None:
            continue
        shape = audience.shape(values["_bundle"], "complaint")
        officer = audience.shape(values["_bundle"], "officer")

        def write(
            held: ProtectionClass, values: Any = values, shape: Any = shape
        ) -> Written | None:
            treatments = shape.treatments(situation(values, held))
            return None if treatments is None else shape.write(treatments, values)

        spans = timelines.get(values["_officer_id"], ALWAYS)
        found = versions(spans, write)
        agency_id, bundle = values["_agency_id"], values["_bundle"]
        rows += [row(generation, values["_id"], agency_id, bundle, v, columns) for v in found]
        if found:
            continue
        tallied += [
            {
                "generation": generation,
                "id": values["_id"],
                "valid_from": start,
                "valid_until": end,
                "agency_id": agency_id,
            }
            for start, end, held in spans
            if officer.treatments(situation(values, held)) is not None
        ]
    return rows, tallied


def publish_incidents(connection: Connection, alive: list[Build], ids: list[str]) -> None:
    """Rewrite these incidents and who is named in them."""
    facts = _facts(connection, "incident", r.incident.c.id.in_(ids))
    involved, bundles = _involved(connection, ids)
    everyone = sorted({officer for officers in involved.values() for officer in officers})
    timelines = class_intervals(connection, everyone, 0)
    orders = _orders(connection, ids)
    for build in alive:
        for audience in build.audiences:
            rows: list[_Row] = []
            links: list[_Row] = []
            for fact in facts:
                if fact._mapping["_opened_at"] is None:
                    continue
                officers = [o for o in involved[fact._mapping["_id"]] if o in timelines]
                lines = [_under_order(timelines[o], orders[fact._mapping["_id"]]) for o in officers]
                named = [(o, bundles[o]) for o in officers]
                own_rows, own_links = _incident(build.generation, audience, fact, named, lines)
                rows += own_rows
                links += own_links
            for tier in audience.tiers:
                replace(connection, published[tier]["incident"], build.generation, ids, rows)
                replace(connection, published_involvement[tier], build.generation, ids, links)


def _incident(
    generation: int,
    audience: Audience,
    fact: Row[Any],
    officers: list[tuple[str, str]],
    timelines: list[list[Interval]],
) -> tuple[list[_Row], list[_Row]]:
    values = dict(fact._mapping)
    bundle, incident_id = values["_bundle"], values["_id"]
    shape = audience.shape(bundle, "incident")
    naming = [f.name for f in shape.fields].count("officer_ids") == 1
    spans = list(cut(timelines)) if officers else [(*ALWAYS[0][:2], ())]
    named_in: dict[tuple[int, int], list[str]] = {}

    def write(state: tuple[int, int, tuple[ProtectionClass, ...]]) -> Written | None:
        start, end, classes = state
        named = [
            officer
            for (officer, own_bundle), held in zip(officers, classes, strict=True)
            if audience.shape(own_bundle, "officer").treatments(situation(_NOBODY, held))
            is not None
        ]
        treatments = shape.treatments(situation(values, ProtectionClass.OPEN))
        if treatments is None:
            return None
        named_in[start, end] = named if naming else []
        return shape.write(treatments, values | {"officer_ids": named})

    found = versions(((s, e, (s, e, classes)) for s, e, classes in spans), write)
    columns = " ".join(KEYS["incident"]).split()
    rows = [row(generation, incident_id, values["_agency_id"], bundle, v, columns) for v in found]
    links = [
        {
            "generation": generation,
            "id": incident_id,
            "valid_from": start,
            "valid_until": end,
            "officer_id": officer,
        }
        for (start, end), named in named_in.items()
        for officer in named
    ]
    return rows, links


_NOBODY = {"_category": None, "_condition": None, "_reviewed_at": None}


def _under_order(timeline: Sequence[Interval], orders: list[tuple[int, int]]) -> list[Interval]:
    """The timeline with the spans of an order on the incident's identities held."""
    found: list[Interval] = []
    edges = sorted(
        {edge for start, end, _ in timeline for edge in (start, end)}
        | {edge for order in orders for edge in order}
    )
    for start, end in itertools.pairwise(edges):
        held = next((c for s, e, c in timeline if s <= start < e), ProtectionClass.HELD)
        ordered = any(s <= start < e for s, e in orders)
        found.append((start, end, ProtectionClass.HELD if ordered else held))
    return found


def _involved(
    connection: Connection, ids: list[str]
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Per incident its officers in id order, and each one's bundle; opened agencies' only."""
    query = (
        select(r.involvement.c.incident_id, r.officer.c.id, r.agency.c.bundle)
        .join(r.officer, r.officer.c.id == r.involvement.c.officer_id)
        .join(r.agency, r.agency.c.id == r.officer.c.agency_id)
        .where(r.involvement.c.incident_id.in_(ids), r.agency.c.opened_at.is_not(None))
        .order_by(r.officer.c.id)
    )
    by_incident: dict[str, list[str]] = defaultdict(list)
    bundles: dict[str, str] = {}
    for incident_id, officer_id, bundle in connection.execute(query):
        by_incident[incident_id].append(officer_id)
        bundles[officer_id] = bundle
    return by_incident, bundles


def _orders(connection: Connection, ids: list[str]) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    order = r.incident_order.c
    query = select(order.incident_id, order.starts_at, order.ends_at)
    for incident_id, start, end in connection.execute(query.where(order.incident_id.in_(ids))):
        found[incident_id].append((start, end))
    return found
