"""A hold entered while the database is away is in force before anything else is shown."""

import json
import stat
import subprocess
import sys
import time

import pytest
from sqlalchemy import select
from tests.asking import serving
from tests.ledger.reading import facts
from tests.world_people import FERNHOLLOW
from tests.writing.test_one_writer import wait_until
from tests.writing.unreachable import can_go_away

from officer_directory import writer
from officer_directory.cli import session
from officer_directory.disclosure import check
from officer_directory.errors import NotAnsweredError, RefusedByRuleError
from officer_directory.http.problems import BY_KIND
from officer_directory.key_files import open_keys
from officer_directory.protections import drafts
from officer_directory.protections.pending import FILE, SET_ASIDE, PendingHolds
from officer_directory.store import giving_way
from officer_directory.store.engines import Database
from officer_directory.store.records import protection

HOLD = {
    "agency": FERNHOLLOW,
    "uid": "30117",
    "kind": "hold",
    "protection_class": None,
    "justification": "A threat was made this morning.",
    "by": "night.watch",
}
BODY = {"kind": "hold", "justification": "A threat was made this morning.", "by": "night.watch"}


@pytest.fixture(autouse=True)
def hurries(monkeypatch):
    """What locks a table for good is not awaited for five seconds in each test."""
    monkeypatch.setattr(giving_way, "_HURRY_MS", 300)


@pytest.fixture
def away(settings, world):
    """Settings whose database can go away, and what makes it."""
    open_keys(settings.prepare_data())
    with can_go_away(settings) as (through, database):
        yield through, database


def held(database):
    with database.reading() as connection:
        mine = select(protection).where(protection.c.author == "night.watch")
        return connection.execute(mine).all()


def test_a_hold_is_kept_and_in_force_before_anything_is_shown(away, world, database, snapshot):
    settings, gone = away
    address = f"/v1/officers/{world.diaz['id']}"
    with serving(settings, world) as ask:
        assert ask("public").get(address).status_code == 200
        gone.go_away()
        began = int(time.time())
        kept = session.run("protections.add", HOLD | {"protection": _ID}, settings)
        assert kept == {"protection": _ID, "pending": True}
        assert stat.S_IMODE((settings.data / FILE).stat().st_mode) == 0o600
        wait_until(lambda: ask("public").get("/readyz").status_code == 503)
        assert ask("public").get(address).status_code == 503
        gone.come_back()
        _until_answered(ask, address)
        assert ask("public").get(address).content == BY_KIND["no-such-record"].body
    (one,) = held(database)
    assert (one.id, one.kind) == (_ID, "hold")
    assert began <= one.starts_at <= began + 10
    assert one.ends_at == one.starts_at + drafts.HOLD_SECONDS
    assert not PendingHolds(settings.data).any()
    assert check.differences(database, snapshot) == []
    _entered_once(settings)


_ID = "6c1bb3f4-97a5-4c0f-8e1c-2b6d7a3f9f10"


def _until_answered(ask, address: str) -> None:
    """Ask without pause: the first answer that is not 503 must not show the officer."""
    end = time.monotonic() + 60
    while (answer := ask("public").get(address)).status_code == 503:
        assert time.monotonic() < end
    assert answer.status_code == 404


def _entered_once(settings) -> None:
    def mine():
        return [one for one in facts(settings) if one.get("did") == "recorded a pending hold"]

    wait_until(mine)
    assert [entry["arguments"]["protection"] for entry in mine()] == [_ID]


def test_over_http_a_hold_that_cannot_be_written_is_kept_and_closes_at_once(
    settings, world, database, monkeypatch
):
    """The database reads, and cannot be written: who asks is known, and the hold accepted."""
    open_keys(settings.prepare_data())
    address = f"/v1/officers/{world.diaz['id']}"
    with serving(settings, world) as ask:
        blocked, began = _Blocked(settings), time.monotonic()
        done = ask("records").post(f"{address}/protections", json=BODY)
        assert done.status_code == 202
        assert time.monotonic() - began < 20
        told = done.json()["protection"]
        assert told["pending"] is True
        assert ask("public").get(address).status_code == 503
        assert ask("oversight").get(address).status_code == 503
        blocked.go_on()
        _until_answered(ask, address)
    assert [one.id for one in held(database)] == [told["id"]]


