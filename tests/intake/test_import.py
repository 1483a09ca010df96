"""Files enter the record store: all or nothing, once, and the same again changes nothing."""

from pathlib import Path

import pytest

from officer_directory.errors import IntakeError, RefusedByRuleError
from officer_directory.store import records
from officer_directory.store.records import metadata
from tests.intake import rosters
from tests.intake.conftest import Importer

FACTS = [t for t in metadata.sorted_tables if not t.name.startswith("published")]

EVERYTHING = {
    "openoversight": rosters.OPENOVERSIGHT,
    "openoversight-bulk": {"bulk.csv": rosters.BULK},
    "npi": {"state.csv": rosters.NPI},
    "nypd": rosters.NYPD,
    "chicago": rosters.CHICAGO,
    "seattle": {"roster.csv": rosters.SEATTLE},
}


@pytest.mark.parametrize("form", sorted(EVERYTHING))
def test_the_same_files_again_change_nothing(bring: Importer, tmp_path: Path, form: str) -> None:
    folder = rosters.write(tmp_path / "files", EVERYTHING[form])
    first = bring(folder, form)
    assert first.agency_is_new
    assert first.of("officers").added > 1
    before = bring.everything(*FACTS)
    again = bring(folder, form)
    assert again.changes_nothing
    assert again.of("officers").unchanged == first.of("officers").added
    assert bring.everything(*FACTS) == before


def test_a_new_agency_is_closed_and_its_units_are_not_marked(
    bring: Importer, tmp_path: Path
) -> None:
    report = bring(rosters.write(tmp_path / "f", rosters.OPENOVERSIGHT), "openoversight")
    agency = bring.one(records.agency)
    assert agency["opened_at"] is None
    assert (agency["bundle"], agency["zone"]) == ("california", "America/Los_Angeles")
    assert report.unmarked_units == ["Narcotics", "Patrol"]
    assert {unit["mark"] for unit in bring.rows(records.unit)} == {None}


def test_an_officer_is_found_by_folded_words_and_number(bring: Importer, tmp_path: Path) -> None:
    bring(rosters.write(tmp_path / "f", rosters.OPENOVERSIGHT), "openoversight")
    diaz = bring.one(records.officer, uid="U-1")
    assert (diaz["badge_number"], diaz["badge_number_key"]) == ("0013", "0013")
    assert diaz["last_name_key"] == "diaz, the younger"
    tokens = [r["token"] for r in bring.rows(records.officer_name) if r["officer_id"] == diaz["id"]]
    assert sorted(tokens) == ["diaz", "jose", "o", "the", "younger"]
    assert {"variant": "dia", "token": "diaz"} in bring.rows(records.spelling)


def test_facts_say_where_they_come_from_and_who_brought_them(
    bring: Importer, tmp_path: Path
) -> None:
    bring(rosters.write(tmp_path / "f", rosters.OPENOVERSIGHT), "openoversight", by="Ida Clerk")
    salary = bring.rows(records.salary)[0]
    assert (salary["source"], salary["recorded_by"]) == ("openoversight", "Ida Clerk")
    assert salary["recorded_at"] > 0


def test_a_mistake_in_one_file_writes_nothing_of_any(bring: Importer, tmp_path: Path) -> None:
    files = rosters.OPENOVERSIGHT | {
        "salaries.csv": [*rosters.OPENOVERSIGHT["salaries.csv"], ",#1,x,2020,,"]
    }
    with pytest.raises(IntakeError, match=r"salaries.csv:4: salary: `x`"):
        bring(rosters.write(tmp_path / "f", files), "openoversight")
    assert bring.rows(records.agency) == []


