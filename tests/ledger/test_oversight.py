"""What opens oversight's entries is kept for oversight, and nobody here can read it."""

import json
import time
from dataclasses import replace

import pytest
from sqlalchemy import select, text
from tests.ledger.test_append import everything

from officer_directory.key_files import open_keys
from officer_directory.ledger.append import Ledger
from officer_directory.ledger.entry import make
from officer_directory.ledger.erasure_keys import ErasureKeys
from officer_directory.ledger.export import lines
from officer_directory.ledger.keys import LedgerKeys
from officer_directory.ledger.names import Names
from officer_directory.ledger.oversight import oversight_key
from officer_directory.ledger.owed import FILE, Owed
from officer_directory.ledger.sealer import Sealer
from officer_directory.ledger.seen import Tokens
from officer_directory.ledger.verify import audit
from officer_directory.settings import SettingError
from officer_directory.store.engines import Database
from officer_directory.store.ledger import ledger_inside
from officer_directory_proofs.oversight_command import main

OVERSIGHT = {"tier": "oversight", "key": "over1", "subject": "over1", "policy": "p1"}
ASKED = ["GET /v1/officers/by-uid/17?agency=Lakeview", "GET /v1/officers?q=di"]
PLAIN = {"tier": "hr", "key": "h1", "asked": "GET /v1/officers?q=hr", "officers": ["o1"]}


@pytest.fixture
def theirs(tmp_path, capsys):
    """The private key of oversight."""
    private, public = tmp_path / "oversight.key", tmp_path / "oversight.pub"
    assert main(["keys", str(private), str(public)]) == 0
    capsys.readouterr()
    return private


@pytest.fixture
def watching(settings, theirs):
    return replace(settings, oversight_key=theirs.with_suffix(".pub"))


@pytest.fixture
def export(watching, tmp_path):
    """An exported inside log, with two entries of oversight's among others."""
    ledger = Ledger(watching)
    sealer = Sealer(watching, ledger)
    ledger.append_and_wait(PLAIN, "inside")
    for asked in ASKED:
        ledger.append_and_wait({**OVERSIGHT, "asked": asked, "officers": ["o1"]}, "inside")
    sealer.seal("inside")
    sealer.stop()
    ledger.close()
    return exported(watching, tmp_path / "inside.ndjson")


def exported(settings, file):
    database = Database.of_ledger(settings)
    with database.reading() as connection:
        file.write_text("".join(f"{one}\n" for one in lines(connection, "inside", openings=True)))
    database.close()
    return file


def test_oversight_reads_what_it_looked_at_and_the_agency_does_not(
    export, watching, theirs, capsys
):
    assert main(["open", str(export), "--key", str(theirs)]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["opening"]["asked"] for one in found] == ASKED
    assert [one["index"] for one in found] == [1, 2]
    assert all(one["summary"]["tier"] == "oversight" for one in found)
    stored = everything(watching)
    assert any(b"q=hr" in one for one in stored)
    assert not any(b"Lakeview" in one or b"q=di" in one or b"over1" in one for one in stored)


def test_whoever_has_the_wrong_key_opens_nothing(export, tmp_path, capsys):
    assert main(["keys", str(tmp_path / "other.key"), str(tmp_path / "other.pub")]) == 0
    assert main(["open", str(export), "--key", str(tmp_path / "other.key")]) == 0
    said = capsys.readouterr()
    assert (said.out, "0 opened" in said.err) == ("", True)


def test_what_was_moved_to_another_entry_or_altered_is_told(export, theirs, capsys):
    _, one, other = (json.loads(line) for line in export.read_text().splitlines())
    for sealed in (other["sealed"], one["sealed"][:-8] + "AAAAAAA="):
        export.write_text(json.dumps({**one, "sealed": sealed}, ensure_ascii=False) + "\n")
        assert main(["open", str(export), "--key", str(theirs)]) == 1
    assert "altered, or is of another entry" in " ".join(capsys.readouterr().err.split())


def test_how_much_is_kept_tells_no_name_that_was_searched_for(export, watching):
    database = Database.of_ledger(watching)
    with database.reading() as connection:
        sealed = connection.scalars(
            select(ledger_inside.c.sealed).where(ledger_inside.c.sealed.is_not(None))
        )
        assert len({len(bytes(one)) for one in sealed}) == 1
    database.close()


def test_it_may_be_emptied_and_never_changed_and_the_log_stays_intact(export, watching):
    database = Database.of_ledger(watching)
    with pytest.raises(Exception, match="never changed"), database.transaction() as connection:
        connection.execute(text("UPDATE ledger_inside SET sealed = hash"))
    with database.transaction() as connection:
        connection.execute(text("UPDATE ledger_inside SET sealed = NULL"))
    held = LedgerKeys(watching).held()
    with database.reading() as connection:
        assert audit(connection, "inside", held).wrong == ()
    database.close()


def test_what_is_owed_keeps_it_too(watching, theirs, tmp_path, capsys):
    tokens = Tokens(open_keys(watching.prepare_data()).pepper)
    names = Names(ErasureKeys(watching.data))
    facts = {**OVERSIGHT, "asked": ASKED[0]}
    Owed(watching.data).keep(
        make(facts, "inside", time.time(), names, tokens, oversight_key(watching)).row
    )
    assert b"Lakeview" not in (watching.data / FILE).read_bytes()
    again = Ledger(watching)
    again.run(lambda _: None)
    sealer = Sealer(watching, again)
    sealer.seal("inside")
    sealer.stop()
    again.close()
    file = exported(watching, tmp_path / "owed.ndjson")
    assert main(["open", str(file), "--key", str(theirs)]) == 0
    assert ASKED[0] in capsys.readouterr().out


def test_without_the_key_it_is_kept_nowhere(settings):
    ledger = Ledger(settings)
    ledger.append_and_wait({**OVERSIGHT, "asked": ASKED[0]}, "inside")
    ledger.close()
    database = Database.of_ledger(settings)
    with database.reading() as connection:
        (row,) = connection.execute(select(ledger_inside)).all()
    database.close()
    assert (row.opening, row.summary, row.sealed) == (None, None, None)


@pytest.mark.parametrize("content", [None, b"", b"no key", "private"])
def test_a_setting_that_names_no_public_key_is_refused(settings, theirs, tmp_path, content):
    file = tmp_path / "given.pem"
    if content is not None:
        file.write_bytes(theirs.read_bytes() if content == "private" else content)
    with pytest.raises(SettingError, match="X25519 public key"):
        Ledger(replace(settings, oversight_key=file))


def test_a_pair_of_keys_is_for_its_owner_and_replaces_none(theirs, capsys):
    assert theirs.stat().st_mode & 0o077 == 0
    before = theirs.read_bytes()
    assert main(["keys", str(theirs), str(theirs.with_suffix(".pub"))]) == 2
    assert "File exists" in capsys.readouterr().err
    assert theirs.read_bytes() == before
