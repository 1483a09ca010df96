"""Rosters as files: of the agency that was meant, whole, with a receipt, text as text."""

import csv
import json
import sqlite3
from contextlib import closing
from hashlib import sha256

import pytest
from tests.world import LISTED
from tests.world_people import FERNHOLLOW

THERE = "Brackwater Police Department"


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def listed_in(world, agency):
    wanted = world.agencies[agency]["id"]
    return {world.officers[n]["id"] for n in LISTED if world.officers[n]["agency_id"] == wanted}


def test_the_officers_of_an_agency_come_as_csv_with_a_receipt(desk, directory_served):
    said = desk.runs("officers", "--agency", FERNHOLLOW)
    path = desk.folder / "officers-fernhollow-police-department.csv"
    rows = rows_of(path)
    assert {row["id"] for row in rows} == listed_in(directory_served.world, "fernhollow")
    assert "0012" in {row["badge_number"] for row in rows}
    receipt = json.loads((desk.folder / f"{path.name}.receipt.json").read_text())
    assert receipt["sha256"] == sha256(path.read_bytes()).hexdigest()
    assert (receipt["tier"], receipt["rows"]) == ("press", len(rows))
    assert said == f"{len(rows)} officers in {path.name}; receipt: {path.name}.receipt.json\n"


def test_the_public_is_given_the_same(desk, nobody, directory_served):
    desk.runs("officers", "--agency", FERNHOLLOW, "--out", "press.csv")
    nobody.runs("login", "--api", directory_served.api, "--no-key")
    nobody.runs("officers", "--agency", FERNHOLLOW, "--out", "public.csv")
    press, public = (desk.folder / name for name in ("press.csv", "public.csv"))
    assert press.read_bytes() == public.read_bytes() != b""


def test_text_is_text_in_sqlite_and_the_ndjson_it_is_made_of_is_beside_it(desk):
    desk.runs("officers", "--agency", FERNHOLLOW, "--format", "sqlite", "--out", "roster.db")
    with closing(sqlite3.connect(desk.folder / "roster.db")) as database:
        question = "SELECT badge_number, typeof(badge_number), typeof(uid) FROM officers"
        badges = database.execute(f"{question} WHERE last_name = 'Díaz'").fetchall()
        assert badges == [("0012", "text", "text")]
        assert {row[1:] for row in database.execute(question)} == {("text", "text")}
        total = database.execute("SELECT count(*) FROM officers").fetchone()[0]
    received = (desk.folder / "roster.ndjson").read_text().splitlines()
    assert len(received) == total > 0
    assert (desk.folder / "roster.ndjson.receipt.json").exists()


@pytest.mark.parametrize("named", ["fernhollow", "FERNHOLLOW police  department", "ID"])
def test_an_agency_is_known_by_part_of_its_name_or_its_id(anyone, directory_served, named):
    agency = directory_served.world.agencies["fernhollow"]["id"]
    anyone.runs("officers", "--agency", agency if named == "ID" else named, "--out", "o.csv")
    assert {row["agency"] for row in rows_of(anyone.folder / "o.csv")} == {FERNHOLLOW}


def test_several_agencies_come_in_one_file(anyone):
    anyone.runs("officers", "--agency", "fernhollow", "--agency", "brackwater", "--out", "o.csv")
    assert {row["agency"] for row in rows_of(anyone.folder / "o.csv")} == {FERNHOLLOW, THERE}


def test_an_agency_that_is_misspelt_is_answered_with_likely_ones(anyone):
    said = anyone.refused("officers", "--agency", "Fernholow Police Departmnt", code=2)
    assert "Did you mean" in said
    assert FERNHOLLOW in said


def test_an_agency_that_is_none_is_answered_with_those_there_are(anyone, directory_served):
    said = anyone.refused("officers", "--agency", "Quxx", code=2)
    assert FERNHOLLOW in said
    assert directory_served.world.agencies["brackwater"]["id"] in said
    closed = anyone.refused("officers", "--agency", "Mistlake", code=2)
    assert closed.replace("Mistlake", "Quxx") == said  # a closed one is as one there is not


def test_an_agency_that_may_be_several_is_asked_about(anyone):
    said = anyone.refused("officers", "--agency", "police", code=2)
    assert "several" in said
    assert THERE in said


def test_a_file_that_is_there_stays_unless_it_may_go(anyone):
    (anyone.folder / "o.csv").write_text("mine")
    asked = ("officers", "--agency", "fernhollow", "--out", "o.csv")
    assert "--replace" in anyone.refused(*asked, code=2)
    assert (anyone.folder / "o.csv").read_text() == "mine"
    anyone.runs(*asked, "--replace")
    assert rows_of(anyone.folder / "o.csv")


@pytest.mark.parametrize(
    "given",
    [
        ("--out", "missing/o.csv"),
        ("--format", "xlsx"),
        ("--format", "sqlite", "--out", "o.ndjson"),
    ],
)
def test_what_cannot_be_written_is_wrong_usage(anyone, given):
    anyone.refused("officers", "--agency", "fernhollow", *given, code=2)
    assert list(anyone.folder.iterdir()) == []


def test_an_agency_has_to_be_named(anyone):
    assert "--agency" in anyone.refused("officers", code=2)
