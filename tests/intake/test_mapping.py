"""Any other CSV enters by a mapping, which is read as strictly as the file."""

from pathlib import Path

import pytest

from officer_directory.errors import IntakeError
from officer_directory.intake.formats.mapping_file import PARTS, read_mapping
from tests.intake import rosters
from tests.intake.conftest import problems, read

EXAMPLE = Path(__file__).parents[2] / "docs" / "how-to" / "example-mapping.toml"

FILE = [
    "Serial #;Name Last;Name First;Badge;Class Title;Division;Bureau;Hired;Status;Base;FY;Remarks",
    "00417;Díaz;José;0012;Officer II;Harbor;West;01/02/2003;A;50,000.10;2024;none",
    "00418;O'Neil;Ann;B7;N/A;Harbor;West;;R;;;",
]


def mapping(folder: Path, text: str) -> str:
    path = folder / "m.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


MAPPING = """
ignore = ["Remarks"]
[file]
delimiter = ";"
blank = ["N/A"]
[officer]
uid = "Serial #"
last_name = "Name Last"
first_name = "name_first"
badge_number = "Badge"
rank = "Class Title"
hire_date = "Hired"
status = "Status"
[status_words]
A = "active"
R = "separated"
[assignment]
unit = "Division"
bureau = "Bureau"
[salary]
year = "FY"
base_pay = "Base"
"""


def test_each_column_goes_where_the_mapping_says(tmp_path: Path) -> None:
    facts = read(rosters.write_one(tmp_path, "r.csv", FILE), mapping(tmp_path, MAPPING))
    diaz, oneil = facts.officers
    assert (diaz.uid, diaz.badge_number, diaz.hire_date) == ("00417", "0012", "2003-01-02")
    assert (diaz.status, diaz.status_detail, oneil.status) == ("active", "A", "separated")
    assert oneil.rank is None
    assert [(a.unit, a.bureau) for a in facts.assignments] == [("Harbor", "West")] * 2
    assert [(s.uid, s.year, s.base_pay) for s in facts.salaries] == [("00417", 2024, 5000010)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("Remarks", "Shoe"), "r.csv:1: Shoe: unknown column"),
        (("FY", "Year"), "r.csv:1: fy: this column is missing"),
        (("Remarks", "Home Address"), "Home Address: this would hold a home address"),
        ((";R;", ";X;"), "r.csv:3: Status: `X` is no status: add it to [status_words]"),
        (("00418", "00417"), "r.csv:3: this officer is already on r.csv:2"),
        (("00418", ""), "r.csv:3: Serial #: is blank"),
        ((";50,000.10;2024", ";50,000.10;"), "r.csv:2: FY: is blank"),
    ],
)
def test_a_file_that_is_not_as_described_is_refused(
    tmp_path: Path, change: tuple[str, str], expected: str
) -> None:
    lines = "\n".join(FILE).replace(*change).split("\n")
    found = problems(rosters.write_one(tmp_path, "r.csv", lines), mapping(tmp_path, MAPPING))
    assert any(expected in line for line in found), found


def test_a_forbidden_column_is_refused_even_when_it_is_ignored(tmp_path: Path) -> None:
    lines = [f"{FILE[0]};SSN", f"{FILE[1]};123456789"]
    asked = MAPPING.replace('["Remarks"]', '["Remarks", "SSN"]')
    found = problems(rosters.write_one(tmp_path, "r.csv", lines), mapping(tmp_path, asked))
    assert "social security number" in found[0]
    asked = MAPPING.replace('rank = "Class Title"', 'rank = "SSN"').replace(
        '["Remarks"]', '["Remarks", "Class Title"]'
    )
    found = problems(rosters.write_one(tmp_path, "r.csv", lines), mapping(tmp_path, asked))
    assert "social security number" in found[0]


BUSTED = {
    "not toml [": "this is not TOML",
    "[officers]\nuid = 'a'": "[officers]: unknown",
    "ignore = ['x']": "[officer]: missing",
    "[officer]\nuid = 1": "[officer] uid: the name of a column is meant",
    "[officer]\nuid = ''": "[officer] uid: the name of a column is meant",
    "[officer]\nbirth_date = 'a'": "[officer] birth_date: unknown",
    "[officer]\nuid = 'a'\n[salary]\nbase_pay = 'b'": "[salary] year: missing",
    "ignore = 'x'\n[officer]\nuid = 'a'": "ignore: a list",
    "[officer]\nuid = 'a'\n[file]\ndelimiter = 'x'": "[file] delimiter",
    "[officer]\nuid = 'a'\n[file]\nrepeats = 'yes'": "[file] repeats",
    "[officer]\nuid = 'a'\n[file]\nencoding = 'x'": "[file] encoding: unknown",
    "[officer]\nuid = 'a'\n[status_words]\nA = 'gone'": "[status_words]",
    "[officer]\nuid = 'a'\n[assignment]\nuid = 'b'": "[assignment] uid: unknown",
    "assignment = 'x'\n[officer]\nuid = 'a'": "[assignment]: a table is meant",
}


@pytest.mark.parametrize("text", sorted(BUSTED))
def test_every_way_to_write_a_mapping_wrong_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(IntakeError) as caught:
        read_mapping(Path(mapping(tmp_path, text)))
    assert any(
        line.startswith("m.toml: ") and BUSTED[text] in line for line in caught.value.problems
    )


def test_a_mapping_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="no such mapping"):
        read_mapping(tmp_path / "none.toml")


def test_the_example_in_the_docs_reads_what_it_says(tmp_path: Path) -> None:
    example = read_mapping(EXAMPLE)
    assert set(example.parts) <= set(PARTS)
    header = [*example.columns(), *example.ignored]
    row = ["2020-01-01" if n.endswith("date") or "since" in n else "2020" for n in header]
    row[header.index("status")] = "Active"
    lines = [example.delimiter.join(header), example.delimiter.join(row)]
    facts = read(rosters.write_one(tmp_path, "r.csv", lines), str(EXAMPLE))
    assert len(facts.officers) == len(facts.assignments) == len(facts.salaries) == 1
