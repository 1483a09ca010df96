"""Every pair of writers, in both orders: what is published is what the facts give."""

import itertools
from collections.abc import Callable
from contextlib import closing

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.races.department import WRITERS, Department
from tests.races.two_at_once import COMMIT, at_once

from officer_directory.disclosure import check, locks
from officer_directory.errors import RefusedByRuleError
from officer_directory.intake.hr import single

STOPS = (1, 4, COMMIT)
PAIRS = list(itertools.permutations(WRITERS, 2))


@pytest.fixture
def race(department: Department, monkeypatch) -> Callable[..., list[str]]:
    """Race two writers in the department as it was; what is published wrongly afterwards.

    No writer tries again: the locks alone must do.
    """
    monkeypatch.setattr(single, "_TRIES", 1)

    def both(first: str, second: str, subject: str, stop_after: int) -> list[str]:
        department.restore()
        one, other = department.writer(first, subject), department.writer(second, subject)
        at_once(department.open, one, other, stop_after)
        with closing(department.open()) as database:
            return check.differences(database, department.prepared.snapshot)

    return both


@pytest.mark.parametrize("stop_after", STOPS)
@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_after_both_what_is_published_is_what_the_facts_give(race, first, second, stop_after):
    subject = "quill" if "open" in (first, second) else "diaz"
    assert race(first, second, subject, stop_after) == []


@pytest.mark.parametrize("twice", ["hold", "order", "import", "state", "assign"])
def test_the_same_twice_is_as_right(race, twice):
    assert race(twice, twice, "diaz", COMMIT) == []


def test_without_the_locks_every_race_is_lost(race, monkeypatch):
    """So each race above shows what the locks do.

    An import and a statement both change the officer's own row: one waits for the other.
    """
    monkeypatch.setattr(locks, "_lock_rows", lambda _connection, _table, ids: list(ids))
    monkeypatch.setattr(locks, "text", lambda _: text("SELECT CAST(:key AS bigint)"))

    def lost(first: str, second: str) -> bool:
        try:
            return race(first, second, "diaz", COMMIT) != []
        except (DBAPIError, psycopg.Error, RefusedByRuleError):  # both wrote the same
            return True

    pairs = [pair for pair in PAIRS if "open" not in pair and set(pair) != {"import", "state"}]
    assert not [pair for pair in pairs if not lost(*pair)]
