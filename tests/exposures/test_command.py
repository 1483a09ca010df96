"""`ledger exposure` and `ledger rollup`, as an operator runs them."""

import csv
import io
import json

import pytest
from sqlalchemy import text
from tests.asking import serving
from tests.ledger.reading import facts
from tests.world import FERNHOLLOW

from officer_directory.store.engines import Database


@pytest.fixture
def seen(settings, world):
    """The world after personnel looked at an officer twice, and the server stopped."""
    with serving(settings, world) as ask:
        for _ in range(2):
            ask("hr").get(f"/v1/officers/{world.diaz['id']}")
    return world


def test_an_operator_is_told_and_that_is_entered(cli, seen, settings):
    of = ("--agency", FERNHOLLOW, "--uid", seen.diaz["uid"], "--field", "rank")
    code, out, _ = cli("ledger", "exposure", *of)
    assert code == 0
    told = json.loads(out)["exposure"]
    assert told["officer"] == seen.diaz["id"]
    (hr,) = told["recipients"]
    assert (hr["label"], hr["disclosures"]) == ("hr", 2)
    assert cli("ledger", "checkpoint", "--log", "inside")[0] == 0  # what is owed is written
    entry = facts(settings)[-1]
    assert (entry["did"], entry["officers"]) == ("asked who saw an officer", [seen.diaz["id"]])
    whole = json.loads(cli("ledger", "exposure", *of[:-2])[1])["exposure"]
    operator = [one for one in whole["recipients"] if one["tier"] == "operator"]
    assert [one["fields"] for one in operator] == [["exposure.recipients"]]


def test_the_other_formats_are_those_of_the_service(cli, seen):
    of = ("--agency", FERNHOLLOW, "--uid", seen.diaz["uid"])
    rows = list(csv.DictReader(io.StringIO(cli("ledger", "exposure", *of, "--format", "csv")[1])))
    assert {row["kind"] for row in rows} >= {"could_see", "press_key", "recipient", "note"}
    assert cli("ledger", "exposure", *of, "--format", "html")[1].startswith("<!doctype html>")


@pytest.mark.parametrize(
    "wrong",
    [("--uid", "no-such"), ("--field", "secret"), ("--since", "yesterday"), ("--agency", "None")],
)
def test_what_there_is_not_is_refused_in_a_sentence(cli, seen, wrong):
    of = {"--agency": FERNHOLLOW, "--uid": seen.diaz["uid"]} | dict([wrong])
    code, out, error = cli("ledger", "exposure", *(part for pair in of.items() for part in pair))
    assert (code, out) == (1, "")
    assert error.count("\n") == 1


def test_a_wrong_count_is_named_and_counted_anew(cli, seen, settings):
    assert cli("ledger", "checkpoint", "--log", "inside")[0] == 0
    code, out, _ = cli("ledger", "rollup")
    assert (code, out) == (0, "The exposures are counted as the log gives them.\n")
    database = Database.of_ledger(settings)
    with database.transaction() as connection:
        connection.execute(text("UPDATE ledger_exposure SET disclosures = 7"))
    database.close()
    code, out, error = cli("ledger", "rollup")
    assert code == 1
    assert "7 counted, the log has 2" in out
    assert "--rebuild" in error
    assert cli("ledger", "rollup", "--rebuild")[0] == 0
    assert cli("ledger", "rollup")[0] == 0
