"""A clock that was set wrong ends no order early: everything is closed until it is right."""

import time

import pytest

from officer_directory.disclosure import views as viewing
from officer_directory.disclosure.clock import BEARABLE_SECONDS, SteadyClock
from officer_directory.disclosure.opened import open_views
from officer_directory.disclosure.watch import Watch
from officer_directory.errors import NotAnsweredError
from officer_directory.identity.requester import Requester
from officer_directory.tiers import Tier


class Set:
    """A clock that can be set."""

    def __init__(self) -> None:
        self.by = 0

    def now(self) -> int:
        return int(time.time()) + self.by


@pytest.mark.parametrize("by", [86_400, -86_400, BEARABLE_SECONDS + 2, -BEARABLE_SECONDS - 2])
def test_a_clock_that_jumps_is_not_believed_until_it_is_back(by):
    clock = Set()
    steady = SteadyClock(clock)
    assert steady.is_believed()
    clock.by = by
    assert not steady.is_believed()
    assert not steady.is_believed()
    clock.by = 0
    assert steady.is_believed()


def test_a_clock_that_is_corrected_little_by_little_is_followed():
    clock = Set()
    steady = SteadyClock(clock)
    for clock.by in range(0, 10 * BEARABLE_SECONDS, BEARABLE_SECONDS // 2):
        assert steady.is_believed()


@pytest.mark.parametrize(("behind", "believed"), [(30, True), (3_600, False)])
def test_a_clock_before_what_is_on_record_is_not_believed(behind, believed):
    assert SteadyClock(Set(), int(time.time()) + behind).is_believed() is believed


def test_what_is_wrong_is_said_once(caplog):
    clock = Set()
    steady = SteadyClock(clock)
    clock.by = 7_200
    assert not steady.is_believed()
    assert not steady.is_believed()
    (said,) = caplog.messages
    assert "set by +7200 seconds" in said


@pytest.fixture
def views(settings, snapshot, world):
    opened = open_views(settings, snapshot, b"k" * 64)
    yield opened
    opened.close()


def public(views):
    return views.of(Requester(Tier.PUBLIC, "public"))


def test_while_the_databases_clock_is_wrong_nobody_is_answered(views, database, monkeypatch):
    watch = Watch(views, database)
    watch.look()
    public(views)
    now = database.now
    monkeypatch.setattr(database, "now", lambda: now() + 86_400)
    watch.look()
    with pytest.raises(NotAnsweredError):
        public(views)
    monkeypatch.undo()
    watch.look()
    public(views)


def test_a_machines_clock_that_was_set_closes_before_anybody_looks(views, monkeypatch):
    public(views)
    wrong = time.time() - 3_600
    monkeypatch.setattr(viewing.time, "time", lambda: wrong)
    with pytest.raises(NotAnsweredError):
        public(views)
