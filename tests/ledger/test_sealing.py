"""Entries get their places in a tree, which is signed; nothing is signed that was changed."""

import json
import random
import time

import pytest
from sqlalchemy import text
from tests.ledger.reading import entries

from officer_directory.ledger import proof as proofs
from officer_directory.ledger import reading
from officer_directory.ledger.append import Ledger
from officer_directory.ledger.checkpoint import is_signed, open_note
from officer_directory.ledger.keys import LedgerKeys, rotate
from officer_directory.ledger.proving import opened
from officer_directory.ledger.receipt import Stub
from officer_directory.ledger.sealer import Sealer
from officer_directory.ledger.sealing import BrokenLogError, padded
from officer_directory.ledger.storing import HeadMovedError
from officer_directory.ledger.tree import leaf_hash, root_of
from officer_directory.store.engines import Database
from officer_directory_proofs import rotations

NOW = 1_795_848_030


@pytest.fixture
def ledger(settings):
    made = Ledger(settings)
    yield made
    made.close()


@pytest.fixture
def sealer(settings, ledger):
    made = Sealer(settings, ledger)
    yield made
    made.stop()


@pytest.fixture
def database(settings):
    made = Database.of_ledger(settings)
    yield made
    made.close()


def stub(receipt):
    return Stub(receipt.log, receipt.leaf, receipt.entry)


def leaves(database, log):
    """The leaf hashes of a log, made from the bytes that are stored, in the tree's order."""
    with database.reading() as connection:
        return [
            leaf_hash(bytes(row.entry))
            for batch in list(reading.batches(connection, log))
            for _, row in reading.entries_of(connection, batch)
        ]


@pytest.mark.parametrize("log", ["press", "inside"])
def test_every_receipt_has_a_proof_once_a_checkpoint_covers_it(
    settings, ledger, sealer, database, log
):
    receipts = [ledger.append_and_wait({"n": n}, log) for n in range(21)]
    with opened(settings) as asked:
        assert asked.prove(stub(receipts[0])) is None
        sealer.seal(log)
        receipts += [ledger.append_and_wait({"n": n}, log) for n in range(5)]
        sealer.seal(log)
        keys = LedgerKeys(settings).held().verifier_keys(log)
        places = set()
        for receipt in receipts:
            proof = asked.prove(stub(receipt))
            assert proofs.read(proof.written()).proves(receipt.leaf, keys)
            places.add(proof.index)
        newest = open_note(asked.checkpoint(log))
    assert len(places) == 26
    assert is_signed(newest, keys)
    found = leaves(database, log)
    assert newest.checkpoint.root == root_of(found)
    assert newest.checkpoint.size == len(found) == (48 if log == "press" else 26)


def test_the_inside_log_is_in_the_order_in_which_things_happened(ledger, sealer, settings):
    receipts = [ledger.append_and_wait({"n": n}, "inside") for n in range(9)]
    sealer.seal("inside")
    with opened(settings) as asked:
        assert [asked.prove(stub(receipt)).index for receipt in receipts] == list(range(9))


def test_neither_the_place_nor_the_growth_of_the_press_log_tells_of_anyone(
    settings, ledger, database
):
    now = [NOW]
    sealer = Sealer(settings, ledger, lambda: now[0])
    places, sizes = [], []
    for period in range(12):
        receipt = ledger.append_and_wait({"n": period}, "press") if period % 3 == 0 else None
        now[0] = NOW + 60 * period
        sealer._look()
        with opened(settings) as asked:
            note = open_note(asked.checkpoint("press"))
        sizes.append((note.checkpoint.size, note.at))
        if receipt is not None:
            with database.reading() as connection:
                for batch in reading.batches(connection, "press"):
                    if receipt.leaf in batch.hashes:
                        places.append(batch.hashes.find(receipt.leaf) // 32)
    begin = NOW - NOW % 60
    assert sizes == [(16 * (n + 1), begin + 60 * n) for n in range(12)]
    assert len(places) == 4
    assert any(places)  # in the order they came, each would be the first
    sealer.stop()


def test_a_period_in_which_nothing_was_asked_looks_like_any_other(settings, ledger, database):
    sealer = Sealer(settings, ledger)
    sealer.seal("press")
    assert leaves(database, "press") == []  # before the first press answer there is no log
    ledger.append_and_wait({}, "press")
    sealer.seal("press")
    sealer.seal("press")
    told = [entry for log, entry in entries(settings) if log == "press"]
    assert len(told) == 32
    assert {tuple(entry) for entry in told} == {("commitment", "hour", "v")}
    sealer.stop()


@pytest.mark.parametrize(("count", "size"), [(0, 16), (16, 16), (17, 32), (4_000, 4_096)])
def test_the_press_log_grows_by_few_sizes(count, size):
    assert padded(count) == size


def test_the_publication_log_begins_with_the_keys_that_sign(settings, sealer, database):
    sealer.seal("publication")
    sealer.seal("publication")
    with database.reading() as connection:
        (row,) = connection.execute(text("SELECT entry FROM ledger_publication")).all()
    entry = json.loads(bytes(row.entry))
    held = LedgerKeys(settings).held()
    assert entry["kind"] == "keys"
    assert json.loads(entry["statement"]).items() >= held.pair.public().items()
    assert held.published()["rotations"] == [bytes(row.entry).decode()]
    mode = (settings.data / "keys" / "ledger.json").stat().st_mode
    assert mode & 0o077 == 0


def test_after_a_rotation_the_new_keys_sign_and_what_the_old_ones_signed_stays_good(
    settings, ledger, sealer
):
    receipt = ledger.append_and_wait({}, "inside")
    sealer.seal("inside")
    old = LedgerKeys(settings).held().verifier_keys("inside")
    owed = []
    held = rotate(settings, owed.append)
    assert owed == [held.entries[-1].encode()]
    ledger.append_and_wait({}, "inside")
    sealer.seal("inside")
    with opened(settings) as asked:
        newest = open_note(asked.checkpoint("inside"))
        assert asked.prove(stub(receipt)).proves(receipt.leaf, old)
        published = asked.keys()["keys"]
    assert is_signed(newest, held.verifier_keys("inside"))
    assert not is_signed(newest, old)
    assert [key["until"] is None for key in published if key["log"] == "inside"] == [
        False,
        False,
        True,
        True,
    ]


def test_keys_that_are_taken_up_while_the_clock_is_behind_follow_from_those_before(
    settings, monkeypatch
):
    begun = LedgerKeys(settings).held().periods[-1]["from"]
    monkeypatch.setattr(time, "time", lambda: begun - 900)
    held = rotate(settings, lambda _: None)
    assert len(rotations.chain(held.entries)) == 2
    assert held.periods[-1]["from"] >= begun


def unsealed_row(database, log):
    with database.reading() as connection:
        return connection.execute(text(f"SELECT * FROM ledger_{log} ORDER BY number DESC")).first()


def change(settings, statement):
    """What a database administrator can do: take the triggers away first."""
    database = Database.of_ledger(settings)
    with database.transaction() as connection:
        if database.is_sqlite:
            query = (
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name <> 'ledger_takes'"
            )
            for (name,) in connection.execute(text(query)).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(statement))
    database.close()


