"""Files as they come out of other systems: read as they are, with a word on what was done."""

from collections.abc import Callable
from pathlib import Path

import pytest

from officer_directory.errors import IntakeError
from officer_directory.intake.facts import Facts
from officer_directory.intake.read import format_named, read_facts
from officer_directory.store import records
from tests.intake import rosters
from tests.intake.conftest import TODAY, Importer, problems, read

MV = "Mill Valley Police"


def read_and_notes(path: Path, form: str) -> tuple[Facts, list[str]]:
    return read_facts(path, format_named(form), agency=MV, state="CA", today=TODAY)


def without_state(lines: list[str]) -> list[str]:
    return [line.replace(",Department State", "").replace(f"{MV},CA", MV) for line in lines]


def test_an_older_officers_file_has_no_state(tmp_path: Path) -> None:
    files = rosters.OPENOVERSIGHT | {
        "officers.csv": without_state(rosters.OPENOVERSIGHT["officers.csv"])
    }
    assert "State" not in files["officers.csv"][0]
    assert len(read(rosters.write(tmp_path, files), "openoversight").officers) == 3


def test_a_state_that_is_another_is_a_problem_all_the_same(tmp_path: Path) -> None:
    lines = [line.replace(f"{MV},CA", f"{MV},OR") for line in rosters.OPENOVERSIGHT["officers.csv"]]
    found = problems(rosters.write(tmp_path, {"officers.csv": lines}), "openoversight")
    assert "Department State: `OR` is not `CA`" in found[0]
    assert "--state" in found[0]


def test_older_incidents_end_with_ids_of_people_who_are_not_held(tmp_path: Path) -> None:
    header = (
        "id,department name,date,report number,officer ids,license plates,creator id,"
        "last updated id"
    )
    files = {
        "officers.csv": rosters.OPENOVERSIGHT["officers.csv"],
        "incidents.csv": [header, f"#9,{MV},07/20/2020,CR-1,#1|33,ABC123_NY|98UMC_IL,7,8"],
    }
    facts = read(rosters.write(tmp_path, files), "openoversight")
    assert facts.incidents[0].officer_uids == ("U-1", "openoversight-33")
    assert "98UMC" not in repr(facts)


EXPORTED = {
    "Mill_Valley_Police_Officers.csv": [
        "id,unique identifier,last name,first name,middle initial,suffix,gender,race,"
        "birth year,employment date,badge number,job title,most recent salary",
        "12,U-1,Lee,Ann,B,,F,ASIAN,1980,2001-01-01,0012,Sergeant,",
        "13,,Roe,Sam,,,M,WHITE,,,,,",
    ],
    "Mill_Valley_Police_Incidents.csv": [
        "id,report_num,date,time,description,location,licenses,links,officers",
        "5,CR-1,2020-07-20,06:30:00,Something,1 Elm St,ABC123,,"
        "<Officer ID 12: Ann B. Lee (U-1)> <Officer ID 13: Sam Roe>",
        "6,CR-2,2020-07-21,,,,,,",
    ],
    "Mill_Valley_Police_Links.csv": [
        "id,title,url,link_type,description,author,officers,incidents",
        '8,A link,https://records.example/1,link,,,"[12, 13]",[5]',
        "9,Another,https://records.example/2,link,,,[],[5]",
    ],
}


def test_openoversights_exports_of_incidents_and_links_import(tmp_path: Path) -> None:
    facts, notes = read_and_notes(rosters.write(tmp_path, EXPORTED), "openoversight")
    assert [i.officer_uids for i in facts.incidents] == [("U-1", "openoversight-13"), ()]
    assert [i.number for i in facts.incidents] == ["CR-1", "CR-2"]
    assert [d.uid for d in facts.documents] == ["U-1", "openoversight-13"]
    assert "Elm" not in repr(facts)
    assert "Mill_Valley_Police_Links.csv:3: a link that names no officer was left out." in notes


def test_exported_officers_who_are_named_otherwise_are_a_problem(tmp_path: Path) -> None:
    name = "Mill_Valley_Police_Incidents.csv"
    files = EXPORTED | {name: [EXPORTED[name][0], "5,CR-1,,,,,,,<Ann Lee> <Officer ID 13: S>"]}
    found = problems(rosters.write(tmp_path, files), "openoversight")
    assert found[0].startswith(f"{name}:2: officers: names officers otherwise than")


def test_who_is_known_by_the_sites_id_is_said(tmp_path: Path) -> None:
    folder = rosters.write(tmp_path, rosters.OPENOVERSIGHT)
    _, notes = read_and_notes(folder, "openoversight")
    told = "an officer without a unique identifier is known by the id of the site."
    assert f"officers.csv:5: {told}" in notes


def test_what_a_database_wrote_for_nothing_is_blank_and_a_name_is_a_name(tmp_path: Path) -> None:
    lines = [
        rosters.SEATTLE[0],
        "7001,NULL,NULL,NULL,Null,Ann,NULL",
        "7002,OFFICER,A,Patrol,NULL,\\N,Unknown",
    ]
    facts, notes = read_and_notes(rosters.write_one(tmp_path, "r.csv", lines), "seattle")
    ann, other = facts.officers
    assert (ann.last_name, ann.middle_name, ann.rank) == ("Null", None, None)
    assert (other.last_name, other.first_name, other.middle_name) == ("NULL", "\\N", "Unknown")
    assert [a.unit for a in facts.assignments] == ["Patrol"]
    assert "r.csv:2: title: `NULL` was read as blank." in notes
    assert "r.csv:3: last_name: `NULL` was kept as a name." in notes


