"""Some officers of the demo have photos: of nobody, the same for the same officer, given inside."""

import json

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from officer_directory.app import create_app
from officer_directory.cli import demo
from officer_directory.demo import photos as demo_photos
from officer_directory.photos.invented import HEIGHT, WIDTH, invented
from officer_directory.store.engines import Database
from officer_directory.store.records import officer, photo
from tests.asking import Asker
from tests.photographing import link, objects, problem
from tests.photographs import decoded
from tests.readme import sent_by

OFFICERS, SEED = 60, 11


def rows(settings):
    database = Database(settings)
    try:
        with database.reading() as connection:
            both = officer.join(photo, officer.c.photo_id == photo.c.id)
            found = select(officer.c.id, photo.c.id, photo.c.officer_id).select_from(both)
            return list(connection.execute(found))
    finally:
        database.close()


def test_a_share_of_the_officers_has_a_photo_and_each_is_kept_whole(settings):
    filled, _ = demo.prepare(settings, OFFICERS, SEED)
    found = rows(settings)
    assert 0 < len(found) <= demo_photos.MOST + 9
    assert all(one == other for one, _, other in found)
    assert len(objects(settings)) == 7 * len(found)
    shown = {one for one, _, _ in found}
    assert {filled.highlights.open_officer, filled.highlights.undercover_officer} <= shown
    demo.prepare(settings, OFFICERS, SEED)
    assert rows(settings) == found


def interrupted(*_):
    raise KeyboardInterrupt


def test_a_filling_that_was_interrupted_makes_the_rest_the_next_time(settings, monkeypatch):
    with monkeypatch.context() as breaking:
        breaking.setattr(demo_photos.Photos, "write", interrupted)
        with pytest.raises(KeyboardInterrupt):
            demo.prepare(settings, OFFICERS, SEED)
    assert objects(settings) == []
    demo.prepare(settings, OFFICERS, SEED)
    assert len(objects(settings)) == 7 * len(rows(settings)) > 0


def test_the_same_word_gives_the_same_picture_and_another_gives_another():
    assert invented("a") == invented("a") != invented("b")
    assert (invented("a").width, invented("a").height) == (WIDTH, HEIGHT)


def test_the_agency_is_given_a_photo_and_the_public_is_told_that_it_is_withheld(settings):
    filled, path = demo.prepare(settings, OFFICERS, SEED)
    told = json.loads(path.read_text())
    of = filled.highlights.open_officer
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as client:
        asking = Asker(client, sent_by(client, told["hr"]))
        assert decoded(asking.get(link(asking, of)).content).width == WIDTH
        outside = Asker(client, None).get(f"/v1/officers/{of}/photo")
        assert problem(outside) == (404, "withheld")
