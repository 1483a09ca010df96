"""Settings: a file of its owner's alone, the environment over it, and no secret in either."""

import json

import pytest
from tests.clients.hr.delivering import write

from officer_directory_client.hr.configuration import WronglySetError, configured

SET = {"api": "https://directory.example", "client_id": "odc1", "client_secret_file": "secret"}


def settings(tmp_path, environment=(), mode=0o600, **changed):
    told = {name: value for name, value in (SET | changed).items() if value is not None}
    text = "".join(f"{name} = {json.dumps(value)}\n" for name, value in told.items())
    write(tmp_path / "hr.toml", text, mode)
    return configured(tmp_path / "hr.toml", dict(environment))


def test_a_relative_path_is_beside_the_file_and_an_empty_setting_is_unset(tmp_path):
    found = settings(tmp_path, agency="", dpop=True)
    assert found.client_secret_file == tmp_path / "secret"
    assert (found.agency, found.dpop) == (None, True)


def test_the_environment_comes_before_the_file(tmp_path):
    environment = {
        "OFFICER_DIRECTORY_HR_AGENCY": "Elsewhere Police Department",
        "OFFICER_DIRECTORY_HR_FORMAT": "",
        "OFFICER_DIRECTORY_HR_DPOP": "on",
        "OFFICER_DIRECTORY_DATA": "is another program's",
    }
    found = settings(tmp_path, environment, agency="Here", format="npi", dpop=False)
    assert found.agency == "Elsewhere Police Department"
    assert (found.format, found.dpop) == ("npi", True)


def test_the_environment_is_enough(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    found = configured(None, {f"OFFICER_DIRECTORY_HR_{n.upper()}": v for n, v in SET.items()})
    assert (found.api, found.client_id) == ("https://directory.example", "odc1")


def test_the_file_is_found_where_it_usually_is_or_where_the_environment_says(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    settings(tmp_path)
    assert configured(None, {"OFFICER_DIRECTORY_HR_CONFIG": str(tmp_path / "hr.toml")})
    (tmp_path / ".config/officer-directory").mkdir(parents=True)
    (tmp_path / "hr.toml").rename(tmp_path / ".config/officer-directory/hr.toml")
    assert configured(None, {}).client_id == "odc1"


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620])
def test_a_file_that_others_may_read_is_refused(tmp_path, mode):
    with pytest.raises(WronglySetError, match="chmod 600"):
        settings(tmp_path, mode=mode)
    found = settings(tmp_path)
    write(tmp_path / "secret", "odsec", mode)
    with pytest.raises(WronglySetError, match="chmod 600"):
        found.credential()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"api": None}, "api is not set"),
        ({"api": "http://directory.example"}, "api: Plain HTTP"),
        ({"client_id": None}, "client_id is not set"),
        ({"client_secret_file": None}, "either client_secret_file or private_key_file"),
        ({"private_key_file": "k"}, "either client_secret_file or private_key_file"),
        ({"client_secret": "odsec_1"}, "A secret is not written here"),
        ({"private_key": "odsec_1"}, "A secret is not written here"),
        ({"allow_removal": 100}, "a person's answer to one delivery"),
        ({"at_most_removed": 100}, "a person's answer to one delivery"),
        ({"agncy": "odsec_1"}, "agncy is no setting: api, client_id"),
        ({"dpop": "yes"}, "dpop is true or false"),
        ({"agency": 7}, "agency is text"),
    ],
)
def test_what_is_set_wrongly_is_named_and_not_repeated(tmp_path, changed, words):
    with pytest.raises(WronglySetError, match=words) as raised:
        settings(tmp_path, **changed)
    assert "odsec_1" not in str(raised.value)


def test_what_is_set_wrongly_in_the_environment_is_named(tmp_path):
    for name in ("CLIENT_SECRET", "AT_MOST_REMOVED", "AGNCY"):
        with pytest.raises(WronglySetError, match=name.lower()) as raised:
            settings(tmp_path, {f"OFFICER_DIRECTORY_HR_{name}": "odsec_1"})
        assert "odsec_1" not in str(raised.value)
    with pytest.raises(WronglySetError, match="is on or off"):
        settings(tmp_path, {"OFFICER_DIRECTORY_HR_DPOP": "maybe"})


def test_a_file_that_is_not_toml_is_refused_without_its_text(tmp_path):
    write(tmp_path / "hr.toml", "client_secret = odsec_1\n")
    with pytest.raises(WronglySetError, match="is not TOML: at line 1") as raised:
        configured(tmp_path / "hr.toml", {})
    assert "odsec_1" not in str(raised.value)


@pytest.mark.parametrize("text", ["", "\n", "a\nb", "é"])
def test_a_file_without_a_secret_is_named(tmp_path, text):
    found = settings(tmp_path)
    write(tmp_path / "secret", text)
    with pytest.raises(WronglySetError, match="holds no client secret"):
        found.credential()


def test_a_key_that_is_none_is_refused_without_its_text(tmp_path):
    found = settings(tmp_path, client_secret_file=None, private_key_file="key.pem")
    write(tmp_path / "key.pem", "odsec_1")
    with pytest.raises(WronglySetError, match=r"key\.pem: That is no private key") as raised:
        found.credential()
    assert "odsec_1" not in str(raised.value)
