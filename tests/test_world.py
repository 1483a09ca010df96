"""The world is what its tables of classes say it is, or every test set in it means nothing."""

import json

import pytest
from sqlalchemy import column as col
from sqlalchemy import select, table, text

from officer_directory.disclosure.classes import class_intervals
from officer_directory.tiers import OUTSIDE
from tests.world import CLASSES, HIDDEN, LISTED


@pytest.fixture
def published(database, world):
    """Records that an outside tier may read now: `published("public", "officer")`."""

    def read(tier: str, resource: str) -> dict[str, dict]:
        rows = table(f"published_{tier}_{resource}", col("id"), col("json"), col("valid_from"))
        now = text(f"valid_from <= {world.at} AND valid_until > {world.at}")
        with database.reading() as connection:
            found = connection.execute(select(rows.c.id, rows.c.json).where(now))
            return {row.id: json.loads(row.json) for row in found}

    return read


def test_each_officer_has_the_class_the_world_says(database, world):
    ids = {name: row["id"] for name, row in world.officers.items()}
    with database.reading() as connection:
        found = class_intervals(connection, list(ids.values()), world.at)
    assert {name: found[i][0][2] for name, i in ids.items()} == dict(CLASSES)


@pytest.mark.parametrize("tier", OUTSIDE)
def test_outside_are_exactly_the_listed_officers(published, world, tier):
    assert set(published(tier, "officer")) == {world.officers[name]["id"] for name in LISTED}


@pytest.mark.parametrize("tier", OUTSIDE)
def test_no_id_of_a_hidden_officer_is_published_anywhere(published, world, tier):
    everything = json.dumps(
        [
            published(tier, resource)
            for resource in ("officer", "employment", "salary", "complaint", "incident", "document")
        ]
    )
    for name in HIDDEN:
        assert world.officers[name]["id"] not in everything


def test_a_complaint_that_must_be_disclosed_stays_without_the_identity(published, world):
    complaints = published("public", "complaint")
    for name in ("same_case", "hidden_lie", "held_bias", "linked", "unmarked", "assault"):
        assert complaints[world.complaints[name]["id"]]["officer_id"] is None
    assert complaints[world.complaints["force"]["id"]]["officer_id"] == world.diaz["id"]
    for name in ("delayed", "unsustained", "rude", "hidden_rude", "closed"):
        assert world.complaints[name]["id"] not in complaints


def test_an_incident_names_those_who_may_be_named(published, world):
    incidents = published("public", "incident")

    def named(incident: str) -> set[str]:
        return set(incidents[world.incidents[incident]["id"]]["officer_ids"])

    assert named("mixed") == {world.obrien["id"], world.diaz["id"]}
    assert named("ordered") == named("only_hidden") == set()
    assert named("with_neighbours") == {world.diaz["id"], world.moss["id"]}
    assert named("order_to_come") == {world.reyes["id"], world.garcia["id"]}
    assert named("order_ended") == {world.obrien["id"], world.kim["id"]}
