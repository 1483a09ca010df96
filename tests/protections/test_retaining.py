"""What opens inside entries goes when its time is over, and never under a legal hold."""

import time
from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import select
from tests.world import FERNHOLLOW

from officer_directory.ledger import append as appending
from officer_directory.ledger.append import Ledger
from officer_directory.ledger.besides import Besides
from officer_directory.ledger.keys import LedgerKeys
from officer_directory.ledger.sealer import Sealer
from officer_directory.ledger.verify import audit
from officer_directory.settings import SettingError
from officer_directory.store.engines import Database
from officer_directory.store.ledger import ledger_inside, ledger_pseudonym

YEARS = 365.2425 * 24 * 60 * 60
HR = {"tier": "hr", "key": "h1", "subject": "h1"}


@pytest.fixture
def entered(settings, world, monkeypatch):
    """Diaz and Kim looked up six years ago, four years ago, and now."""
    ledger, now = Ledger(settings), time.time()
    sealer = Sealer(settings, ledger)
    for ago in (6, 4, 0):
        monkeypatch.setattr(appending.time, "time", lambda ago=ago: now - ago * YEARS)
        for one in (world.diaz, world.kim):
            facts = {**HR, "asked": f"GET /v1/officers/{one['id']}", "officers": [one["id"]]}
            ledger.append_and_wait(facts, "inside")
    monkeypatch.undo()
    sealer.seal("inside")
    sealer.stop()
    ledger.close()
    return settings


@pytest.fixture
def kept(entered):
    """Of which entries something is kept, and of how many officers and months the names."""

    def look():
        with closing(Database.of_ledger(entered)) as database, database.reading() as connection:
            rows = connection.execute(select(ledger_inside).order_by(ledger_inside.c.number)).all()
            names = connection.execute(select(ledger_pseudonym)).all()
            assert audit(connection, "inside", LedgerKeys(entered).held()).wrong == ()
        return [bool(row.opening and row.summary) for row in rows], len(names)

    return look


def hold(cli, *whom):
    stated = ["--agency", FERNHOLLOW, *whom, "--reason", "A suit.", "--by", "R. Castellanos"]
    code, placed, _ = cli("ledger", "holds", "add", *stated)
    assert code == 0
    return placed.strip()


def test_what_is_older_than_five_years_is_dropped_and_the_log_stays_intact(kept, cli):
    assert kept() == ([True] * 6, 6)
    code, _, said = cli("ledger", "retain")
    assert (code, "2 entries" in said) == (0, True)
    assert kept() == ([False, False, True, True, True, True], 4)


def test_how_long_is_a_setting(kept, cli, monkeypatch):
    monkeypatch.setenv("OFFICER_DIRECTORY_LEDGER_YEARS", "3")
    assert cli("ledger", "retain")[0] == 0
    assert kept() == ([False] * 4 + [True] * 2, 2)


@pytest.mark.parametrize("word", ["0", "five", "-1", "101"])
def test_it_is_a_number_of_years(settings, word):
    with pytest.raises(SettingError, match="LEDGER_YEARS"):
        replace(settings, ledger_years=word)


def test_what_names_an_officer_under_a_hold_stays(kept, cli, world):
    hold(cli, "--uid", world.diaz["uid"])
    code, _, said = cli("ledger", "retain")
    assert (code, "1 stay, under a legal hold" in said) == (0, True)
    assert kept() == ([True, False, True, True, True, True], 5)


def test_while_a_whole_agency_is_held_nothing_is_dropped(kept, cli):
    hold(cli)
    code, _, said = cli("ledger", "retain")
    assert (code, "Nothing is dropped" in said) == (0, True)
    assert kept() == ([True] * 6, 6)


def test_a_hold_is_lifted_by_two_people_and_then_time_goes_on(kept, cli, world):
    held = hold(cli, "--uid", world.diaz["uid"])
    stated = ["--reason", "It is settled.", "--by", "R. Castellanos"]
    code, proposed, _ = cli("ledger", "holds", "lift", held, *stated)
    assert code == 0
    assert cli("approve", proposed.strip(), "--by", "R. Castellanos")[0] == 1
    assert held in cli("ledger", "holds", "list")[1]
    assert cli("approve", proposed.strip(), "--by", "T. Achebe")[0] == 0
    assert held not in cli("ledger", "holds", "list")[1]
    assert cli("ledger", "holds", "lift", held, *stated)[0] == 1
    assert cli("ledger", "retain")[0] == 0
    assert kept()[0][:2] == [False, False]


def test_a_server_does_it_every_day(settings, world):
    done, begin = [], 1_795_848_000.0
    with closing(Database.of_ledger(settings)) as database:
        besides = Besides(settings, database, lambda: done.append(now), lambda _: None)
        for now in (begin, begin + 60, begin + 24 * 60 * 60):
            besides.do(now, shut=False)
    assert done == [begin, begin + 24 * 60 * 60]
