"""The service's own ledger proves to a newsroom what it was given, on each engine."""

import time
from dataclasses import replace

import httpx2
import pytest
from tests import world as fictional
from tests.clients.served import served
from tests.http.test_serving import free_port

from officer_directory.disclosure import activation
from officer_directory.ledger import export
from officer_directory.store.engines import Database
from officer_directory_client import PressDirectory
from officer_directory_proofs.command import main

LONG = 30
LOGS = ("publication", "press", "inside")


@pytest.fixture(params=("sqlite", "postgresql"))
def signing_often(request, make_settings, tmp_path):
    """A directory that signs its press log each second."""
    settings = replace(make_settings(request.param, tmp_path / "data"), ledger_press_seconds="1")
    database = Database(settings)
    built = fictional.build(database, activation.ensure(database, settings))
    database.close()
    with served(settings, built, free_port()) as running:
        yield running


def test_what_the_directory_gave_is_proven(nobody, signing_often):
    key, api = signing_often.keys["press"], signing_often.api
    nobody.runs("login", "--api", api, "--key-file", "-", stdin=f"{key}\n")
    nobody.runs("officers", "--agency", "fernhollow", "--out", "roster.csv")
    nobody.runs("officers", "--agency", "fernhollow", "--format", "sqlite", "--out", "roster.db")
    until = time.monotonic() + LONG
    while (result := nobody.tries("verify")).exit_code and time.monotonic() < until:
        assert "disproven" not in result.stdout
        time.sleep(0.5)
    assert result.exit_code == 0, result.output
    assert result.stdout.count("proven ") == 3  # and the database
    assert "made of roster.ndjson, record for record" in result.stdout
    (nobody.folder / "roster.csv").write_text("edited\n")
    assert nobody.tries("verify", "--offline").exit_code == 1


def test_each_log_of_the_directory_is_proven_whole(signing_often, tmp_path, capsys):
    key = signing_often.keys["press"]
    with PressDirectory(signing_often.api, key) as press:
        press.page(limit=1)
    hr = httpx2.Client(base_url=signing_often.api, auth=(signing_often.keys["records"], ""))
    with hr:
        assert hr.get("/v1/officers").status_code == 200
        (tmp_path / "keys").write_bytes(hr.get("/v1/ledger/keys").content)
        for log in LOGS:
            (tmp_path / f"{log}.checkpoint").write_bytes(signed(hr, log))
    database = Database.of_ledger(signing_often.settings)
    with database.reading() as connection:
        for log in LOGS:
            lines = export.lines(connection, log, openings=True)
            path = tmp_path / f"{log}.ndjson"
            path.write_text("".join(f"{line}\n" for line in lines))
    database.close()
    for log in LOGS:
        head = ("--checkpoint", str(tmp_path / f"{log}.checkpoint"))
        given = ["log", str(tmp_path / f"{log}.ndjson"), *head, "--key", str(tmp_path / "keys")]
        assert main(given) == 0, capsys.readouterr()
    assert main(["keys", str(tmp_path / "keys")]) == 0, capsys.readouterr()


def signed(client, log):
    """The first checkpoint of a log."""
    until = time.monotonic() + LONG
    while (answer := client.get(f"/v1/ledger/checkpoints/{log}")).status_code == 404:
        assert time.monotonic() < until, log
        time.sleep(0.5)
    return answer.content
