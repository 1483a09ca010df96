"""Settings and key files: misspelt is refused, shared is refused, empty is unset."""

import re
import stat
from pathlib import Path

import pytest

from officer_directory.key_files import KeyFileError, open_keys
from officer_directory.settings import SettingError, Settings

ROOT = Path(__file__).parents[2]


def test_an_empty_setting_is_an_unset_one():
    given = {"OFFICER_DIRECTORY_DATABASE_URL": " ", "OFFICER_DIRECTORY_DATA": ""}
    assert Settings.from_environment(given) == Settings.from_environment({})


def test_a_misspelt_setting_is_refused_by_name():
    with pytest.raises(SettingError, match="OFFICER_DIRECTORY_DATABASEURL"):
        Settings.from_environment({"OFFICER_DIRECTORY_DATABASEURL": "sqlite:///x.db"})


def test_what_tests_are_given_is_no_setting():
    Settings.from_environment({"OFFICER_DIRECTORY_TEST_POSTGRES": "postgresql://x", "HOME": "/"})


def of_clients():
    """Every variable that the clients read or their documentation has."""
    texts = [*(ROOT / "clients").rglob("*.py"), *(ROOT / "docs/how-to").glob("*.md")]
    named = re.compile("OFFICER_DIRECTORY_(?:PORTAL|PRESS|HR)_[A-Z_]*[A-Z]")
    return sorted({name for text in texts for name in named.findall(text.read_text())})


@pytest.mark.parametrize("name", of_clients())
def test_what_a_client_on_the_same_machine_is_given_is_no_setting(name):
    assert Settings.from_environment({name: "x"}) == Settings.from_environment({})


@pytest.mark.parametrize("name", ["PRESS_HOMES", "PORTAL_KEYS"])
def test_what_a_client_is_given_is_refused_where_it_is_misspelt(name):
    with pytest.raises(SettingError, match=name):
        Settings.from_environment({f"OFFICER_DIRECTORY_{name}": "x"})


def test_the_default_is_a_file_in_data():
    settings = Settings.from_environment({"OFFICER_DIRECTORY_DATA": "/srv/city"})
    assert settings.database_url == "sqlite:////srv/city/directory.db"
    assert settings.ledger_url == "sqlite:////srv/city/ledger.db"
    assert settings.is_sqlite


def test_on_postgresql_the_ledger_is_in_the_same_database():
    settings = Settings(database_url="postgres://u@h/d")
    assert settings.database_url == settings.ledger_url == "postgresql://u@h/d"


@pytest.mark.parametrize("url", ["mysql://h/d", "sqlite://", "sqlite:///:memory:", "directory.db"])
def test_another_kind_of_database_is_refused(url):
    with pytest.raises(SettingError, match="DATABASE_URL"):
        Settings(database_url=url)


@pytest.mark.parametrize("url", ["example.org", "ftp://example.org"])
def test_a_public_address_is_a_web_address(url):
    with pytest.raises(SettingError, match="PUBLIC_URL"):
        Settings(public_url=url)


def test_keys_are_made_once_and_for_their_owner_alone(tmp_path):
    made = open_keys(tmp_path)
    assert open_keys(tmp_path) == made
    assert (len(made.pepper), len(made.cursor)) == (32, 64)
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "keys").iterdir()}
    assert modes == {"pepper.key": 0o600, "cursor.key": 0o600}
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert made.pepper.hex() not in repr(made)


@pytest.mark.parametrize("name", ["", "pepper.key", "cursor.key"])
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_keys_that_others_can_reach_are_refused(tmp_path, name, mode):
    open_keys(tmp_path)
    path = tmp_path / "keys" / name
    path.chmod(mode | (0o100 if path.is_dir() else 0))
    with pytest.raises(KeyFileError, match="read by others"):
        open_keys(tmp_path)


def test_a_missing_key_is_never_made_again_silently(tmp_path):
    open_keys(tmp_path)
    (tmp_path / "keys" / "pepper.key").unlink()
    with pytest.raises(KeyFileError, match="missing"):
        open_keys(tmp_path)


def test_a_key_of_the_wrong_size_is_refused(tmp_path):
    open_keys(tmp_path)
    (tmp_path / "keys" / "cursor.key").write_bytes(b"short")
    with pytest.raises(KeyFileError, match="64 bytes"):
        open_keys(tmp_path)


def test_whoever_is_second_to_make_keys_uses_the_first_ones(tmp_path, monkeypatch):
    first = open_keys(tmp_path)
    monkeypatch.setattr(Path, "exists", lambda _: False)
    assert open_keys(tmp_path) == first
    assert [p.name for p in tmp_path.iterdir()] == ["keys"]


@pytest.mark.parametrize("given", ["1", "65", "-2", "3.5", "many"])
def test_how_much_is_asked_at_a_time_is_a_number_in_bounds(given):
    with pytest.raises(SettingError, match="THREADS is a number from 2 to 64"):
        Settings(threads=given)


def test_readers_are_enough_for_questions_streams_and_the_watch():
    settings = Settings(threads="6")
    assert (settings.at_once, settings.streaming, settings.readers) == (6, 3, 10)
