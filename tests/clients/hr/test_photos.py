"""A folder of photos is sent as far as it is good, once, and says what is wrong with the rest."""

import pytest
from sqlalchemy import func, select
from tests.photographs import jpeg, jpeg_of_scans, png

from officer_directory.store.records import officer, photo
from officer_directory_client import HrDirectory, errors
from officer_directory_client.hr import photos


@pytest.fixture
def folder(hr):
    """Photos of three officers of the agency."""
    made = hr.folder / "photos"
    made.mkdir()
    for name, content in (("30117.jpg", jpeg()), ("30218.png", png()), ("30420.JPEG", jpeg())):
        (made / name).write_bytes(content)
    return made


def shown(hr):
    """How many officers have a photo that is kept here."""
    both = officer.join(photo, officer.c.photo_id == photo.c.id)
    return int(hr.read(select(func.count()).select_from(both))[0][0])


def outcomes(hr):
    return {each["file"]: each["outcome"] for each in hr.report["photos"]}


def test_a_plan_says_what_would_be_sent_and_sends_nothing(hr, folder):
    ran = hr.run("photos", folder, "--plan")
    assert (ran.exit_code, ran.stdout) == (0, "photos: 3 new\nNothing was sent.\n")
    assert shown(hr) == 0
    assert set(outcomes(hr).values()) == {"new"}


def test_each_photo_is_sent_once(hr, folder):
    ran = hr.run("photos", folder, "--yes")
    assert (ran.exit_code, ran.stdout) == (0, "photos: 3 new\n3 sent.\n")
    assert shown(hr) == 3
    again = hr.run("photos", folder, "--yes")
    assert (again.exit_code, again.stdout) == (
        0,
        "photos: 3 unchanged\nThere is nothing to send.\n",
    )
    (folder / "30117.jpg").write_bytes(jpeg(colour="green"))
    assert hr.run("photos", folder, "--yes").stdout == (
        "photos: 1 new, 2 unchanged\n1 sent, 2 unchanged.\n"
    )
    assert hr.run("photos", folder, "--yes", "--again").stdout.endswith("3 sent.\n")


def test_what_is_wrong_is_named_by_file_and_the_rest_is_sent(hr, folder):
    for name, content in {
        "99999.jpg": jpeg(),
        "5501.jpg": jpeg(),  # another agency's
        "badge.gif": b"GIF89a",
        "30319.jpg": b"hello",
        "30420.png": png(),
        "30521.jpg": jpeg()[:200],
        "30622.jpg": jpeg_of_scans(500),
        "30723.jpg": jpeg() + b"\0" * (10 * 1024 * 1024),
    }.items():
        (folder / name).write_bytes(content)
    ran = hr.run("photos", folder, "--yes")
    assert ran.exit_code == 1
    assert ran.stderr.count("30521.jpg: The picture cannot be read to its end") == 1
    assert "99999.jpg: no officer of the agency has this number\n" in ran.stderr
    assert "2 sent, 9 wrong." in ran.stderr
    told = outcomes(hr)
    assert {name for name, ended in told.items() if ended == "sent"} == {"30117.jpg", "30218.png"}
    assert shown(hr) == 2
    hidden, nobody = (f"{uid}.jpg: no officer" in ran.stderr for uid in ("5501", "99999"))
    assert hidden is nobody is True


def test_a_run_that_breaks_off_is_gone_on_with(hr, folder, monkeypatch):
    sending, many = HrDirectory.put_photo, []

    def breaks(directory, *given, **named):
        many.append(given)
        if len(many) == 2:
            raise errors.NoAnswerError("gone")
        return sending(directory, *given, **named)

    with monkeypatch.context() as broken:
        broken.setattr(photos.HrDirectory, "put_photo", breaks)
        ran = hr.run("photos", folder, "--yes")
    assert ran.exit_code == 4
    assert "the next run may succeed" in ran.stderr
    assert outcomes(hr) == {"30117.jpg": "sent", "30218.png": "new", "30420.JPEG": "new"}
    assert hr.run("photos", folder, "--yes").stdout.endswith("2 sent, 1 unchanged.\n")
    assert shown(hr) == 3


def test_a_client_that_may_send_no_photos_is_told(hr, folder):
    client = hr.served.client(scopes=["officers:read", "officers:write"])
    (hr.folder / "secret").write_text(client.client_secret)
    hr.client = client
    hr.set()
    ran = hr.run("photos", folder, "--yes")
    assert ran.exit_code == 1
    assert "Insufficient scope" in ran.stderr
    assert shown(hr) == 0


def test_a_state_file_that_is_none_costs_nothing_but_time(hr, folder):
    hr.run("photos", folder, "--yes")
    (hr.folder / "photos.json").write_text("[]")
    assert hr.run("photos", folder, "--yes").stdout.endswith("3 sent.\n")
    assert shown(hr) == 3


def test_nobody_is_asked_where_nobody_is(hr, folder, tmp_path):
    assert hr.run("photos", folder).exit_code == 2
    (tmp_path / "none").mkdir()
    assert hr.run("photos", tmp_path / "none", "--yes").exit_code == 2
    assert shown(hr) == 0
