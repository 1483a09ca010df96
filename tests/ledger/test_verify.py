"""An audit finds whatever was changed, names its index, and has no other complaint.

`EDITS=10000 pytest tests/ledger/test_verify.py -k single_byte` for as many as one likes.
"""

import json
import os
import random

import pytest
from sqlalchemy import LargeBinary, select, text, update
from tests.ledger.reading import entries
from tests.ledger.test_sealing import change
from typer.testing import CliRunner

from officer_directory.cli import app
from officer_directory.ledger.append import Ledger
from officer_directory.ledger.checkpoint import is_signed, open_note
from officer_directory.ledger.entry import LOGS
from officer_directory.ledger.keys import LedgerKeys
from officer_directory.ledger.note import VerifierKey, decoded
from officer_directory.ledger.sealer import Sealer
from officer_directory.ledger.tree import leaf_hash, root_of
from officer_directory.ledger.verify import audit
from officer_directory.store.engines import Database
from officer_directory.store.ledger import ENTRIES, ledger_batch, ledger_node

SIZE = 300  # more than one tile
EDITS = int(os.environ.get("EDITS") or 60)


@pytest.fixture
def filled(settings):
    """Each log with entries in several batches, and some that wait."""
    ledger = Ledger(settings)
    sealer = Sealer(settings, ledger)
    for part in (200, 100):
        for n in range(part):
            officers = {"officers": [f"o{n % 7}"], "tier": "hr", "subject": "k"}
            ledger.hand_in({"asked": f"GET /{n}", **officers}, "inside")
            ledger.hand_in({"asked": f"GET /{n}"}, "press")
        ledger.append_and_wait({}, "inside")
        for log in LOGS:
            sealer.seal(log)
    sealer.stop()
    ledger.append_and_wait({}, "inside")
    ledger.close()
    return settings


def wrong(settings, log):
    database = Database.of_ledger(settings)
    with database.reading() as connection:
        found = audit(connection, log, LedgerKeys(settings).held())
    database.close()
    return found


def test_an_untouched_log_is_intact(filled):
    found = {log: wrong(filled, log) for log in LOGS}
    assert [one.wrong for one in found.values()] == [(), (), ()]
    assert found["inside"].size == 302
    assert found["inside"].waiting == 1
    assert found["press"].size == 256 + 128
    assert found["publication"].size == 1


def test_every_single_byte_that_is_changed_is_found(filled, engine):
    draw = random.Random(11)
    change(filled, "SELECT 1")
    database = Database.of_ledger(filled)
    for _ in range(EDITS if engine == "sqlite" else EDITS // 3):
        log = draw.choice(("inside", "press"))
        table = draw.choice((ENTRIES[log], ENTRIES[log], ledger_batch, ledger_node))
        query = select(table)
        if table in (ledger_batch, ledger_node):
            query = query.where(table.c.log == log)
        with database.reading() as connection:
            rows = connection.execute(query).all()
        if not rows:
            continue
        row = draw.choice(rows)
        column = draw.choice([c for c in table.c if isinstance(c.type, LargeBinary)])
        content = bytes(getattr(row, column.name) or b"")
        if not content:
            continue
        place = draw.randrange(len(content))
        changed = content[:place] + bytes([content[place] ^ (1 << draw.randrange(8))])
        changed += content[place + 1 :]
        key = [c == getattr(row, c.name) for c in table.primary_key]
        with database.transaction() as connection:
            _let(connection)
            connection.execute(update(table).where(*key).values({column.name: changed}))
        found = wrong(filled, log).wrong
        assert found, (table.name, column.name, place)
        assert all(one.startswith("index ") for one in found)
        with database.transaction() as connection:
            _let(connection)
            connection.execute(update(table).where(*key).values({column.name: content}))
    database.close()
    assert wrong(filled, "inside").wrong == wrong(filled, "press").wrong == ()


def _let(connection):
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))


