"""What is different in a publication is recorded with it, and told when it is so."""

import json
import time
from collections import defaultdict
from hashlib import sha256

import pytest
from sqlalchemy import select, text, update
from tests.world import HIDDEN, LISTED

from officer_directory import writer
from officer_directory.disclosure import activation, unrecorded
from officer_directory.disclosure.locks import lock_publication
from officer_directory.disclosure.publication import refresh
from officer_directory.ledger.changing import Change, leaf
from officer_directory.store.changes import change_entry, publication_change
from officer_directory.store.columns import FOREVER
from officer_directory.store.engines import Database
from officer_directory.store.ledger import ledger_publication
from officer_directory.store.published import published
from officer_directory.store.records import officer, protection
from officer_directory.tiers import OUTSIDE

DAY = 86_400


@pytest.fixture(autouse=True)
def begun(settings, snapshot):
    """A publication log that has begun: nothing is told before."""
    writer.run(settings, "ledger.checkpoint", {"log": "publication"})


def changes(database, *of):
    c = publication_change.c
    query = select(publication_change).where(*of).order_by(c.officer, c.publication, c.number)
    with database.reading() as connection:
        return connection.execute(query).all()


def of(world, name):
    return publication_change.c.officer == getattr(world, name)["id"]


def told(settings):
    """The change entries of the publication log, as they came."""
    ledger = Database.of_ledger(settings)
    with ledger.reading() as connection:
        query = select(ledger_publication.c.entry).order_by(ledger_publication.c.number)
        entries = [json.loads(bytes(one)) for one in connection.scalars(query)]
    ledger.close()
    return [one for one in entries if one["kind"] == "change"]


def write(database, snapshot, world, name, **facts):
    with database.transaction() as connection:
        lock_publication(connection)
        found = officer.c.id == getattr(world, name)["id"]
        connection.execute(update(officer).where(found).values(**facts))
        refresh(connection, snapshot, officer_ids=[getattr(world, name)["id"]])


def protect(database, snapshot, world, name, **span):
    with database.transaction() as connection:
        lock_publication(connection)
        row = {"officer_id": getattr(world, name)["id"], "kind": "hold", "protection_class": "held"}
        row |= {"kind_key": "hold", "protection_class_key": "held", "author": "Ada"}
        row |= {"author_key": "ada", "justification": "A threat", "ends_at": FOREVER}
        row |= {"id": f"test-{name}", "source": "test", "recorded_at": 1, "recorded_by": "Ada"}
        connection.execute(protection.insert(), row | span)
        refresh(connection, snapshot, officer_ids=[getattr(world, name)["id"]])


def published_now(database, tier, officer_id):
    c = published[tier]["officer"].c
    now = database.now()
    query = select(c.json).where(c.id == officer_id, c.valid_from <= now, c.valid_until > now)
    with database.reading() as connection:
        found = connection.scalar(query)
    return None if found is None else sha256(bytes(found)).digest()


@pytest.mark.parametrize("name", LISTED)
def test_whoever_is_listed_entered_each_publication_with_the_bytes_that_are_given(
    database, world, name
):
    now = database.now()
    found = changes(database, of(world, name))
    assert {row.publication for row in found} == set(OUTSIDE)
    for row in [one for one in found if one.since <= now]:
        assert bytes(row.digest) == published_now(database, row.publication, row.officer)
        assert row.agency_id == getattr(world, name)["agency_id"]


@pytest.mark.parametrize("name", HIDDEN)
def test_of_whom_nobody_may_know_nothing_is_recorded_and_nothing_told(
    settings, database, snapshot, world, name
):
    unrecorded.tell(database, settings)
    before, entries = changes(database), told(settings)
    write(database, snapshot, world, name, rank="Captain", rank_key="captain")
    protect(database, snapshot, world, name, starts_at=1)
    unrecorded.tell(database, settings)
    now = database.now()
    assert [one for one in changes(database) if one.since <= now] == [
        one for one in before if one.since <= now
    ]
    assert told(settings) == entries
    hidden = {getattr(world, one)["id"] for one in HIDDEN}
    assert hidden.isdisjoint(one.officer for one in before if one.since <= now)


def test_the_same_facts_again_are_no_change(settings, database, snapshot, world):
    before = changes(database)
    unrecorded.tell(database, settings)
    entries = told(settings)
    with database.transaction() as connection:
        lock_publication(connection)
        refresh(connection, snapshot, officer_ids=connection.scalars(select(officer.c.id)).all())
    unrecorded.tell(database, settings)
    assert [row.number for row in changes(database)] == [row.number for row in before]
    assert told(settings) == entries


def test_a_correction_is_a_change_from_then_on(database, snapshot, world):
    (first,) = changes(database, of(world, "diaz"), publication_change.c.publication == "press")
    begun = database.now()
    write(database, snapshot, world, "diaz", race="Unknown", race_key="unknown")
    _, second = changes(database, of(world, "diaz"), publication_change.c.publication == "press")
    assert begun <= second.since <= database.now()
    assert second.digest not in (None, first.digest)
    assert second.policy == snapshot.hash
    assert second.salt != first.salt


def test_what_one_transaction_takes_back_is_no_change(database, snapshot, world):
    before = changes(database)
    mine = officer.c.id == world.diaz["id"]
    with database.transaction() as connection:
        lock_publication(connection)
        for race in ("Other", world.diaz["race"]):
            connection.execute(update(officer).where(mine).values(race=race))
            refresh(connection, snapshot, officer_ids=[world.diaz["id"]])
    assert changes(database) == before