def test_an_entry_that_was_changed_before_it_was_signed_is_not_signed(settings, ledger, sealer):
    for n in range(3):
        ledger.append_and_wait({"n": n}, "inside")
    change(settings, "UPDATE ledger_inside SET entry = hash WHERE number = 2")
    with pytest.raises(BrokenLogError, match="index 1 "):
        sealer.seal("inside")
    with opened(settings) as asked:
        assert asked.checkpoint("inside") is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_batch SET hashes = (SELECT hashes FROM ledger_batch WHERE first = 1)",
        "UPDATE ledger_batch SET note = replace(note, 'inside', 'outside')",
        "DELETE FROM ledger_batch WHERE first = 0",
    ],
)
def test_a_tree_that_was_changed_after_it_was_signed_is_not_signed_again(
    settings, ledger, statement
):
    for _ in range(2):
        sealer = Sealer(settings, ledger)
        ledger.append_and_wait({}, "inside")
        sealer.seal("inside")
        sealer.stop()
    change(settings, statement)
    ledger.append_and_wait({}, "inside")
    sealer = Sealer(settings, ledger)
    with pytest.raises(BrokenLogError):
        sealer.seal("inside")
    sealer.stop()


def test_other_keys_sign_nothing_on_a_log_that_these_signed(settings, ledger, sealer):
    ledger.append_and_wait({}, "inside")
    sealer.seal("inside")
    (settings.data / "keys" / "ledger.json").unlink()
    other = Sealer(settings, ledger)
    ledger.append_and_wait({}, "inside")
    with pytest.raises(BrokenLogError, match="other keys"):
        other.seal("inside")
    other._database.close()


def test_of_two_that_sign_on_one_head_one_stops(settings, ledger, monkeypatch):
    one, two = Sealer(settings, ledger), Sealer(settings, ledger)
    ledger.append_and_wait({}, "inside")
    seen = two._next("inside")
    one.seal("inside")
    with monkeypatch.context() as patch:
        patch.setattr(two, "_next", lambda _: seen)
        with pytest.raises(HeadMovedError):
            two.seal("inside")
    ledger.append_and_wait({}, "inside")
    two.seal("inside")  # from the head as it is
    with opened(settings) as asked:
        assert open_note(asked.checkpoint("inside")).checkpoint.size == 2
    one.stop()
    two.stop()


def test_a_large_log_goes_on_from_where_it_was(settings, ledger, database):
    draw = random.Random(5)
    total = 0
    for _ in range(6):
        count = draw.randint(1, 150)
        ledger.run(lambda store, count=count: store.add([_row(n) for n in range(count)]))
        total += count
        sealer = Sealer(settings, ledger)
        sealer.seal("inside")
        sealer.stop()
    with opened(settings) as asked:
        newest = open_note(asked.checkpoint("inside")).checkpoint
    assert newest.size == total > 256
    assert newest.root == root_of(leaves(database, "inside"))


def _row(n):
    from officer_directory.ledger.entry import Row

    entry = b'{"at":1,"n":%d}' % n
    return Row("inside", entry, leaf_hash(entry))
