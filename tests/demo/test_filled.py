"""A demo directory is made once, kept on later runs, and readable by its owner alone."""

import json
import stat

import pytest
from fastapi.testclient import TestClient

from officer_directory.app import create_app
from officer_directory.cli.demo import prepare
from officer_directory.demo import tour
from officer_directory.demo.credentials import REQUESTERS
from officer_directory.disclosure.activation import ensure
from officer_directory.errors import RefusedByRuleError
from officer_directory.settings import Settings
from officer_directory.store.engines import Database
from tests import world
from tests.readme import sent_by

OFFICERS, SEED = 50, 11


@pytest.fixture
def prepared(settings):
    return prepare(settings, OFFICERS, SEED)


def test_there_is_a_good_credential_for_every_requester(settings, prepared):
    filled, path = prepared
    credentials = json.loads(path.read_text())
    assert list(credentials) == list(REQUESTERS)
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as client:
        for name, bound in REQUESTERS.items():
            sent = {"Authorization": f"Bearer {sent_by(client, credentials[name])}"}
            me = client.get("/v1/me", headers=sent).json()
            assert (me["tier"], me["person"]) == (bound.tier, bound.person)
            assert set(me["agencies"]) == {filled.agencies[place] for place in bound.places}


def test_what_is_secret_is_for_the_owner_alone(settings, prepared):
    for name in ("demo-credentials.json", "demo.json"):
        assert stat.S_IMODE((settings.data / name).stat().st_mode) == 0o600


def test_running_it_again_changes_nothing(settings, prepared):
    filled, path = prepared
    before = path.read_bytes()
    again, _ = prepare(settings, 500, 12)
    assert again == filled
    assert path.read_bytes() == before


def test_a_key_that_is_no_longer_good_is_replaced_and_the_others_kept(settings, prepared):
    _, path = prepared
    credentials = json.loads(path.read_text())
    kept = credentials["hr"]
    credentials["press"], credentials["records"] = kept, {"api_key": "no key at all"}
    credentials["admin"]["client_secret"] = credentials["auditor"]["client_secret"]
    path.write_text(json.dumps(credentials))
    prepare(settings, OFFICERS, SEED)
    after = json.loads(path.read_text())
    assert after["hr"] == kept
    secrets = {entry.get("api_key") or entry["client_secret"] for entry in after.values()}
    assert len(secrets) == len(REQUESTERS)


def test_a_lost_folder_is_made_again_beside_the_same_database(make_settings, tmp_path):
    settings = make_settings("postgresql", tmp_path / "lost")
    filled, _ = prepare(settings, OFFICERS, SEED)
    elsewhere = Settings(data=tmp_path / "other", database_url=settings.database_url)
    assert prepare(elsewhere, OFFICERS, SEED)[0] == filled


def test_a_directory_of_others_is_left_alone(settings):
    database = Database(settings)
    world.build(database, ensure(database, settings))
    database.close()
    with pytest.raises(RefusedByRuleError):
        prepare(settings, OFFICERS, SEED)


def test_the_tour_shows_each_requester_in_lines_that_can_be_pasted(prepared):
    filled, path = prepared
    text = tour.in_words(filled.highlights, "http://127.0.0.1:8000", path)
    for requester in REQUESTERS:
        assert tour.credential(requester) in text
    assert text.count("\ncurl -sw") == len(tour.steps(filled.highlights))