def test_what_is_to_come_is_not_told_before(settings, database, snapshot, world):
    unrecorded.tell(database, settings)
    starts = database.now() + DAY
    protect(database, snapshot, world, "diaz", starts_at=starts)
    unrecorded.tell(database, settings)
    leaving = changes(database, of(world, "diaz"), publication_change.c.digest.is_(None))
    assert [(row.since, row.entry) for row in leaving] == [(starts, None)] * len(OUTSIDE)
    assert max(one["from"] for one in told(settings)) < starts


def test_what_is_to_come_is_replaced_when_the_facts_change_before(database, snapshot, world):
    starts = database.now() + DAY
    protect(database, snapshot, world, "diaz", starts_at=starts)
    with database.transaction() as connection:
        lock_publication(connection)
        connection.execute(update(protection).values(starts_at=starts + 5))
        refresh(connection, snapshot, officer_ids=[world.diaz["id"]])
    leaving = changes(database, of(world, "diaz"), publication_change.c.digest.is_(None))
    assert [row.since for row in leaving] == [starts + 5] * len(OUTSIDE)
    with database.transaction() as connection:
        lock_publication(connection)
        connection.execute(protection.delete().where(protection.c.id == "test-diaz"))
        refresh(connection, snapshot, officer_ids=[world.diaz["id"]])
    assert changes(database, of(world, "diaz"), publication_change.c.digest.is_(None)) == []


def test_what_ends_by_time_is_told_without_anyone_writing(settings, database, snapshot, world):
    protect(database, snapshot, world, "diaz", starts_at=1, ends_at=database.now() + 2)
    unrecorded.tell(database, settings)
    left = len(told(settings))
    *_, gone, back = changes(
        database, of(world, "diaz"), publication_change.c.publication == "public"
    )
    assert gone.digest is None
    assert back.digest is not None
    time.sleep(max(0, back.since + 0.1 - time.time()))
    unrecorded.tell(database, settings)
    assert [one["from"] for one in told(settings)[left:]] == [back.since] * len(OUTSIDE)


def test_an_entry_has_the_root_over_its_changes_and_says_how_many(settings, database, world):
    unrecorded.tell(database, settings)
    rows = [row for row in changes(database) if row.entry is not None]
    together = defaultdict(list)
    for row in rows:
        together[row.entry].append(leaf(row.officer, row.digest, row.salt))
    with database.reading() as connection:
        kept = connection.execute(select(change_entry).order_by(change_entry.c.number)).all()
    assert [json.loads(bytes(one.entry)) for one in kept] == told(settings)
    for one, said in zip(kept, told(settings), strict=True):
        change = Change.of(one.publication, one.since, together[one.number])
        assert said == {
            "at": said["at"],
            "from": one.since,
            "kind": "change",
            "officers": len(change.leaves),
            "publication": one.publication,
            "root": change.root().hex(),
            "v": 1,
        }
    assert [one["from"] for one in told(settings)] == sorted(o["from"] for o in told(settings))


def test_an_activation_tells_only_whose_bytes_it_changed(settings, database, world, narrower):
    unrecorded.tell(database, settings)
    before, entries = changes(database), len(told(settings))
    proposed = writer.run(settings, "policy.propose", {"folder": str(narrower), "by": "Ada"})
    writer.run(settings, "policy.activate", {"policy_hash": proposed["hash"], "by": "Ada"})
    since = activated_at(database)
    new = [row for row in changes(database) if row not in before and row.since <= since]
    assert {row.publication for row in new} == {"public", "press"}
    assert {(row.since, row.policy) for row in new} == {(since, proposed["hash"])}
    assert {row.officer for row in new} == {getattr(world, name)["id"] for name in LISTED}
    for row in new:
        assert bytes(row.digest) == published_now(database, row.publication, row.officer)
    assert [one["officers"] for one in told(settings)[entries:]] == [len(LISTED)] * len(OUTSIDE)


def activated_at(database):
    with database.reading() as connection:
        return activation.in_force_since(connection)


def test_an_activation_killed_after_its_swap_is_recorded_from_then_on(
    settings, database, snapshot, world, narrower
):
    proposed = writer.run(settings, "policy.propose", {"folder": str(narrower), "by": "Ada"})
    _, target = activation._begin(database, proposed["hash"], snapshot.hash)
    activation._build(database, snapshot, target, lambda *_: None)
    activation._swap(database, proposed["hash"], target, "Ada")
    before = len(told(settings))
    with database.reading() as connection:
        after = activation.in_force(connection)
    time.sleep(1.1)  # written in another second than the swap
    write(database, after, world, "diaz", rank="Captain", rank_key="captain")
    unrecorded.tell(database, settings)
    assert len(told(settings)) == before  # not while something is missing
    writer.run(settings, "changes.tell", {})
    swapped = activated_at(database)
    public = publication_change.c.publication == "public"
    assert [row.since for row in changes(database, of(world, "okafor"), public)][1:] == [swapped]
    *_, at_swap, later = changes(database, of(world, "diaz"), public)
    assert at_swap.since == swapped < later.since
    assert told(settings)[before:]


def test_what_was_published_before_anyone_recorded_is_recorded_from_now_on(
    settings, database, world
):
    with database.transaction() as connection:
        connection.execute(publication_change.delete())
        connection.execute(
            text("UPDATE publication_state SET unrecorded_since = :now, unrecorded_after = 0"),
            {"now": database.now()},
        )
    writer.run(settings, "changes.tell", {})
    now = database.now()
    assert {row.officer for row in changes(database) if row.since <= now} == {
        getattr(world, name)["id"] for name in LISTED
    }