def test_facts_of_an_officer_nobody_knows_are_a_problem(bring: Importer, tmp_path: Path) -> None:
    ranks = rosters.write_one(tmp_path, "ranks.csv", rosters.NYPD["ranks.csv"])
    with pytest.raises(IntakeError, match=r"ranks.csv:2: taxid: officer `900001` is neither in"):
        bring(ranks, "nypd")
    assert bring.rows(records.agency) == []
    bring(rosters.write_one(tmp_path, "officers.csv", rosters.NYPD["officers.csv"]), "nypd")
    assert bring(ranks, "nypd").of("ranks").added == 2


def test_a_dry_run_tells_everything_and_writes_nothing(bring: Importer, tmp_path: Path) -> None:
    folder = rosters.write(tmp_path / "f", rosters.OPENOVERSIGHT)
    dry = bring(folder, "openoversight", dry_run=True)
    assert bring.everything(*FACTS)["officer"] == []
    real = bring(folder, "openoversight")
    assert dry.kinds == real.kinds
    assert dry.unmarked_units == real.unmarked_units
    assert dry.dry_run


def test_what_a_later_file_leaves_blank_stays_known_and_what_it_tells_is_changed(
    bring: Importer, tmp_path: Path
) -> None:
    bring(rosters.write(tmp_path / "a", {"r.csv": rosters.SEATTLE}), "seattle")
    lines = [rosters.SEATTLE[0], "7001,SERGEANT,B130,BURGLARY SQUAD,Leigh,Ann,"]
    report = bring(rosters.write_one(tmp_path, "b.csv", lines), "seattle")
    assert (report.of("officers").changed, report.of("officers").unchanged) == (1, 0)
    lee = bring.one(records.officer, uid="7001")
    assert (lee["last_name"], lee["middle_name"], lee["rank"]) == ("Leigh", "B", "SERGEANT")
    tokens = {r["token"] for r in bring.rows(records.officer_name) if r["officer_id"] == lee["id"]}
    assert tokens == {"leigh", "ann", "b"}
    assert bring.one(records.officer, uid="7002")["last_name"] == "Roe"


def test_a_number_is_matched_whatever_its_case(bring: Importer, tmp_path: Path) -> None:
    for uid in ("ab-1", " AB-1 "):
        bring(rosters.write_one(tmp_path, "o.csv", ["taxid,rank", f"{uid},OFFICER"]), "nypd")
    assert [o["uid"] for o in bring.rows(records.officer)] == ["ab-1"]


def test_officers_without_a_number_get_one_that_tells_nothing(
    bring: Importer, tmp_path: Path
) -> None:
    folder = rosters.write(tmp_path / "f", rosters.CHICAGO)
    bring(folder, "chicago", state="IL")
    uids = [o["uid"] for o in bring.rows(records.officer)]
    assert all(uid.startswith("unnumbered-") for uid in uids)
    assert len({len(uid) for uid in uids}) == 1
    bring(folder, "chicago", state="IL")
    assert [o["uid"] for o in bring.rows(records.officer)] == uids


def test_a_complaint_finds_its_officer_when_a_roster_brings_the_number(
    bring: Importer, tmp_path: Path
) -> None:
    complaints = rosters.write_one(tmp_path, "complaints.csv", rosters.CHICAGO["complaints.csv"])
    report = bring(complaints, "chicago", state="IL")
    assert report.of("complaints").added == 2
    assert "2 complaints name no officer" in report.notes[0]
    assert bring(complaints, "chicago", state="IL").changes_nothing
    head, first, *_ = rosters.CHICAGO["roster.csv"]
    roster = [f"UID,{head}", f"122,{first}"]
    bring(rosters.write_one(tmp_path, "roster.csv", roster), "chicago", state="IL")
    assert bring(complaints, "chicago", state="IL").of("complaints").changed == 1
    officer = bring.one(records.officer)["id"]
    assert sorted(str(c["officer_id"]) for c in bring.rows(records.complaint)) == sorted(
        ["None", officer]
    )


