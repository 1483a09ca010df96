"""Every mistake in a file is reported with its line, its column and what to do."""

from pathlib import Path

import pytest

from tests.intake import rosters
from tests.intake.conftest import Importer, problems

OFFICERS = "id,department_name,department_state,last_name,first_name,birth_year,employment_date"
ASSIGNMENTS = "id,officer_id,job_title,start_date,end_date"
MV = "Mill Valley Police,CA"

ONE_FILE = [
    ("openoversight", "officers.csv", [OFFICERS, f"1,{MV},A,B,1980,31-12-2001"],
     "officers.csv:2: employment_date: `31-12-2001` is not a date"),
    ("openoversight", "officers.csv", [OFFICERS, f"1,{MV},A,B,80,"],
     "officers.csv:2: birth_year: `80` is not a year"),
    ("openoversight", "officers.csv", [OFFICERS, f"1,{MV},A,B,,", f"1,{MV},C,D,,"],
     "officers.csv:3: id: `1` is already on officers.csv:2"),
    ("openoversight", "officers.csv", [OFFICERS, f"1,{MV},A,B,,", f"1,{MV},A,B,,"],
     "officers.csv:3: id: `1` is already on officers.csv:2"),
    ("openoversight", "officers.csv", [OFFICERS, f",{MV},A,B,,", f",{MV},A,B,,"],
     "officers.csv:3: last_name: nothing tells this officer from the one on officers.csv:2"),
    ("openoversight", "officers.csv", [OFFICERS, "1,Other Police,CA,A,B,,"],
     "officers.csv:2: department_name: `Other Police` is not `Mill Valley Police`"),
    ("openoversight", "officers.csv", [OFFICERS + ",shoe_size", f"1,{MV},A,B,,,9"],
     "officers.csv:1: shoe_size: unknown column"),
    ("openoversight", "officers.csv", [OFFICERS + ",Last Name", f"1,{MV},A,B,,,C"],
     "officers.csv:1: Last Name: this column is there twice"),
    ("openoversight", "assignments.csv", [ASSIGNMENTS, "1,9,Cop,2020-01-02,2020-01-01"],
     "assignments.csv:2: end_date: 2020-01-01 comes before start_date 2020-01-02"),
    ("openoversight", "assignments.csv", [ASSIGNMENTS, "1,#9,Cop,,"],
     "assignments.csv:2: officer_id: no officer `#9`"),
    ("openoversight", "assignments.csv", [ASSIGNMENTS, "1,,Cop,,"],
     "assignments.csv:2: officer_id: is blank"),
    ("openoversight", "assignments.csv", [ASSIGNMENTS, "7,9,Cop,,", "7,9,Sgt,,"],
     "assignments.csv:3: id: `7` is already on assignments.csv:2"),
    ("openoversight", "assignments.csv", ["id,officer_id,start_date", "1,9,2020-01-01"],
     "assignments.csv:1: job_title: this column is missing"),
    ("openoversight", "salaries.csv", ["id,officer_id,salary,year", "1,9,lots,2020"],
     "salaries.csv:2: salary: `lots` is not an amount"),
    ("openoversight", "salaries.csv", ["id,officer_id,salary,year", ",9,1,2020", ",9,2,2020"],
     "salaries.csv:3: salary: another salary for 2020 than on salaries.csv:2"),
    ("npi", "state.csv", [rosters.NPI[0], ",,LEE,ANN,,,,Alder PD,,,,,,,"],
     "state.csv:2: person_nbr: is blank"),
    ("npi", "state.csv", [rosters.NPI[0], "1,,LEE,ANN,,,,A,,,2002-01-01,2001-01-01,,,"],
     "state.csv:2: end_date: 2001-01-01 comes before start_date 2002-01-01"),
    ("npi", "state.csv", [*rosters.NPI, "P1,,LEE,ANN,,,1960,Elm PD,,,,,,,F"],
     "birth_year: differs from state.csv"),
    ("npi", "state.csv", [*rosters.NPI, "P1,,ROE,MAX,,,,Elm PD,,,,,,,"],
     "first_name and last_name: differs from state.csv"),
    ("nypd", "officers.csv", ["taxid,rank", "1,A", "1,B"],
     "officers.csv:3: taxid: `1` is already on officers.csv:2"),
    ("seattle", "r.csv", [*rosters.SEATTLE, "7001,SERGEANT,B1,PATROL,Lee,Ann,B"],
     "r.csv:4: badge_number: `7001` is already on r.csv:2"),
    ("chicago", "roster.csv", [*rosters.CHICAGO["roster.csv"],
     "ANN,B,LEE,1970,M,API,03/04/1999,SERGEANT,2001,01/02/2010,"],
     "roster.csv:5: SEX: differs from roster.csv:2"),
    ("openoversight-bulk", "b.csv", [*rosters.BULK, "5,,Cy,Dow" + "," * 15],
     "b.csv:5: department_id: another department than on b.csv:2"),
]  # fmt: skip


@pytest.mark.parametrize(("form", "name", "lines", "expected"), ONE_FILE)
def test_a_mistake_is_named_where_it_stands(
    form: str, name: str, lines: list[str], expected: str, tmp_path: Path
) -> None:
    found = problems(rosters.write_one(tmp_path, name, lines), form)
    assert len(found) == 1, found
    assert expected in found[0]
    assert found[0].count(": ") >= 2


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    files = {
        "officers.csv": [OFFICERS, f"1,{MV},A,B,x,", f"2,{MV},C,D,,y"],
        "assignments.csv": [ASSIGNMENTS, "1,1,Cop,z,", "2,#3,Cop,,"],
    }
    assert len(problems(rosters.write(tmp_path, files), "openoversight")) == 4


def test_a_path_or_format_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert "there is no such file" in problems(tmp_path / "none.csv", "npi")[0]
    assert "no .csv file" in problems(tmp_path, "npi")[0]
    path = rosters.write_one(tmp_path, "a.csv", rosters.NPI)
    assert "is no format" in problems(path, "excel")[0]


def test_a_text_too_long_for_its_column_is_a_problem(tmp_path: Path) -> None:
    long = [rosters.SEATTLE[0], f"1,COP,,{'U' * 201},Lee,Ann,", f"2,COP,,,{'x' * 300},Ann,"]
    found = problems(rosters.write_one(tmp_path, "r.csv", long), "seattle")
    assert [line.split(":")[1:4] for line in found] == [
        ["2", " unit", " 201 characters, of which at most 200 are held"],
        ["3", " last_name", " 300 characters, of which at most 200 are held"],
    ]


def test_an_account_may_be_long(bring: Importer, tmp_path: Path) -> None:
    files = dict(rosters.NYPD)
    files["discipline.csv"] = [files["discipline.csv"][0], f"900001,D,{'word ' * 4000},,,,Guilty"]
    assert bring(rosters.write(tmp_path, files), "nypd").of("complaints").added == 1