def test_a_number_that_a_database_left_blank_is_a_problem(tmp_path: Path) -> None:
    path = rosters.write_one(tmp_path, "r.csv", [rosters.SEATTLE[0], "NULL,,,,Lee,Ann,"])
    assert problems(path, "seattle")[0].startswith("r.csv:2: badge_number: is blank")


def stint(**cells: str) -> str:
    told = {"person_nbr": "P1", "last_name": "LEE", "first_name": "ANN", "agency_name": "Alder PD"}
    return ",".join((told | cells).get(name, "") for name in rosters.NPI[0].split(","))


@pytest.mark.parametrize(
    ("words", "status"),
    [
        *(("Retired - Service", "separated"), ("Resigned in lieu of termination", "separated")),
        *(("INACTIVE", "separated"), ("Suspended and separated", "separated"), ("", "active")),
        *(("Active - Full Time", "active"), ("On Leave", "active"), ("Certified", "active")),
        *(("Laid up", None), ("Not certified", None), ("X", None)),
    ],
)
def test_a_status_is_what_its_words_say_or_left_open(
    words: str, status: str | None, tmp_path: Path
) -> None:
    path = rosters.write_one(tmp_path, "s.csv", [rosters.NPI[0], stint(status=words)])
    facts, notes = read_and_notes(path, "npi")
    assert (facts.officers[0].status, facts.officers[0].status_detail) == (status, words or None)
    assert bool(notes) == (status is None)


def test_an_end_in_the_year_9999_is_no_end(tmp_path: Path) -> None:
    line = stint(start_date="2001-01-01", end_date="9999-12-31 00:00:00")
    facts = read(rosters.write_one(tmp_path, "s.csv", [rosters.NPI[0], line]), "npi")
    assert (facts.employments[0].end_date, facts.officers[0].status) == (None, "active")


def test_a_row_with_a_date_and_one_without_are_not_told_apart(tmp_path: Path) -> None:
    files = {"older.csv": rosters.SEATTLE_OLDER, "roster.csv": rosters.SEATTLE}
    found = problems(rosters.write(tmp_path, files), "seattle")
    assert found[0].startswith("roster.csv:2: badge_number: `7001` is already on older.csv")
    assert "no date tells the newer row" in found[0]


@pytest.mark.parametrize("change", [str.upper, lambda line: line + ",,", lambda line: f" {line} "])
def test_a_header_in_another_dress_is_the_same(
    change: Callable[[str], str], tmp_path: Path
) -> None:
    lines = [change(rosters.SEATTLE[0]), *rosters.SEATTLE[1:]]
    path = rosters.write_one(tmp_path, "r.csv", lines)
    assert [o.uid for o in read(path, "seattle").officers] == ["7001", "7002"]


def test_a_folder_without_csv_says_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "roster.csv.gz").write_bytes(b"\x1f\x8b")
    (tmp_path / ".DS_Store").write_bytes(b"\0\0")
    found = problems(tmp_path, "seattle")
    assert found[0].endswith("only roster.csv.gz: save them as .csv files")


def test_other_files_in_a_folder_are_left_and_said(tmp_path: Path) -> None:
    folder = rosters.write(tmp_path / "f", rosters.NYPD)
    for name in (".DS_Store", "README", "roster.xlsx", "ranks.csv.gz"):
        (folder / name).write_bytes(b"\0")
    _, notes = read_and_notes(folder, "nypd")
    assert "Not read, as they are no .csv files: README, ranks.csv.gz, roster.xlsx." in notes


def test_a_link_of_an_officer_nobody_knows_is_named_with_its_column(
    bring: Importer, tmp_path: Path
) -> None:
    lines = ["id,url,officer ids", ",https://records.example/1,49483"]
    path = rosters.write_one(tmp_path, "links.csv", lines)
    with pytest.raises(IntakeError) as caught:
        bring(path, "openoversight")
    [told] = caught.value.problems
    assert told.startswith("links.csv:2: officer_ids: officer `openoversight-49483` is neither")
    assert "put the officers file beside this one" in told


def test_an_update_by_id_keeps_what_it_leaves_blank(bring: Importer, tmp_path: Path) -> None:
    header = "id,department name,last name,first name,race,employment date"
    first = [header, f"49483,{MV},O'Brien-Núñez,Mary,White,2001-02-03"]
    bring(rosters.write_one(tmp_path / "a", "officers.csv", first), "openoversight")
    update = [header, f"49483,{MV},,,Hispanic,"]
    bring(rosters.write_one(tmp_path / "b", "officers.csv", update), "openoversight")
    officer = bring.one(records.officer)
    assert (officer["last_name"], officer["race"]) == ("O'Brien-Núñez", "Hispanic")
    assert officer["hire_date"] == "2001-02-03"


def test_a_new_officer_without_a_name_is_asked_about(bring: Importer, tmp_path: Path) -> None:
    lines = [*rosters.SEATTLE, "Total: 2,,,,,,"]
    report = bring(rosters.write_one(tmp_path, "r.csv", lines), "seattle", dry_run=True)
    assert (
        "new officers without a last name: 1, such as `Total: 2`. Are they officers?"
        in report.notes
    )