def test_two_equal_allegations_of_one_case_are_two(bring: Importer, tmp_path: Path) -> None:
    lines = ["cr_id,UID,complaint_category", "C1,5,Force", "C1,5,Force", "C1,6,Force"]
    path = rosters.write_one(tmp_path, "complaints.csv", lines)
    assert bring(path, "chicago").of("complaints").added == 3
    assert bring(path, "chicago").changes_nothing


def test_a_narrative_that_changes_is_no_longer_reviewed(bring: Importer, tmp_path: Path) -> None:
    folder = rosters.write(tmp_path / "f", rosters.OPENOVERSIGHT)
    bring(folder, "openoversight")
    with bring.database.transaction() as connection:
        connection.execute(
            records.incident.update().values(reviewed_by="Rae Reviewer", reviewed_at=1)
        )
    assert bring(folder, "openoversight").changes_nothing
    assert bring.one(records.incident)["reviewed_by"] == "Rae Reviewer"
    text = (folder / "incidents.csv").read_text().replace("Something", "More")
    (folder / "incidents.csv").write_text(text)
    assert bring(folder, "openoversight").of("incidents").changed == 1
    assert bring.one(records.incident)["reviewed_by"] is None


def test_streets_and_plates_are_read_past(bring: Importer, tmp_path: Path) -> None:
    report = bring(rosters.write(tmp_path / "f", rosters.OPENOVERSIGHT), "openoversight")
    assert any("street_name" in note and "license_plates" in note for note in report.notes)
    assert "94941" not in repr(bring.everything(*FACTS))
    assert "ABC123" not in repr(bring.everything(*FACTS))


def test_an_agency_keeps_its_state(bring: Importer, tmp_path: Path) -> None:
    folder = rosters.write(tmp_path / "f", {"r.csv": rosters.SEATTLE})
    bring(folder, "seattle")
    with pytest.raises(RefusedByRuleError, match="is in CA, not in WA"):
        bring(folder, "seattle", state="WA")
    with pytest.raises(RefusedByRuleError, match="two-letter code"):
        bring(folder, "seattle", agency="Other", state="Washington")


def test_agencies_do_not_share_numbers(bring: Importer, tmp_path: Path) -> None:
    folder = rosters.write(tmp_path / "f", {"r.csv": rosters.SEATTLE})
    bring(folder, "seattle")
    assert bring(folder, "seattle", agency="Other Police").of("officers").added == 2
    people = {o["person_id"] for o in bring.rows(records.officer)}
    assert len(people) == 4


def test_a_corrected_stint_is_a_change_and_a_second_one_is_another(
    bring: Importer, tmp_path: Path
) -> None:
    bring(rosters.write_one(tmp_path, "a.csv", rosters.NPI), "npi")
    later = [
        line.replace("2006-01-01,,Active", "2006-01-01,2020-02-02,Left") for line in rosters.NPI
    ]
    later.append("P1,,LEE,ANN,,,1980,Birch PD,,Chief,2021-01-01,,Active,,F")
    report = bring(rosters.write_one(tmp_path, "b.csv", later), "npi")
    assert (report.of("employments").added, report.of("employments").changed) == (1, 1)
    assert bring.one(records.officer, uid="P1")["rank"] == "Chief"
    stint = bring.one(records.employment, start_date="2006-01-01")
    assert (stint["end_date"], stint["status"]) == ("2020-02-02", "separated")


def test_latin_1_files_are_imported_and_it_is_said(bring: Importer, tmp_path: Path) -> None:
    lines = [rosters.SEATTLE[0], "1,OFFICER,,PATROL,Muñoz,André,"]
    report = bring(rosters.write_one(tmp_path, "r.csv", lines, "latin-1"), "seattle")
    assert bring.one(records.officer)["last_name"] == "Muñoz"
    assert "Latin-1" in report.notes[0]


def test_progress_is_told(bring: Importer, tmp_path: Path) -> None:
    bring(rosters.write(tmp_path / "f", rosters.OPENOVERSIGHT), "openoversight")
    assert {what for _, _, what in bring.seen} >= {"reading", "facts written"}
