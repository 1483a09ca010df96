"""Each format's files as they come: what they state is taken, as recorded."""

from pathlib import Path

import pytest

from officer_directory.intake.facts import Facts, OfficerFact
from tests.intake import rosters
from tests.intake.conftest import problems, read


def by_uid(facts: Facts) -> dict[str, OfficerFact]:
    return {officer.uid: officer for officer in facts.officers}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_openoversights_five_files(tmp_path: Path, encoding: str) -> None:
    facts = read(rosters.write(tmp_path, rosters.OPENOVERSIGHT, encoding), "openoversight")
    officers = by_uid(facts)
    assert list(officers) == ["U-1", "U-2", "openoversight-33"]
    diaz = officers["U-1"]
    assert (diaz.last_name, diaz.hire_date, diaz.birth_year) == (
        "Díaz, the younger",
        "2019-07-12",
        1984,
    )
    assert (diaz.rank, diaz.badge_number) == ("Sergeant", "0013")
    assert officers["U-2"].first_name == "Mary\nAnn"
    assert officers["openoversight-33"].hire_date == "2039-12-31"
    assert [a.badge_number for a in facts.assignments] == ["0012", "0013", "A7", "4"]
    assert facts.salaries[0].base_pay == 1000150
    assert facts.salaries[0].is_fiscal_year is True
    assert facts.incidents[0].officer_uids == ("U-1", "openoversight-33")
    assert "Elm" not in repr(facts.incidents)
    assert [d.uid for d in facts.documents] == ["U-1", "U-2"]


def test_openoversights_own_export_imports(tmp_path: Path) -> None:
    files = {
        "Mill_Valley_Police_Officers.csv": [
            "id,unique identifier,last name,first name,middle initial,suffix,gender,race,"
            "birth year,employment date,badge number,job title,most recent salary",
            "12,U-1,Lee,Ann,B,,F,ASIAN,1980,2001-01-01,0012,Sergeant,$50000.00",
        ],
        "Mill_Valley_Police_Assignments.csv": [
            "id,officer id,officer unique identifier,badge number,job title,start date,end date,"
            "unit id,unit description",
            "5,12,U-1,0012,Sergeant,2001-01-01,,3,Patrol",
        ],
        "Mill_Valley_Police_Salaries.csv": [
            "id,officer id,first name,last name,salary,overtime_pay,year,is_fiscal_year",
            "9,12,Ann,Lee,50000.0,,2020,False",
        ],
    }
    facts = read(rosters.write(tmp_path, files), "openoversight")
    assert [o.badge_number for o in facts.officers] == ["0012"]
    assert facts.assignments[0].unit == "Patrol"
    assert facts.salaries[0].base_pay == 5_000_000


def test_the_bulk_file_has_an_officer_on_several_rows(tmp_path: Path) -> None:
    facts = read(rosters.write_one(tmp_path, "all.csv", rosters.BULK), "openoversight-bulk")
    assert len(facts.officers) == 2
    lee = by_uid(facts)["U-9"]
    assert (lee.rank, lee.badge_number) == ("Sergeant", "0078")
    assert [a.unit for a in facts.assignments] == ["Unit 12", "Unit 13", None]
    assert [(s.year, s.base_pay) for s in facts.salaries] == [(2012, 5000000), (2016, 6000000)]


def test_the_index_has_a_row_per_stint_and_the_latest_one_is_the_status(tmp_path: Path) -> None:
    facts = read(rosters.write_one(tmp_path, "state.csv", rosters.NPI), "npi")
    officers = by_uid(facts)
    assert len(facts.employments) == 4
    assert (officers["P1"].rank, officers["P1"].status) == ("Officer", "active")
    assert officers["P1"].birth_year == 1980
    assert (officers["P2"].status, officers["P2"].separation_date) == ("active", "2089-12-31")
    assert (officers["P3"].status, officers["P3"].separation_reason) == ("separated", "Retired")
    assert facts.employments[2].rank == "Reserve"
    assert facts.employments[0].employer == "Alder PD"


def test_new_yorks_four_files(tmp_path: Path) -> None:
    facts = read(rosters.write(tmp_path, rosters.NYPD), "nypd")
    lee = by_uid(facts)["900001"]
    assert (lee.badge_number, lee.hire_date, lee.race) == ("00417", "2005-07-11", "ASIAN")
    assert facts.assignments[0].unit == "044 PCT"
    assert facts.assignments[0].start_date == "2019-03-04"
    assert [r.start_date for r in facts.ranks] == ["2005-07-11", "2015-01-01"]
    assert [c.number for c in facts.complaints] == ["D-1", "D-1"]
    assert facts.documents[0].url == "https://records.example/d"


@pytest.mark.parametrize("name", sorted(rosters.NYPD))
def test_one_file_of_several_is_known_by_its_header(tmp_path: Path, name: str) -> None:
    path = rosters.write_one(tmp_path, "export (3).csv", rosters.NYPD[name])
    facts = read(path, "nypd")
    kinds = {
        "officers.csv": facts.officers,
        "ranks.csv": facts.ranks,
        "discipline.csv": facts.complaints,
        "documents.csv": facts.documents,
    }
    assert kinds[name]


def test_chicago_has_a_row_per_star_and_no_number(tmp_path: Path) -> None:
    facts = read(rosters.write(tmp_path, rosters.CHICAGO), "chicago")
    assert len(facts.officers) == 2
    assert (facts.officers[0].rank, facts.officers[0].badge_number) == ("SERGEANT", "2001")
    assert facts.assignments[0].badge_number == "01234"
    assert facts.assignments[0].end_date == "2010-01-01"
    assert facts.complaints[0].allegation == "Operation/Personnel Violations (10U)"
    assert (facts.complaints[0].finding, facts.complaints[0].uid) == (
        "SU; 5 Day Suspension",
        "121",
    )


def test_seattle_in_both_layouts(tmp_path: Path) -> None:
    newer = read(rosters.write_one(tmp_path, "roster.csv", rosters.SEATTLE), "seattle")
    assert [o.uid for o in newer.officers] == ["7001", "7002"]
    assert newer.assignments[1].unit == "VICE, SECTION 2"
    older = read(rosters.write_one(tmp_path, "old.csv", rosters.SEATTLE_OLDER), "seattle")
    assert [(o.uid, o.rank) for o in older.officers] == [("7001", "SERGEANT")]
    assert [a.unit for a in older.assignments] == ["PATROL"]


def test_a_folder_with_a_file_that_is_none_of_the_format_is_a_problem(tmp_path: Path) -> None:
    folder = rosters.write(tmp_path, rosters.NYPD | {"cars.csv": ["plate,make", "X,Y"]})
    assert problems(folder, "nypd")[0].startswith("cars.csv:1: this is no file of the format nypd")


def test_a_name_is_taken_apart_only_where_it_says_how(tmp_path: Path) -> None:
    lines = [
        rosters.SEATTLE_OLDER[0],
        '1,"Van Dyke, Ann Bea",,,,,,,2020-01-01',
        "2,Sam Roe,,,,,,,2020-01-01",
    ]
    facts = read(rosters.write_one(tmp_path, "a.csv", lines), "seattle")
    names = [(o.last_name, o.first_name, o.middle_name) for o in facts.officers]
    assert names == [("Van Dyke", "Ann", "Bea"), ("Sam Roe", None, None)]
