"""The publication follows the facts: to the second, in both directions, and alone."""

import json
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from tests.disclosure.conftest import ViewOf
from tests.world import HIDDEN, LISTED, World

from officer_directory.disclosure import locks, publication
from officer_directory.disclosure.asking import Ask
from officer_directory.disclosure.check import differences
from officer_directory.disclosure.fields import RESOURCES, Kind
from officer_directory.disclosure.policy import Snapshot
from officer_directory.store import records as r
from officer_directory.store.columns import FOREVER
from officer_directory.store.engines import Database
from officer_directory.store.published import KEYS, published
from officer_directory.tiers import OUTSIDE


def ids(view: Any, resource: str, **asked: Any) -> set[str]:
    return {json.loads(row)["id"] for row in view.page(resource, Ask(limit=500), **asked).rows}


@pytest.mark.parametrize("tier", OUTSIDE)
def test_the_listed_are_listed_and_the_hidden_are_not(
    view_of: ViewOf, world: World, tier: str
) -> None:
    assert ids(view_of(tier), "officer") == {world.officers[name]["id"] for name in LISTED}
    for name in HIDDEN:
        assert view_of(tier).one("officer", world.officers[name]["id"]) is None


def test_every_published_key_is_a_field_and_every_field_a_key() -> None:
    for resource, (text, numbers) in KEYS.items():
        wanted = {f.name for f in RESOURCES[resource] if f.filterable} - {"id"}
        assert {*text.split(), *numbers.split()} == wanted
        numeric = {
            f.name
            for f in RESOURCES[resource]
            if f.kind in (Kind.YEAR, Kind.COUNT, Kind.MONEY, Kind.FLAG)
        }
        assert set(numbers.split()) == numeric


def test_a_complaint_that_must_be_disclosed_stays_without_the_identity(
    view_of: ViewOf, world: World
) -> None:
    hidden = {world.officers[name]["id"] for name in HIDDEN}
    of_hidden = [c for c in world.facts["complaint"] if c.get("officer_id") in hidden]
    shown = [
        json.loads(c) for row in of_hidden if (c := view_of("public").one("complaint", row["id"]))
    ]
    assert shown
    assert all(complaint["officer_id"] is None for complaint in shown)


def test_nobody_hidden_is_named_in_any_incident(view_of: ViewOf, world: World) -> None:
    hidden = {world.officers[name]["id"] for name in HIDDEN}
    shown = [json.loads(row) for row in view_of("public").page("incident", Ask(limit=500)).rows]
    assert any(incident["officer_ids"] for incident in shown)
    assert not any(hidden & set(incident["officer_ids"]) for incident in shown)


def test_an_order_on_an_incident_hides_its_identities_in_both_directions(
    view_of: ViewOf, world: World, database: Database, snapshot: Snapshot
) -> None:
    shown = [json.loads(row) for row in view_of("public").page("incident", Ask(limit=500)).rows]
    named = next(incident for incident in shown if incident["officer_ids"])
    officer = named["officer_ids"][0]
    assert named["id"] in ids(view_of("public"), "incident", under=officer)
    with database.transaction() as connection:
        locks.lock_publication(connection)
        row = {"id": "0" * 36, "incident_id": named["id"], "starts_at": 0, "ends_at": FOREVER}
        origin = {"source": "test", "recorded_at": 0, "recorded_by": "test"}
        connection.execute(insert(r.incident_order), row | origin)
        publication.refresh(connection, snapshot, incident_ids=[named["id"]])
    sealed = view_of("public").one("incident", named["id"])
    assert sealed is not None
    assert json.loads(sealed)["officer_ids"] == []
    assert named["id"] not in ids(view_of("public"), "incident", under=officer)


@pytest.mark.parametrize(
    ("starts", "ends", "listed"), [(-5, 500, False), (500, 900, True), (-9, -1, True)]
)
def test_a_protection_holds_from_its_start_to_its_end(
    view_of: ViewOf,
    world: World,
    database: Database,
    snapshot: Snapshot,
    starts: int,
    ends: int,
    listed: bool,
) -> None:
    now = database.now()
    with database.transaction() as connection:
        locks.lock_subjects(connection, [world.diaz["id"]])
        row = {
            "id": "1" * 36,
            "officer_id": world.diaz["id"],
            "kind": "hold",
            "kind_key": "hold",
            "protection_class": "held",
            "protection_class_key": "held",
            "starts_at": now + starts,
            "ends_at": now + ends,
            "source": "test",
            "recorded_at": now,
            "recorded_by": "test",
        }
        connection.execute(insert(r.protection), row)
        publication.refresh(connection, snapshot, officer_ids=[world.diaz["id"]])
    assert (view_of("public").one("officer", world.diaz["id"]) is not None) == listed
    with database.reading() as connection:
        table = published["public"]["officer"]
        spans = connection.execute(
            select(table.c.valid_from, table.c.valid_until).where(table.c.id == world.diaz["id"])
        ).all()
    assert {edge for span in spans for edge in span} >= {now + starts, now + ends}


def test_the_publication_is_what_the_facts_give(
    database: Database, snapshot: Snapshot, world: World
) -> None:
    assert differences(database, snapshot) == []


def test_a_fact_changed_behind_its_back_is_named(
    database: Database, snapshot: Snapshot, world: World
) -> None:
    with database.transaction() as connection:
        connection.execute(
            update(r.officer)
            .where(r.officer.c.id == world.diaz["id"])
            .values(rank="Chief", rank_key="chief")
        )
    found = differences(database, snapshot)
    assert len(found) == 2 * len(OUTSIDE)
    assert all(world.diaz["id"] in line for line in found)


def test_a_row_published_for_nobody_is_named(
    database: Database, snapshot: Snapshot, world: World
) -> None:
    table = published["public"]["officer"]
    with database.transaction() as connection:
        row = dict(connection.execute(select(table).limit(1)).one()._mapping)
        connection.execute(insert(table), row | {"id": "f" * 36})
    assert any("there is no such record" in line for line in differences(database, snapshot))


def test_writing_again_changes_nothing(
    database: Database, snapshot: Snapshot, world: World
) -> None:
    def contents() -> list[list[Any]]:
        with database.reading() as connection:
            return [
                sorted(map(tuple, connection.execute(select(t))))
                for t in published["public"].values()
            ]

    before = contents()
    with database.transaction() as connection:
        publication.refresh(
            connection,
            snapshot,
            officer_ids=[o["id"] for o in world.officers.values()],
            complaint_ids=[c["id"] for c in world.complaints.values()],
            incident_ids=[i["id"] for i in world.incidents.values()],
            agency_ids=[a["id"] for a in world.agencies.values()],
        )
    assert contents() == before