def test_the_index_of_a_changed_entry_is_named(filled):
    change(filled, "UPDATE ledger_inside SET entry = hash WHERE number = 18")
    assert wrong(filled, "inside").wrong == ("index 17: the entry is not what was signed",)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("DELETE FROM ledger_inside WHERE number = 18", "index 17: the entry is gone"),
        ("UPDATE ledger_inside SET hash = entry WHERE number = 18", "index 17: the entry's hash"),
        ("UPDATE ledger_inside SET entry = hash WHERE number = 303", "index 302: the entry is not"),
        ("UPDATE ledger_inside SET opening = summary WHERE number = 4", "index 3: its opening"),
        ("UPDATE ledger_inside SET summary = opening WHERE number = 4", "index 3: its summary"),
        ("UPDATE ledger_inside SET opening = hash WHERE number = 303", "index 302: its opening"),
        ("DELETE FROM ledger_batch WHERE first = 0", "index 0: entries up to"),
        ("DELETE FROM ledger_node", "index 0: a stored hash"),
        ("UPDATE ledger_batch SET at = at + 1 WHERE first = 0", "index 0: the checkpoint at"),
        (
            "INSERT INTO ledger_inside (number, entry, hash) VALUES (-1, 'x', 'x')",
            "index 302: +1 entries have no index",
        ),
    ],
)
def test_what_was_changed_is_said(filled, statement, found):
    change(filled, statement)
    assert any(one.startswith(found) for one in wrong(filled, "inside").wrong)


def test_whoever_is_erased_leaves_a_log_that_is_intact(filled):
    change(filled, "UPDATE ledger_inside SET opening = NULL, summary = NULL WHERE number < 9")
    change(filled, "DELETE FROM ledger_pseudonym")
    assert wrong(filled, "inside").wrong == ()


@pytest.fixture
def command(filled, monkeypatch):
    monkeypatch.setenv("OFFICER_DIRECTORY_DATA", str(filled.data))
    monkeypatch.setenv("OFFICER_DIRECTORY_DATABASE_URL", filled.database_url)
    return lambda *arguments: CliRunner().invoke(app, ["ledger", *arguments])


def test_verify_says_intact_or_which_entry_is_broken(command, filled):
    intact = command("verify")
    assert intact.exit_code == 0
    assert "inside: 302 entries, intact, 1 more not signed yet" in intact.stdout
    change(filled, "UPDATE ledger_press SET entry = hash WHERE number = 5")
    broken = command("verify", "--log", "press")
    assert broken.exit_code == 1
    assert "index" in broken.stdout
    assert command("verify", "--log", "inside").exit_code == 0
    assert command("verify", "--log", "other").exit_code == 2


@pytest.mark.parametrize("log", LOGS)
def test_an_exported_log_is_what_its_checkpoint_says(command, filled, tmp_path, log):
    note = open_note(command("checkpoint", "--log", log).stdout)
    out = tmp_path / "log.ndjson"
    assert command("export", "--log", log, "--out", str(out)).exit_code == 0
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [line["index"] for line in lines] == list(range(note.checkpoint.size))
    hashes = [leaf_hash(line["entry"].encode()) for line in lines]
    assert hashes == [decoded(line["hash"]) for line in lines]
    assert root_of(hashes) == note.checkpoint.root
    keys = [VerifierKey.read(k["vkey"]) for k in LedgerKeys(filled).held().published()["keys"]]
    assert is_signed(note, keys)
    if log == "inside":
        assert note.checkpoint.size == 303


def test_an_export_has_openings_when_they_are_asked_for(command, tmp_path):
    out = tmp_path / "log.ndjson"
    command("export", "--log", "inside", "--out", str(out), "--openings")
    first = json.loads(out.read_text("utf-8").splitlines()[0])
    assert json.loads(decoded(first["opening"]))["asked"] == "GET /0"
    assert len(decoded(first["nonce"])) == len(decoded(first["summary_nonce"])) == 32


def test_a_rotation_is_an_entry_that_the_server_or_the_next_command_enters(command, filled):
    assert command("rotate").exit_code == 0
    assert command("checkpoint", "--log", "publication").exit_code == 0
    assert command("verify").exit_code == 0
    assert wrong(filled, "publication").size == 2
    assert len(entries(filled)) > SIZE
