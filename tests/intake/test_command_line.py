"""`officer-directory import`: what a person types, and what a script can rely on."""

import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from officer_directory import cli
from officer_directory.disclosure.policy import Snapshot
from officer_directory.settings import Settings
from officer_directory.store import records
from tests.intake import rosters
from tests.intake.conftest import Importer


class Said(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def run(
    settings: Settings,
    snapshot: Snapshot,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.setenv("OFFICER_DIRECTORY_DATA", str(settings.data))
    monkeypatch.setenv("OFFICER_DIRECTORY_DATABASE_URL", settings.database_url)

    def run(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["officer-directory", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            cli.main()
        code = left.value.code
        return Said(int(code or 0), *capsys.readouterr())

    return run


WHERE = ("--agency", "Mill Valley Police", "--state", "CA")


def test_an_import_is_told_as_a_table(run, bring: Importer, tmp_path: Path) -> None:
    folder = rosters.write(tmp_path / "f", rosters.OPENOVERSIGHT)
    said = run("import", folder, "--format", "openoversight", *WHERE, "--by", "Ida Clerk")
    assert said.code == 0
    assert [line.split() for line in said.out.splitlines() if "officers   " in line] == [
        ["officers", "3", "0", "0", "0"]
    ]
    assert "Narcotics" in said.out
    assert "closed to the outside" in said.err
    assert bring.rows(records.officer)[0]["recorded_by"] == "Ida Clerk"


def test_a_dry_run_says_what_would_be(run, bring: Importer, tmp_path: Path) -> None:
    folder = rosters.write(tmp_path / "f", rosters.NYPD)
    said = run("import", folder, "--format", "nypd", *WHERE, "--dry-run")
    assert said.code == 0
    assert "would be added" in said.out
    assert "NARCOTICS BORO" in said.out
    assert "Nothing was written" in said.err
    assert bring.rows(records.officer) == []


def test_what_is_wrong_with_a_file_is_on_standard_error(run, tmp_path: Path) -> None:
    lines = [rosters.SEATTLE[0], "1,A,,B,Lee,Ann,", "1,A,,B,Lee,Ann,"]
    path = rosters.write_one(tmp_path, "r.csv", lines)
    said = run("import", path, "--format", "seattle", *WHERE)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("r.csv:3: badge_number: `1` is already on r.csv:2")


def test_too_many_retirements_are_refused_after_a_dry_run_is_told(run, tmp_path: Path) -> None:
    path = rosters.write_one(tmp_path, "r.csv", rosters.SEATTLE)
    assert run("import", path, "--format", "seattle", *WHERE).code == 0
    run("units", "mark", "--agency", WHERE[1], "--name", "VICE, SECTION 2", "--class", "open",
        "--by", "A", "--justification", "uniformed")  # fmt: skip
    shorter = rosters.write_one(tmp_path, "s.csv", rosters.SEATTLE[:2])
    for dry_run in ([], ["--dry-run"]):
        said = run("import", shorter, "--format", "seattle", *WHERE, "--full", *dry_run)
        assert said.code == 1
        assert "1 of 2 officers (50.0 %) are not in the file" in said.err
    arguments = ("--full", "--allow-removal", "60")
    assert run("import", shorter, "--format", "seattle", *WHERE, *arguments).code == 0


def test_a_mapping_is_given_by_its_path(
    run, bring: Importer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "m.toml").write_text('[officer]\nuid = "Nr"\nlast_name = "Name"\n')
    rosters.write_one(tmp_path, "r.csv", ["Nr,Name", "007,Bondarenko"])
    monkeypatch.chdir(tmp_path)
    assert run("import", "r.csv", "--format", "m.toml", *WHERE).code == 0
    assert bring.one(records.officer)["uid"] == "007"


@pytest.mark.parametrize("left_out", ["--format", "--agency", "--state"])
def test_wrong_usage_is_exit_code_2(run, tmp_path: Path, left_out: str) -> None:
    given = ["--format", "npi", *WHERE]
    at = given.index(left_out)
    assert run("import", tmp_path, *given[:at], *given[at + 2 :]).code == 2


@pytest.mark.parametrize("dry_run", [[], ["--dry-run"]])
def test_an_import_says_how_many_officers_are_in_no_unit(run, tmp_path: Path, dry_run) -> None:
    header, first, *_ = rosters.SEATTLE
    blank = first.split(",")
    blank[0], blank[2], blank[3] = "9999", "", ""
    path = rosters.write_one(tmp_path, "r.csv", [header, first, ",".join(blank)])
    said = run("import", path, "--format", "seattle", *WHERE, *dry_run)
    assert said.code == 0
    assert "1 officer in no unit" in said.err
