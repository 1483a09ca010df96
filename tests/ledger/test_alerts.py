"""Unusual look-ups by an insider raise an alert; usual ones, and oversight's, raise none."""

from contextlib import closing
from dataclasses import replace

import pytest
from tests.ledger.reading import entries

from officer_directory.faults import BundleRefusedError
from officer_directory.ledger import append as appending
from officer_directory.ledger.alert_rules import Again, Hours, Many, Rules, chosen, parse
from officer_directory.ledger.alerting import Alerts, listed
from officer_directory.ledger.append import Ledger
from officer_directory.ledger.unusual import Day, findings
from officer_directory.settings import SettingError
from officer_directory.store.engines import Database

TODAY = 20_785  # 2026-11-28
NOON = TODAY * 86_400 + 12 * 3_600


def day(officers=3, hour=12, alone=()):
    made = Day()
    made.add(hour, [f"o{n}" for n in range(officers)])
    for one in alone:
        made.add(hour, [one])
    return made


def found(today, before, rules=Rules()):  # noqa: B008
    days = {TODAY - 1 - n: one for n, one in enumerate(before)} | {TODAY: today}
    return [one.rule for one in findings(days, TODAY, rules)]


@pytest.mark.parametrize(
    ("today", "before", "expected"),
    [
        (day(60), [day(3)] * 20, ["many"]),
        (day(49), [day(3)] * 20, []),
        (day(60), [day(3)] * 19 + [day(15)], []),
        (day(60), [day(3)] * 4, []),
        (day(60), [day(60)] * 30, []),
        (day(3, alone=["x"]), [day(3, alone=["x"])] * 7, ["again"]),
        (day(3, alone=["x"]), [day(3, alone=["x"])] * 6 + [day(3)] * 20, []),
        (day(3, alone=["y"]), [day(3, alone=["x"])] * 20, []),
        (day(5, hour=3), [day(3, hour=15)] * 10, ["hours"]),
        (day(5, hour=16), [day(3, hour=15)] * 10, []),
        (day(5, hour=0), [day(3, hour=23)] * 10, []),
        (day(4, hour=3), [day(3, hour=15)] * 10, []),
        (day(5, hour=3), [day(3, hour=15)] * 9, []),
    ],
)
def test_a_day_is_held_against_the_days_before(today, before, expected):
    assert found(today, before) == expected


def test_a_day_without_a_question_and_days_long_past_count_for_nothing():
    long_ago = {TODAY - 31 - n: day(3) for n in range(20)}
    assert list(findings(long_ago, TODAY, Rules())) == []
    assert list(findings({**long_ago, TODAY: day(60)}, TODAY, Rules())) == []


@pytest.fixture
def asking(settings, monkeypatch):
    """`ask(days_ago, tier, officers)`, and `look()` for the alerts."""
    ledger, database = Ledger(settings), Database.of_ledger(settings)

    def ask(ago, officers, tier="hr", **who):
        monkeypatch.setattr(appending.time, "time", lambda: NOON - ago * 86_400)
        facts = {"tier": tier, "key": "k1", "subject": "k1", "officers": officers, **who}
        ledger.append_and_wait({**facts, "asked": "GET /"}, "inside")
        monkeypatch.undo()

    def look(rules=Rules(again=Again(3), many=Many(officers=5, times=2, days=2))):  # noqa: B008
        return Alerts(database, ledger, rules).look(NOON)

    yield ask, look
    ledger.close()
    database.close()


def alerts(settings):
    with closing(Database.of_ledger(settings)) as database, database.reading() as connection:
        return [(one.rule, one.about, one.day, one.key) for one in listed(connection)]


@pytest.mark.parametrize(
    "who", [{}, {"person": "B. Osei"}, {"key": None, "client": "c", "issuer": ""}]
)
def test_one_and_the_same_officer_on_many_days_is_entered_once(settings, asking, who):
    ask, look = asking
    for ago in (2, 1, 0):
        ask(ago, ["o1"], **who)
        assert look() == (ago == 0)
    assert look() == 0
    name = who.get("person") or ("k1" if who.get("key", "k1") else " c")
    assert [one[:3] for one in alerts(settings)] == [("again", name, "2026-11-28")]
    (told,) = [one for _, one in entries(settings) if one.get("did") == "alert"]
    assert (told["rule"], told["about"], "officers" in told) == ("again", name, False)


def test_many_different_officers_are_counted_whatever_their_pseudonyms(settings, asking):
    ask, look = asking
    for ago in (2, 1):
        ask(ago, ["o1", "o2"])
    ask(0, ["o1", "o2", "o3"])
    ask(0, ["o2", "o3", "o4"])
    assert look() == 0
    ask(0, ["o5"])
    assert look() == 1
    assert alerts(settings)[0][0] == "many"


def test_a_person_is_one_whatever_client_they_use(settings, asking):
    ask, look = asking
    for ago, client in ((2, "desk"), (1, "phone"), (0, "car")):
        ask(ago, ["o1"], key=None, client=client, issuer="", person="B. Osei")
    assert look() == 1
    assert [one[:2] for one in alerts(settings)] == [("again", "B. Osei")]


@pytest.mark.parametrize("tier", ["oversight", "auditor", "admin"])
def test_nobody_is_alerted_about_those_who_watch(settings, asking, tier):
    ask, look = asking
    for ago in (3, 2, 1, 0):
        ask(ago, ["o1"], tier=tier)
    assert look() == 0
    assert alerts(settings) == []


def test_it_goes_on_where_it_was_and_reads_no_further_back_than_it_needs(settings, asking):
    ask, look = asking
    for ago in (200, 100, 50):
        ask(ago, ["o1"])
    ask(0, ["o1"])
    assert look() == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"[sometimes]\ndays = 3\n", "sometimes"),
        (b"[again]\ndais = 3\n", "dais"),
        (b"[again]\ndays = 0\n", "whole number"),
        (b"[again]\ndays = '3'\n", "whole number"),
        (b"again = 3\n", "must be a table"),
        (b"[again\n", "alerts.toml"),
    ],
)
def test_a_file_of_rules_is_read_strictly(content, says):
    with pytest.raises(BundleRefusedError, match=says):
        parse(content, "alerts.toml")


def test_a_file_of_rules_says_what_differs(settings, tmp_path):
    file = tmp_path / "alerts.toml"
    file.write_text("[again]\ndays = 3\n[hours]\nofficers = 9\n")
    assert chosen(replace(settings, alerts=file)) == Rules(again=Again(3), hours=Hours(officers=9))
    assert chosen(settings) == Rules()
    with pytest.raises(SettingError, match="ALERTS"):
        chosen(replace(settings, alerts=tmp_path / "none.toml"))
