"""Starts and ends are read to the second, in the agency's own time, and never too narrowly."""

import pytest

from officer_directory.disclosure.local_days import ALREADY, local_end, local_start
from officer_directory.protections.instants import (
    UnreadableInstantError,
    end_instant,
    local_day,
    start_instant,
)
from officer_directory.store.columns import FOREVER

LOS_ANGELES = "America/Los_Angeles"
HOUR = 3_600


def test_a_day_is_a_day_of_the_agency():
    assert start_instant("2026-05-01", LOS_ANGELES) == start_instant(
        "2026-05-01T00:00:00-07:00", LOS_ANGELES
    )
    assert end_instant("2026-05-01", LOS_ANGELES) == start_instant(
        "2026-05-02T00:00:00-07:00", LOS_ANGELES
    )


@pytest.mark.parametrize(("day", "hours"), [("2026-03-08", 23), ("2026-11-01", 25)])
def test_a_day_on_which_clocks_change_is_covered_whole(day, hours):
    assert local_end(day, LOS_ANGELES) - local_start(day, LOS_ANGELES) == hours * HOUR


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("America/Havana", "2026-11-01"),
        ("America/Havana", "2026-03-07"),
        ("Asia/Beirut", "2021-10-30"),
    ],
)
def test_where_clocks_change_at_midnight_no_hour_is_lost(zone, day):
    last_second = local_end(day, zone) - 1
    assert (
        local_day(last_second, zone).isoformat() == day
        or local_day(last_second - HOUR, zone).isoformat() == day
    )
    assert local_day(local_end(day, zone), zone).isoformat() > day


def test_an_unknown_start_means_already_and_an_unknown_end_still():
    assert local_start(None, LOS_ANGELES) == local_start("", LOS_ANGELES) == ALREADY
    assert local_end(None, LOS_ANGELES) == local_end("9999-12-31", LOS_ANGELES) == FOREVER


def test_parts_of_a_second_are_rounded_outwards():
    whole = start_instant("2026-05-01T08:00:00Z", LOS_ANGELES)
    assert start_instant("2026-05-01T08:00:00.9Z", LOS_ANGELES) == whole
    assert end_instant("2026-05-01T08:00:00.1Z", LOS_ANGELES) == whole + 1


@pytest.mark.parametrize(
    "text",
    ["", "tomorrow", "2026-02-30", "2026-05-01T25:00", "05/01/2026", "2026-05", "1777622400"],
)
def test_what_is_neither_a_day_nor_a_time_is_refused(text):
    for read in (start_instant, end_instant):
        with pytest.raises(UnreadableInstantError):
            read(text, LOS_ANGELES)


def test_a_time_without_an_offset_is_the_agencys_own():
    assert start_instant("2026-05-01T08:00:00", LOS_ANGELES) == start_instant(
        "2026-05-01T15:00:00Z", LOS_ANGELES
    )


def test_a_time_that_occurs_twice_is_read_the_wider_way():
    twice = "2026-11-01T01:30:00"
    assert end_instant(twice, LOS_ANGELES) - start_instant(twice, LOS_ANGELES) == HOUR


@pytest.mark.parametrize(
    "text",
    ["20260501", "2026-W18", "9999-12-31T23:59:59-23:59", "0001-01-01", "9999-12-31", "2026"],
)
def test_what_may_be_a_slip_is_refused(text):
    for read in (start_instant, end_instant):
        with pytest.raises(UnreadableInstantError):
            read(text, LOS_ANGELES)
