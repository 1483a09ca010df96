"""A database that was made here is held against the file that it was made of."""

import json
import sqlite3
from contextlib import closing
from hashlib import sha256

import pytest

FERN = ("officers", "--agency", "fernhollow", "--format", "sqlite", "--out", "roster.db")


@pytest.fixture
def made(desk):
    desk.runs(*FERN)
    return desk


def verdict(desk, *options):
    said = desk.tries("verify", "--offline", "--json", *options).stdout.splitlines()
    told = {one["file"].rpartition("/")[2]: one for one in map(json.loads, said)}
    return told["roster.db"]["verdict"], told["roster.db"]["words"]


def change(desk, statement):
    with closing(sqlite3.connect(desk.folder / "roster.db")) as database, database:
        database.execute(statement)


def test_a_database_says_of_which_file_it_was_made(made):
    with closing(sqlite3.connect(made.folder / "roster.db")) as database:
        (told,) = database.execute("SELECT * FROM made_from").fetchall()
    digest = sha256((made.folder / "roster.ndjson").read_bytes()).hexdigest()
    assert told == ("officers", "roster.ndjson", digest, 0)
    receipt = json.loads((made.folder / "roster.ndjson.receipt.json").read_text())
    assert receipt["sha256"] == digest


def test_its_verdict_is_that_of_its_file(made):
    assert verdict(made) == ("waiting", "made of roster.ndjson, record for record")


def test_without_a_key_it_has_no_receipt_and_is_held_against_its_file_all_the_same(anyone):
    anyone.runs(*FERN)
    assert verdict(anyone)[0] == "no receipt"
    assert anyone.tries("verify", "--offline").exit_code == 0
    change(anyone, "UPDATE officers SET rank = 'Chief' WHERE last_name = 'Díaz'")
    assert verdict(anyone)[0] == "disproven"
    assert anyone.tries("verify", "--offline").exit_code == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE officers SET badge_number = '12' WHERE badge_number = '0012'",
        "UPDATE officers SET badge_number = NULL WHERE badge_number = '0012'",
        "DELETE FROM officers WHERE last_name = 'Díaz'",
        "INSERT INTO officers (id) VALUES ('x')",
        "UPDATE made_from SET left_out = 1",
        "UPDATE made_from SET sha256 = 'x'",
        "ALTER TABLE officers ADD COLUMN note TEXT DEFAULT 'x'",
        "DROP TABLE officers",
    ],
)
def test_a_database_that_was_changed_is_disproven(made, statement):
    change(made, statement)
    assert verdict(made)[0] == "disproven"


def test_a_database_whose_file_was_changed_is_disproven_and_without_it_nobody_can_tell(made):
    file = made.folder / "roster.ndjson"
    whole = file.read_bytes()
    file.write_bytes(whole.replace(b"Sergeant", b"Captain "))
    assert verdict(made) == ("disproven", "It was made of another roster.ndjson.")
    file.unlink()
    assert verdict(made)[0] == "cannot tell"


def test_what_open_makes_is_held_against_all_that_was_received(anyone):
    anyone.runs("open", "newsroom", "--agency", "fernhollow")
    said = anyone.tries("verify", "newsroom", "--offline", "--json").stdout.splitlines()
    told = {one["file"].rpartition("/")[2]: one for one in map(json.loads, said)}
    assert told["directory.db"]["verdict"] == "no receipt"
    assert "incidents.ndjson" in told["directory.db"]["words"]
    with closing(sqlite3.connect(anyone.folder / "newsroom/directory.db")) as database, database:
        database.execute("UPDATE salaries SET base_pay = base_pay + 1")
    assert anyone.tries("verify", "newsroom", "--offline").exit_code == 1
