"""From a ledger that is not what it was, two people go on, and what they did can be read."""

import json
from contextlib import closing

import pytest
from sqlalchemy import select
from tests.ledger.reading import entries
from tests.ledger.test_anchors import anchored, working
from tests.ledger.test_sealing import change

from officer_directory.errors import NotAnsweredError
from officer_directory.ledger.checkpoint import open_note
from officer_directory.ledger.keys import LedgerKeys
from officer_directory.ledger.owed import Owed
from officer_directory.ledger.proving import opened
from officer_directory.ledger.verify import audit
from officer_directory.store.engines import Database
from officer_directory.store.ledger import ledger_publication

__all__ = ["anchored", "working"]

STATED = ["--reason", "The disk of 3 May was put back.", "--by", "R. Castellanos"]


@pytest.fixture
def broken(working, anchored, world, monkeypatch):
    """A server whose log lost its second checkpoint, and the checkpoint that its anchor has."""
    monkeypatch.setenv("OFFICER_DIRECTORY_LEDGER_ANCHOR", str(anchored.ledger_anchor))
    ledger, sealer = working()
    for _ in range(2):
        ledger.append_and_wait({"asked": "GET /"}, "inside")
        sealer.seal("inside")
    had = (anchored.ledger_anchor / "inside.checkpoint").read_text("utf-8")
    change(anchored, "DELETE FROM ledger_batch WHERE first = 1")
    change(anchored, "DELETE FROM ledger_inside WHERE number = 2")
    sealer.compare()
    with pytest.raises(NotAnsweredError):
        ledger.append_and_wait({}, "inside")
    return ledger, sealer, had


def answers(ledger):
    try:
        return bool(ledger.append_and_wait({"asked": "GET /after"}, "inside"))
    except NotAnsweredError:
        return False


def test_two_people_go_on_and_both_checkpoints_are_entered(broken, anchored, cli):
    ledger, _, had = broken
    with opened(anchored) as asked:
        has = asked.checkpoint("inside")
    code, proposed, said = cli("ledger", "repair", *STATED)
    assert (code, had in said, has in said) == (0, True, True)
    assert not answers(ledger)
    assert cli("approve", proposed.strip(), "--by", "r. castellanos")[0] == 1
    assert not answers(ledger)
    assert cli("approve", proposed.strip(), "--by", "T. Achebe")[0] == 0
    assert answers(ledger)
    while Owed(anchored.data).any():
        ledger.run(lambda _: None)
    (told,) = [one for _, one in entries(anchored) if one.get("did") == "repair"]
    assert (told["by"], told["approved_by"]) == ("R. Castellanos", "T. Achebe")
    assert told["reason"] == "The disk of 3 May was put back."
    (found,) = told["breaks"]
    assert found == {"log": "inside", "had": had, "has": has}
    assert public(anchored) == [{"log": "inside", "had": had, "has": has}]


def public(settings):
    with closing(Database.of_ledger(settings)) as database, database.reading() as connection:
        found = [json.loads(one) for one in connection.scalars(select(ledger_publication.c.entry))]
    parts = ("log", "had", "has")
    return [{part: one[part] for part in parts} for one in found if one["kind"] == "repair"]


def test_after_it_the_log_grows_from_what_there_is_and_stays_intact(broken, anchored, cli):
    ledger, sealer, had = broken
    _, proposed, _ = cli("ledger", "repair", *STATED)
    assert cli("approve", proposed.strip(), "--by", "T. Achebe")[0] == 0
    assert answers(ledger)
    sealer.seal("inside")
    sealer.compare()
    assert answers(ledger)
    held = LedgerKeys(anchored).held()
    with closing(Database.of_ledger(anchored)) as database, database.reading() as connection:
        assert audit(connection, "inside", held).wrong == ()
    now = (anchored.ledger_anchor / "inside.checkpoint").read_text("utf-8")
    assert open_note(now).checkpoint.size >= 2
    (aside,) = anchored.ledger_anchor.glob("inside.checkpoint.until-*")
    assert aside.read_text("utf-8") == had


def test_where_either_changed_since_nothing_is_done(broken, anchored, cli):
    ledger, _, had = broken
    _, proposed, _ = cli("ledger", "repair", *STATED)
    place = anchored.ledger_anchor / "inside.checkpoint"
    place.write_text(had.replace("\n2\n", "\n3\n", 1), "utf-8")
    code, _, said = cli("approve", proposed.strip(), "--by", "T. Achebe")
    assert (code, "not what was approved" in said) == (1, True)
    assert not answers(ledger)


def test_a_log_that_is_not_intact_in_itself_is_not_gone_on_from(broken, anchored, cli):
    ledger, _, _ = broken
    change(anchored, "UPDATE ledger_batch SET hashes = numbers WHERE log = 'inside'")
    code, _, said = cli("ledger", "repair", *STATED)
    assert (code, "intact, first" in said) == (1, True)
    assert not answers(ledger)


def test_an_intact_ledger_is_not_repaired(working, anchored, world, cli, monkeypatch):
    assert cli("ledger", "repair", *STATED)[0] == 1
    monkeypatch.setenv("OFFICER_DIRECTORY_LEDGER_ANCHOR", str(anchored.ledger_anchor))
    ledger, sealer = working()
    ledger.append_and_wait({}, "inside")
    sealer.seal("inside")
    code, _, said = cli("ledger", "repair", *STATED)
    assert (code, "nothing to repair" in said) == (1, True)


def test_a_command_does_not_sign_past_a_break(broken, anchored, cli):
    ledger, sealer, had = broken
    sealer.stop()
    ledger.close()
    assert cli("ledger", "checkpoint", "--log", "inside")[0] == 1
    assert (anchored.ledger_anchor / "inside.checkpoint").read_text("utf-8") == had
