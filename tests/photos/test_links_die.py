"""A link is dead at once where its requester may no longer know of the officer, or of anything."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from tests import world as fictional
from tests.asking import serving
from tests.bundles import SHIPPED
from tests.photographing import JPEG, link, links, problem, settle
from tests.photographs import jpeg

from officer_directory.disclosure import activation
from officer_directory.disclosure.policy import load
from officer_directory.store.engines import Database
from officer_directory.store.records import photo


@pytest.fixture
def where_records_see_the_listed(settings, tmp_path, monkeypatch):
    """A policy under which even the records desk may not know of who is protected."""
    folder = shutil.copytree(SHIPPED, tmp_path / "policies")
    path = folder / "california" / "policy.csv"
    gate = "p, records,   officer,                        release,  own_agency,       -"
    text = path.read_text("utf-8")
    assert gate in text
    path.write_text(text.replace(gate, gate.replace("own_agency", "listed")), "utf-8")
    monkeypatch.setattr(activation, "load", lambda given: load(given, tested=True))
    held = replace(settings, policies=folder)
    database = Database(held)
    world = fictional.build(database, activation.ensure(database, held))
    database.close()
    return held, world


def test_a_link_is_dead_when_its_officer_is_held(where_records_see_the_listed):
    settings, world = where_records_see_the_listed
    officer = world.officers["kim"]["id"]
    path = f"/v1/officers/{officer}/photo"
    with serving(settings, world) as ask:
        assert ask("hr").put(path, content=jpeg(), headers=JPEG).status_code == 200
        given = link(ask("records"), officer)
        assert ask("records").get(given).status_code == 200
        hold = {"kind": "hold", "justification": "A threat."}
        protected = ask("records").post(f"/v1/officers/{officer}/protections", json=hold)
        assert protected.status_code == 201
        assert problem(ask("records").get(given)) == (404, "no-such-record")
        assert problem(ask("records").get(path)) == (404, "no-such-record")
        overseer = link(ask("oversight"), officer)
        assert ask("oversight").get(overseer).status_code == 200


def test_a_link_is_dead_when_its_officer_has_become_part_of_another(ask, world, photographed):
    given = link(ask("records"), photographed)
    other = world.officers["diaz"]["id"]
    merged = ask("hr").post(f"/v1/officers/{other}/merge", json={"duplicate": photographed})
    assert merged.status_code == 200
    assert problem(ask("records").get(given)) == (404, "no-such-record")


def test_a_link_is_dead_with_the_key_it_was_given_to(ask, photographed):
    given = link(ask("records"), photographed)
    key = ask("records").key.split("_")
    running = ask("records").app.state.running
    (key_id,) = [part[:12] for part in key if len(part) > 40]
    revoked = {"key_id": key_id, "by": "a.first", "reason": "Lost."}
    running.desk.run_and_wait("keys.revoke", revoked)
    assert problem(ask("records").get(given)) == (401, "bad-credential")
    assert problem(ask("public").get(given)) == (404, "no-such-record")


def test_of_several_photos_at_once_one_is_kept_and_no_other(ask, officer, settings):
    path = f"/v1/officers/{officer}/photo"
    colours = ("red", "green", "blue", "white")

    def put(colour):
        return ask("hr").put(path, content=jpeg(colour=colour), headers=JPEG).status_code

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(put, colours)) == {200}
    ask("hr").app.state.running.desk.run_and_wait("photos.sweep", {})
    settle(settings)
    database = Database(settings)
    with database.reading() as connection:
        (row,) = connection.execute(photo.select()).all()
    database.close()
    assert row.officer_id == officer
    for size in ("small", "medium", "large"):
        given = links(ask("records"), officer)[size]["webp"]
        assert ask("records").get(given).status_code == 200
