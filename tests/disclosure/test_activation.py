"""A policy change builds the next generation beside the first and swaps by one row."""

import time
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.world import World

from officer_directory import commands, every_command, writer
from officer_directory.disclosure import activation, policy
from officer_directory.disclosure.check import differences
from officer_directory.disclosure.policy import Snapshot
from officer_directory.disclosure.views import Views
from officer_directory.disclosure.watch import Watch
from officer_directory.errors import NotAnsweredError, RefusedByRuleError
from officer_directory.identity.requester import PUBLIC
from officer_directory.settings import Settings
from officer_directory.store.engines import Database
from officer_directory.store.published import published


def test_what_narrows_is_in_force_at_once(
    settings: Settings,
    database: Database,
    world: World,
    snapshot: Snapshot,
    views: Views,
    narrower: Path,
) -> None:
    proposed = writer.run(settings, "policy.propose", {"folder": str(narrower), "by": "Ada"})
    assert proposed["proposal"] is None
    writer.run(settings, "policy.activate", {"policy_hash": proposed["hash"], "by": "Ada"})
    Watch(views, database).look()
    view = views.of(PUBLIC)
    assert "race" not in view.shown("officer")
    assert b'"race"' not in (view.one("officer", world.diaz["id"]) or b'"race"')
    assert differences(database, views.snapshot) == []
    with database.reading() as connection:
        generations = set(connection.scalars(select(published["public"]["officer"].c.generation)))
    assert generations == {2}


def test_what_widens_waits_for_a_second_person(
    settings: Settings, database: Database, world: World, snapshot: Snapshot, narrower: Path
) -> None:
    narrowed = writer.run(settings, "policy.propose", {"folder": str(narrower), "by": "Ada"})
    writer.run(settings, "policy.activate", {"policy_hash": narrowed["hash"], "by": "Ada"})
    back = writer.run(settings, "policy.propose", {"folder": str(settings.policies), "by": "Ada"})
    assert any("race" in line for line in back["widens"])
    wanted = {"policy_hash": back["hash"], "by": "Ada"}
    with pytest.raises(RefusedByRuleError, match="second person"):
        writer.run(settings, "policy.activate", wanted)
    with pytest.raises(RefusedByRuleError):
        writer.run(settings, "approve", {"proposal": back["proposal"], "by": "ADA"})
    writer.run(settings, "approve", {"proposal": back["proposal"], "by": "Grace"})
    writer.run(settings, "policy.activate", wanted)
    with database.reading() as connection:
        in_force = activation.in_force(connection)
    assert in_force is not None
    assert in_force.hash == back["hash"]


def test_writers_keep_both_generations_in_step(
    settings: Settings, database: Database, world: World, snapshot: Snapshot, narrower: Path
) -> None:
    proposed = writer.run(settings, "policy.propose", {"folder": str(narrower), "by": "Ada"})
    target = activation._begin(database, proposed["hash"], snapshot.hash)[1]
    activation._build(database, snapshot, target, lambda *_: None)
    hold = {
        "agency": world.agencies["fernhollow"]["name"],
        "uid": world.diaz["uid"],
        "kind": "hold",
        "protection_class": "held",
        "justification": "A threat today",
        "by": "Ada",
    }
    writer.run(settings, "protections.add", hold)
    table = published["public"]["officer"]
    with database.reading() as connection:
        now = database.now()
        left = connection.execute(
            select(table.c.generation).where(
                table.c.id == world.diaz["id"], table.c.valid_from <= now, table.c.valid_until > now
            )
        ).all()
    assert left == []


def test_views_close_when_the_policy_in_force_cannot_be_confirmed(
    views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert views.of(PUBLIC)
    monkeypatch.setattr(views, "_confirmed_at", float("-inf"))
    with pytest.raises(NotAnsweredError):
        views.of(PUBLIC)


def test_an_archived_policy_loads_as_it_was(
    settings: Settings, database: Database, snapshot: Snapshot
) -> None:
    with database.reading() as connection:
        kept = activation.in_force(connection)
    assert kept is not None
    assert kept.hash == policy.load(settings.policies).hash == snapshot.hash


def test_commands_are_registered_once() -> None:
    assert every_command
    assert commands.command_named("policy.activate").apart


def test_activations_do_not_meet(
    settings: Settings, database: Database, world: World, snapshot: Snapshot, narrower: Path
) -> None:
    proposed = writer.run(settings, "policy.propose", {"folder": str(narrower), "by": "Ada"})
    with activation.alone(database), pytest.raises(RefusedByRuleError, match="under way"):
        writer.run(settings, "policy.activate", {"policy_hash": proposed["hash"], "by": "Ada"})
    with database.reading() as connection:
        assert activation.in_force(connection) == snapshot


def test_an_approval_is_of_one_change_and_once(
    settings: Settings, database: Database, world: World, snapshot: Snapshot, narrower: Path
) -> None:
    def activate(folder: Path, approver: str | None) -> None:
        asked = {"folder": str(folder), "by": "Ada"}
        proposed = writer.run(settings, "policy.propose", asked)
        if approver is not None:
            writer.run(settings, "approve", {"proposal": proposed["proposal"], "by": approver})
        wanted = {"policy_hash": proposed["hash"], "by": "Ada"}
        writer.run(settings, "policy.activate", wanted)

    activate(narrower, None)
    activate(settings.policies, "Grace")
    time.sleep(1.1)
    activate(narrower, None)
    with pytest.raises(RefusedByRuleError, match="second person"):
        activate(settings.policies, None)
