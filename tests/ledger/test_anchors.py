"""A ledger that is behind its second place, or beside it, answers nothing above the public."""

from dataclasses import replace

import pytest
from tests.ledger.test_sealing import change

from officer_directory.errors import NotAnsweredError
from officer_directory.ledger.append import Ledger
from officer_directory.ledger.checkpoint import open_note
from officer_directory.ledger.proving import opened
from officer_directory.ledger.sealer import Sealer
from officer_directory.ledger.sealing import BrokenLogError


@pytest.fixture
def anchored(settings, tmp_path):
    (tmp_path / "anchor").mkdir()
    return replace(settings, ledger_anchor=tmp_path / "anchor")


@pytest.fixture
def working(anchored):
    """A ledger and its sealer, as a server starts them; what is opened last is closed first."""
    made = []

    def start():
        ledger = Ledger(anchored)
        sealer = Sealer(anchored, ledger)
        made.append((ledger, sealer))
        sealer.start()
        return ledger, sealer

    yield start
    for ledger, sealer in made:
        sealer.stop()
        ledger.close()


def test_every_checkpoint_is_put_in_the_second_place(working, anchored):
    ledger, sealer = working()
    for _ in range(2):
        ledger.append_and_wait({}, "inside")
        sealer.seal("inside")
        with opened(anchored) as asked:
            newest = asked.checkpoint("inside")
        assert (anchored.ledger_anchor / "inside.checkpoint").read_text("utf-8") == newest
    sealer.compare()
    assert ledger.append_and_wait({}, "inside")
    assert open_note(newest).checkpoint.size == 2


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM ledger_batch WHERE first = 1",
        "DELETE FROM ledger_batch",
        "UPDATE ledger_batch SET hashes = (SELECT hashes FROM ledger_batch WHERE first = 1)"
        " WHERE first = 0",
    ],
)
def test_an_older_copy_or_another_history_is_refused_until_somebody_has_looked(
    working, anchored, statement, caplog
):
    at_work = working()
    for _ in range(2):
        at_work[0].append_and_wait({}, "inside")
        at_work[1].seal("inside")
    change(anchored, statement)
    for ledger, sealer in (at_work, working()):
        sealer.compare()
        assert "NOTHING ABOVE PUBLIC IS ANSWERED" in caplog.text
        with pytest.raises(NotAnsweredError):
            ledger.append_and_wait({}, "inside")
        with pytest.raises(BrokenLogError):
            sealer.seal("inside")
        ledger.owe({"did": "hold"}, "inside")  # narrowing goes on, and is owed
    (anchored.ledger_anchor / "inside.checkpoint").unlink()  # who keeps the place has looked
    sealer.compare()
    assert ledger.append_and_wait({}, "inside")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"nothing\n"])
def test_a_second_place_that_cannot_be_read_closes_and_opens_again(working, anchored, content):
    ledger, sealer = working()
    ledger.append_and_wait({}, "inside")
    sealer.seal("inside")
    place = anchored.ledger_anchor / "inside.checkpoint"
    before = place.read_bytes()
    place.write_bytes(content)
    sealer.compare()
    with pytest.raises(NotAnsweredError):
        ledger.append_and_wait({}, "inside")
    place.write_bytes(before)
    sealer.compare()
    assert ledger.append_and_wait({}, "inside")


def test_a_second_place_that_is_away_closes_nothing_and_is_told(working, anchored, caplog):
    anchored.ledger_anchor.rmdir()
    ledger, sealer = working()
    assert ledger.append_and_wait({}, "inside")
    sealer.seal("inside")
    assert "second place of checkpoints is away" in caplog.text