class _Blocked:
    """Another program that has what a hold writes locked, and gives way to nobody."""

    def __init__(self, settings) -> None:
        self._database = Database(settings)
        self._connection = self._database.engine.connect()
        if not settings.is_sqlite:
            self._connection.exec_driver_sql("LOCK TABLE protection IN EXCLUSIVE MODE")
        else:
            self._connection.exec_driver_sql("SELECT 1")

    def go_on(self) -> None:
        self._connection.rollback()
        self._connection.close()
        self._database.close()


def test_a_server_that_starts_records_what_is_pending_first(settings, world, database):
    open_keys(settings.prepare_data())
    writer.keep_for_later(settings, "protections.add", HOLD)
    with serving(settings, world) as ask:
        assert ask("public").get(f"/v1/officers/{world.diaz['id']}").status_code == 404
    assert len(held(database)) == 1


@pytest.mark.parametrize("next_command", ["db.check", "protections.pending"])
def test_without_a_server_the_next_command_records_it(settings, world, database, next_command):
    open_keys(settings.prepare_data())
    writer.keep_for_later(settings, "protections.add", HOLD)
    session.run(next_command, {}, settings)
    assert len(held(database)) == 1


def test_it_is_recorded_once_though_it_was_asked_twice(settings, world, database, monkeypatch):
    """A hold of which nobody could say whether it was recorded, and a kill after recording."""
    open_keys(settings.prepare_data())
    asked = HOLD | {"protection": _ID}
    session.run("protections.add", asked, settings)
    writer.keep_for_later(settings, "protections.add", asked)
    with monkeypatch.context() as killed:
        killed.setattr(PendingHolds, "remove", lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            session.run("protections.pending", {}, settings)
    session.run("protections.pending", {}, settings)
    assert [one.id for one in held(database)] == [_ID]
    assert not PendingHolds(settings.data).any()


def test_a_hold_on_nobody_is_set_aside_for_a_person_and_the_next_is_recorded(
    settings, world, database, monkeypatch, capsys
):
    open_keys(settings.prepare_data())
    writer.keep_for_later(settings, "protections.add", HOLD | {"uid": "no such number"})
    writer.keep_for_later(settings, "protections.add", HOLD)
    assert writer.run(settings, "protections.pending", {}) == {"recorded": 1}
    (aside,) = PendingHolds(settings.data).aside()
    assert aside["arguments"]["uid"] == "no such number"
    assert "No officer of this agency" in aside["reason"]
    assert (settings.data / SET_ASIDE).stat().st_mode & 0o077 == 0
    monkeypatch.setenv("OFFICER_DIRECTORY_DATA", str(settings.data))
    monkeypatch.setenv("OFFICER_DIRECTORY_DATABASE_URL", settings.database_url)
    from officer_directory.cli.protections import list_protections

    list_protections()
    assert "is NOT in force: No officer of this agency" in capsys.readouterr().err


WRONG = [{"protection_class": "secret"}, {"by": " "}, {"ends": "2001-01-01"}]


@pytest.mark.parametrize("wrong", WRONG)
def test_what_a_rule_refuses_is_not_kept(settings, wrong):
    open_keys(settings.prepare_data())
    with pytest.raises(RefusedByRuleError):
        writer.keep_for_later(settings, "protections.add", HOLD | wrong)
    assert not PendingHolds(settings.data).any()


def test_a_finding_is_not_kept(settings):
    open_keys(settings.prepare_data())
    assert writer.keep_for_later(settings, "protections.add", HOLD | {"kind": "finding"}) is None


def test_where_no_server_is_a_hold_is_not_kept(make_settings, tmp_path):
    """In a folder that nobody serves it would wait for ever."""
    settings = make_settings("sqlite", tmp_path / "data")
    with pytest.raises(NotAnsweredError, match="NOT recorded"):
        writer.keep_for_later(settings, "protections.add", HOLD)


def test_the_command_line_says_that_it_is_not_in_force_yet(make_settings, tmp_path):
    """SQLite's file is moved away: found by its schema, which an empty file has not."""
    settings = make_settings("sqlite", tmp_path / "data")
    open_keys(settings.data)
    (settings.data / "directory.db").rename(tmp_path / "moved.db")
    options = ["--agency", FERNHOLLOW, "--uid", "30117", "--kind", "hold", "--by", "night.watch"]
    program = "from officer_directory.cli import main; main()"
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            program,
            "protections",
            "add",
            *options,
            "--justification",
            "A threat.",
        ],
        env={"OFFICER_DIRECTORY_DATA": str(settings.data), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "NOT in force yet" in done.stderr
    (line,) = PendingHolds(settings.data).waiting()
    assert json.loads(line)["arguments"]["protection"] == done.stdout.strip()
