"""A process that dies anywhere leaves no photo that is lost, and none that anyone can open."""

import shutil
import time

import pytest
from tests.asking import serving
from tests.photographing import JPEG, objects
from tests.photographs import jpeg

from officer_directory.intake.hr import photographs
from officer_directory.intake.hr.photo_keys import photos_of
from officer_directory.key_files import KeyFileError
from officer_directory.photos.kept import Kept, Photos
from officer_directory.photos.sizes import Form, Size
from officer_directory.store.records import photo
from officer_directory.writer import run


class Killed(BaseException):
    """What a process that is killed does not live to see."""


def rows(database):
    with database.reading() as connection:
        return connection.execute(photo.select()).all()


def sweep(settings, **only):
    return run(settings, "photos.sweep", only)["removed"]


def put(settings, world, name="kim", content=None):
    officer = world.officers[name]["id"]
    with serving(settings, world) as ask:
        sent = content or jpeg()
        done = ask("hr").put(f"/v1/officers/{officer}/photo", content=sent, headers=JPEG)
        assert done.status_code == 200
    return officer


def received(settings, database, at=0):
    """A photo that was received, and whose process was killed before it was taken."""
    photos = photos_of(settings, database)
    row = photos.row("digest", 60, 80)
    with database.transaction() as connection:
        told = {"officer_id": None, "source": "hr", "recorded_by": "x", "recorded_at": at}
        connection.execute(photo.insert(), row | told)
    photos.write(row, {"original": b"o", "small.jpeg": b"s"})
    return row


def test_what_was_received_and_never_taken_is_removed_after_an_hour(settings, database, world):
    old = received(settings, database, database.now() - photographs.RECEIVING_SECONDS - 1)
    new = received(settings, database, database.now())
    assert sweep(settings) == 1
    assert [row.id for row in rows(database)] == [new["id"]]
    assert all(new["id"] in str(path) for path in objects(settings))
    assert not (settings.data / "photos" / old["id"]).exists()
    assert sweep(settings, only=new["id"]) == 1
    assert not objects(settings)


def test_a_server_that_starts_removes_what_another_left(settings, database, world):
    received(settings, database, 1)
    with serving(settings, world):
        end = time.monotonic() + 10
        while objects(settings) and time.monotonic() < end:
            time.sleep(0.02)
    assert not objects(settings)
    assert not rows(database)


def test_a_photo_that_is_taken_is_never_swept(settings, database, world):
    put(settings, world)
    (row,) = rows(database)
    with database.transaction() as connection:
        connection.execute(photo.update().values(recorded_at=1))
    assert sweep(settings) == 0
    assert sweep(settings, only=row.id) == 0
    assert len(objects(settings)) == 7


def test_of_a_replaced_photo_the_salt_goes_with_the_write_and_nobody_can_open_it(
    settings, database, world, monkeypatch
):
    put(settings, world)
    (old,) = rows(database)
    monkeypatch.setattr(Photos, "remove", _killed)
    put(settings, world, content=jpeg(colour="green"))
    left = {row.id: row for row in rows(database)}
    assert len(left) == 2
    assert left[old.id].salt is None
    assert left[old.id].officer_id is None
    monkeypatch.undo()
    assert sweep(settings) == 1
    assert [row.id for row in rows(database)] != [old.id]
    assert len(objects(settings)) == 7


def _killed(*_):
    raise Killed


@pytest.mark.parametrize("after", range(8))
def test_a_sweep_that_is_killed_is_gone_on_with(settings, database, world, monkeypatch, after):
    received(settings, database, 1)
    removed = []

    def remove(self, name):
        removed.append(name)
        if len(removed) > after:
            raise Killed

    if after < 7:
        monkeypatch.setattr(Photos, "remove", lambda self, name: remove(self, name) or _killed())
        with pytest.raises(Killed):
            sweep(settings)
        monkeypatch.undo()
        assert len(rows(database)) == 1
    assert sweep(settings) == 1
    assert not rows(database)
    assert not objects(settings)


