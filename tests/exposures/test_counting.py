"""How entries are counted: streams, entries of an earlier release, people who were erased."""

import json
import time

import pytest
from alembic import command
from sqlalchemy import text
from tests.exposures.test_exact import reading

from officer_directory.errors import NotAnsweredError
from officer_directory.ledger import exposure
from officer_directory.ledger.append import Ledger
from officer_directory.ledger.commitment import Opening, inside_entry
from officer_directory.ledger.entry import Row
from officer_directory.ledger.erasure_keys import ErasureKeys
from officer_directory.ledger.exposure import disclosed
from officer_directory.ledger.rolling import wrong
from officer_directory.ledger.rollup import steps
from officer_directory.ledger.sealer import Sealer
from officer_directory.ledger.storing import HeadMovedError
from officer_directory.ledger.tree import leaf_hash
from officer_directory.store.engines import Database
from officer_directory.store.schema import LEDGER

ANA, BEN = "ana", "ben"
HR = {"tier": "hr", "key": "k", "label": "payroll", "policy": "p", "status": 200}


@pytest.fixture
def ledger(settings):
    made = Ledger(settings)
    yield made
    made.close()


@pytest.fixture
def sealer(settings, ledger):
    made = Sealer(settings, ledger)
    yield made
    made.stop()


def gave(ledger, given, **more):
    ledger.append_and_wait({**HR, "given": given, **more}, "inside")


def tokens_of(settings, officer):
    return ErasureKeys(settings.data).tokens_of([officer])


def counted(settings, officer=ANA):
    with reading(settings) as connection:
        found = disclosed(connection, tokens_of(settings, officer), 0, 99_999)
    told = [(one.officer, one.kind["fields"], one.disclosures) for one in found]
    return sorted(told, key=lambda one: one[1] or [])


def test_one_answer_is_one_disclosure_whatever_groups_it_has(settings, ledger, sealer):
    for _ in range(2):
        gave(ledger, [("complaint:number", (ANA, BEN)), ("complaint:number narrative", (ANA,))])
        gave(ledger, [("officer:rank", (BEN,))], officers=(ANA, BEN))
        sealer.seal("inside")
    both = ["complaint:number", "complaint:number narrative"]
    assert counted(settings) == [(ANA, both, 2)]
    assert counted(settings, BEN) == [(BEN, ["complaint:number"], 2), (BEN, ["officer:rank"], 2)]


def earlier(settings, ledger, told, names):
    """An entry as the release before wrote it: it does not say what was given."""
    summary = Opening.of({**told, "officers": names, "log": "inside", "v": 1})
    entry = inside_entry("00" * 32, summary.summary_commitment(), time.time())
    ledger.add([Row("inside", entry, leaf_hash(entry), summary.kept())])


def test_of_an_earlier_entry_any_field_may_have_been_given(settings, ledger, sealer):
    gave(ledger, [("officer:rank", (ANA,))])
    with reading(settings) as connection:
        (name,) = connection.scalars(text("SELECT name FROM ledger_pseudonym"))
    earlier(settings, ledger, {**HR, "route": "GET /v1/officers/{id}"}, [name])
    for _ in range(2):
        assert sorted(fields is None for _, fields, _ in counted(settings)) == [False, True]
        sealer.seal("inside")


def test_an_earlier_stream_counts_as_given_of_everyone(settings, ledger, sealer):
    earlier(settings, ledger, {**HR, "route": "GET /v1/officers", "stream": "csv"}, [])
    earlier(settings, ledger, {**HR, "route": "HEAD /v1/officers", "stream": "csv"}, [])
    earlier(settings, ledger, {**HR, "route": "GET /v1/officers", "ended": True}, [])
    for _ in range(2):
        assert counted(settings) == [("", None, 1)]
        sealer.seal("inside")


