"""A folder of photos named by number: what is good is taken, the rest is named file by file."""

import pytest
from tests.photographing import objects
from tests.photographs import jpeg, picture, png, png_of, saved
from tests.world_people import BRACKWATER, FERNHOLLOW
from typer.testing import CliRunner

from officer_directory.cli import app
from officer_directory.errors import IntakeError, NoSuchRecordError
from officer_directory.settings import PREFIX
from officer_directory.writer import run


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "photos"
    made.mkdir()
    return made


def imported(settings, folder, agency=FERNHOLLOW, dry_run=False):
    told = {"folder": str(folder), "agency": agency, "by": "a.clerk", "dry_run": dry_run}
    return run(settings, "photos.import", told)


def test_each_photo_is_taken_for_the_officer_it_is_named_by(settings, world, folder):
    (folder / "30117.jpg").write_bytes(jpeg())
    (folder / "30218.PNG").write_bytes(png())
    report = imported(settings, folder)
    assert report == {
        "agency": FERNHOLLOW,
        "dry_run": False,
        "taken": 2,
        "unchanged": 0,
        "problems": [],
    }
    assert len(objects(settings)) == 14
    again = imported(settings, folder)
    assert (again["taken"], again["unchanged"]) == (0, 2)
    (folder / "30117.jpg").write_bytes(jpeg(colour="green"))
    assert imported(settings, folder)["taken"] == 1
    assert len(objects(settings)) == 14


def test_every_problem_is_listed_by_file_and_the_rest_is_taken(settings, world, folder):
    files = {
        "30117.jpg": jpeg(),
        "99999.jpg": jpeg(),
        "5501.jpg": jpeg(),  # another agency's
        "30218.jpg": b"no picture",
        "30319.png": png_of(9000, 9000),
        "30420.jpg": saved(picture(), "GIF"),
        "30521.jpg": jpeg(),
        "30521.png": png(),
        "30622.gif": saved(picture(), "GIF"),
        "notes.txt": b"hello",
        "30824.jpeg": b"\xff" * (10 * 1024 * 1024 + 1),
        ".hidden": b"",
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    (folder / "30925.jpg").symlink_to(folder / "30117.jpg")
    (folder / "31026.jpg").mkdir()
    report = imported(settings, folder)
    assert report["taken"] == 1
    named = {problem.partition(":")[0]: problem for problem in report["problems"]}
    assert sorted(named) == sorted({*files, "30925.jpg", "31026.jpg"} - {"30117.jpg", ".hidden"})
    assert "no officer of the agency" in named["99999.jpg"]
    assert "no officer of the agency" in named["5501.jpg"]
    assert "25 million" in named["30319.png"]
    assert "only photo" in named["30521.jpg"]
    assert "10 MiB" in named["30824.jpeg"]
    assert len(objects(settings)) == 7


def test_a_dry_run_reports_the_same_and_changes_nothing(settings, world, folder):
    (folder / "30117.jpg").write_bytes(jpeg())
    (folder / "30218.jpg").write_bytes(b"no picture")
    report = imported(settings, folder, dry_run=True)
    assert (report["taken"], len(report["problems"])) == (1, 1)
    assert not objects(settings)
    assert imported(settings, folder)["taken"] == 1


@pytest.mark.parametrize("missing", ["agency", "folder", "files"])
def test_what_is_not_there_is_said(settings, world, folder, missing):
    if missing == "agency":
        (folder / "30117.jpg").write_bytes(jpeg())
        with pytest.raises(NoSuchRecordError, match="agency"):
            imported(settings, folder, agency="Nowhere PD")
    else:
        with pytest.raises(IntakeError, match="no such" if missing == "folder" else "empty"):
            imported(settings, folder if missing == "files" else folder / "none")


def test_the_command_line_takes_what_is_good_and_ends_with_one_for_what_is_not(
    settings, world, folder, monkeypatch
):
    monkeypatch.setenv(f"{PREFIX}DATA", str(settings.data))
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", settings.database_url)
    (folder / "5501.jpg").write_bytes(jpeg())
    asked = ["photos", "import", str(folder), "--agency", BRACKWATER]
    done = CliRunner().invoke(app, [*asked, "--dry-run"])
    assert "1 photos would be taken, 0 unchanged." in done.stderr
    (folder / "21.jpg").write_bytes(jpeg())  # a badge number
    done = CliRunner().invoke(app, asked)
    assert isinstance(done.exception, IntakeError)
    assert done.exception.problems == ["21.jpg: no officer of the agency has this number"]
    (folder / "21.jpg").unlink()
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0
    assert "0 photos taken, 1 unchanged." in done.stderr
    assert "0 photos removed." in CliRunner().invoke(app, ["photos", "sweep"]).stderr