def test_two_records_that_become_one_keep_the_photo_of_the_one_that_stays(
    settings, database, world
):
    kim, diaz = world.officers["kim"]["id"], world.officers["diaz"]["id"]
    put(settings, world, "kim")
    put(settings, world, "diaz", jpeg(colour="green"))
    before = {row.officer_id: row.id for row in rows(database)}
    with serving(settings, world) as ask:
        merged = ask("hr").post(f"/v1/officers/{kim}/merge", json={"duplicate": diaz})
        assert merged.status_code == 200
    sweep(settings)
    assert [(row.officer_id, row.id) for row in rows(database)] == [(kim, before[kim])]
    assert len(objects(settings)) == 7


def test_two_records_that_become_one_keep_the_only_photo(settings, database, world):
    kim, singh = world.officers["kim"]["id"], world.officers["singh"]["id"]
    with database.transaction() as connection:
        connection.exec_driver_sql("UPDATE officer SET photo_id = NULL")
    put(settings, world, "singh")
    with serving(settings, world) as ask:
        merged = ask("hr").post(f"/v1/officers/{kim}/merge", json={"duplicate": singh})
        assert merged.json()["officer"]["photo"] == f"/v1/officers/{kim}/photo"
        links = ask("records").get(f"/v1/officers/{kim}/photo").json()["photo"]
        assert ask("records").get(links["small"]["webp"]).status_code == 200


def test_whoever_is_retired_keeps_the_photo_for_those_who_may_see_it(settings, world):
    officer = put(settings, world)
    with serving(settings, world) as ask:
        assert ask("hr").delete(f"/v1/officers/{officer}").status_code == 200
        links = ask("records").get(f"/v1/officers/{officer}/photo").json()["photo"]
        assert ask("records").get(links["small"]["webp"]).status_code == 200


def test_a_lost_key_is_not_replaced_while_there_are_photos(settings, database, world):
    put(settings, world)
    (settings.data / "keys" / "photos.key").unlink()
    with pytest.raises(KeyFileError, match="restore"), serving(settings, world):
        pass


def test_a_key_of_photos_is_made_in_an_older_folder_of_keys(settings, database, world):
    photos_of(settings, database)
    (settings.data / "keys" / "photos.key").unlink()
    assert len(photos_of(settings, database).sealing.key_id) == 16


def test_with_another_key_a_photo_is_not_given_and_can_be_sent_again(settings, database, world):
    officer = put(settings, world)
    other = settings.data.parent / "other"
    shutil.copytree(settings.data / "keys", other)
    (settings.data / "keys" / "photos.key").write_bytes(b"x" * 32)
    with serving(settings, world) as ask:
        links = ask("records").get(f"/v1/officers/{officer}/photo").json()["photo"]
        assert ask("records").get(links["small"]["webp"]).status_code == 503
    put(settings, world)
    with serving(settings, world) as ask:
        assert ask("records").get(links["small"]["webp"]).status_code == 404  # another's key
        links = ask("records").get(f"/v1/officers/{officer}/photo").json()["photo"]
        assert ask("records").get(links["small"]["webp"]).status_code == 200


def test_what_is_sealed_opens_under_its_own_name_salt_and_key_alone(settings, database):
    photos = photos_of(settings, database)
    row = photos.row("digest", 60, 80)
    photos.write(row, {"small.jpeg": b"a face", "small.webp": b"a face"})
    kept = Kept(*(row[name] for name in ("id", "salt", "key_id", "width", "height")))
    assert photos.read(kept, Size.SMALL, Form.JPEG) == b"a face"
    folder = settings.data / "photos" / row["id"]
    (folder / "small.webp").write_bytes((folder / "small.jpeg").read_bytes())
    with pytest.raises(Exception, match="cannot be opened"):
        photos.read(kept, Size.SMALL, Form.WEBP)