def test_whoever_is_erased_is_in_no_count_and_the_counts_still_follow(settings, ledger, sealer):
    gave(ledger, [("officer:rank", (ANA, BEN))])
    sealer.seal("inside")
    database = Database.of_ledger(settings)
    with database.transaction() as connection:
        (ana,) = tokens_of(settings, ANA)
        connection.execute(text("DELETE FROM ledger_pseudonym WHERE officer = :ana"), {"ana": ana})
    database.close()
    assert counted(settings) == []
    assert counted(settings, BEN) == [(BEN, ["officer:rank"], 1)]
    with reading(settings) as connection:
        assert list(wrong(connection)) == []


def test_of_oversight_nothing_is_counted(settings, ledger, sealer):
    gave(ledger, [("officer:rank", (ANA,))], tier="oversight")
    assert counted(settings) == []
    sealer.seal("inside")
    assert counted(settings) == []


def test_no_answer_is_given_while_too_much_is_not_counted(settings, ledger, sealer, monkeypatch):
    monkeypatch.setattr(exposure, "MOST_WAITING", 2)
    for _ in range(3):
        gave(ledger, [("officer:rank", (ANA,))])
    with pytest.raises(NotAnsweredError):
        counted(settings)
    sealer.seal("inside")
    assert counted(settings) == [(ANA, ["officer:rank"], 3)]


def test_of_two_that_count_the_same_entries_one_stops(settings, ledger, sealer):
    gave(ledger, [("officer:rank", (ANA,))])
    sealer.seal("inside")
    with reading(settings) as connection:
        (again,) = steps(connection, 1, 0, 10)
    with pytest.raises(HeadMovedError):
        ledger.run(lambda store: store.roll(again))
    assert counted(settings) == [(ANA, ["officer:rank"], 1)]


def test_a_roll_up_made_anew_catches_up_with_what_is_counted_meanwhile(settings, ledger, sealer):
    gave(ledger, [("officer:rank", (ANA,))])
    sealer.seal("inside")

    def meanwhile(upto):
        if upto < 3:
            gave(ledger, [("officer:rank", (ANA,))])
            sealer.seal("inside")

    upto = sealer.recount(meanwhile)
    assert upto == 3
    assert counted(settings) == [(ANA, ["officer:rank"], 3)]
    with reading(settings) as connection:
        assert list(wrong(connection)) == []
        generations = connection.scalars(text("SELECT DISTINCT generation FROM ledger_exposure"))
        assert list(generations) == [2]


def test_a_summary_names_nobody(settings, ledger):
    gave(ledger, [("officer:rank", (ANA,))], officers=(ANA,))
    with reading(settings) as connection:
        (kept,) = connection.scalars(text("SELECT summary FROM ledger_inside"))
    content = json.loads(Opening.from_kept(bytes(kept)).content)
    assert content["given"] == [["officer:rank"]]
    assert ANA not in json.dumps(content)


def test_many_officers_keep_the_names_that_they_have_this_month(settings):
    for _ in range(2):  # another process each time
        ledger = Ledger(settings)
        ledger.recall((ANA, BEN))
        gave(ledger, [("officer:rank", (ANA, BEN))])
        ledger.close()
    with reading(settings) as connection:
        assert connection.scalar(text("SELECT count(*) FROM ledger_pseudonym")) == 2
    assert counted(settings) == [(ANA, ["officer:rank"], 2)]


def test_what_was_entered_before_there_were_counts_is_counted(settings):
    ledger = Ledger(settings)
    gave(ledger, [("officer:rank", (ANA,))])
    ledger.close()
    database = Database.of_ledger(settings)
    for step, to in ((command.downgrade, "ledger_0002"), (command.upgrade, "head")):
        with database.transaction() as connection:
            step(LEDGER.config(connection), to)
    database.close()
    ledger = Ledger(settings)
    assert counted(settings) == [(ANA, ["officer:rank"], 1)]
    sealer = Sealer(settings, ledger)
    sealer.seal("inside")
    sealer.stop()
    ledger.close()
    with reading(settings) as connection:
        assert connection.scalar(text("SELECT sum(disclosures) FROM ledger_exposure")) == 1
    assert counted(settings) == [(ANA, ["officer:rank"], 1)]
