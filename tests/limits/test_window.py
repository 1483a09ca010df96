"""Counting in memory: never more than the quota in any span of a window."""

from hypothesis import given
from hypothesis import strategies as st

from officer_directory.limits.rates import Limit
from officer_directory.limits.window import Windows


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@given(
    st.integers(1, 12),
    st.lists(st.tuples(st.floats(0, 4), st.integers(1, 5)), min_size=1, max_size=60),
)
def test_no_span_of_the_length_of_a_window_gives_more_than_the_quota(quota, asked):
    clock, limit = Clock(), Limit("burst", quota, 3)
    windows, given_out = Windows(clock), []
    for later, cost in asked:
        clock.now += later
        if not windows.hit("a", [limit], cost):
            given_out.append((clock.now, min(cost, quota)))
    for end, _ in given_out:
        assert sum(cost for at, cost in given_out if end - 3 < at <= end) <= quota


@given(st.lists(st.floats(0, 1), min_size=5, max_size=40))
def test_whoever_waits_as_long_as_they_are_told_is_let_in(pauses):
    clock, limit = Clock(), Limit("burst", 4, 3)
    windows = Windows(clock)
    for pause in pauses:
        clock.now += pause
        for state in windows.hit("a", [limit], 2):
            assert 1 <= state.renews <= limit.window
            clock.now += state.renews + 1e-6  # less than a clock can tell
            assert windows.hit("a", [limit], 2) == []


def test_what_one_limit_refuses_is_charged_to_none():
    windows, burst, daily = Windows(Clock()), Limit("burst", 1, 1), Limit("daily", 10, 86_400)
    assert windows.hit("a", [burst, daily], 1) == []
    for _ in range(5):
        assert [s.limit for s in windows.hit("a", [burst, daily], 1)] == [burst]
    assert windows.stand("a", [daily])[0].left == 9


def test_nobody_is_charged_for_another():
    windows, limit = Windows(Clock()), Limit("burst", 1, 1)
    assert windows.hit("a", [limit], 1) == windows.hit("b", [limit], 1) == []


def test_a_cost_above_a_whole_limit_is_the_whole_limit():
    windows, limit = Windows(Clock()), Limit("burst", 3, 1)
    assert windows.hit("a", [limit], 5) == []
    assert windows.stand("a", [limit])[0].left == 0


def test_past_the_bound_whoever_is_new_shares_one_window():
    clock, limit = Clock(), Limit("burst", 1, 60)
    windows = Windows(clock, most=3)
    for subject in "abc":
        assert windows.hit(subject, [limit], 1) == []
    assert windows.hit("d", [limit], 1) == []
    assert windows.hit("e", [limit], 1) != []
    clock.now += 61  # those are forgotten then
    assert windows.hit("f", [limit], 1) == windows.hit("g", [limit], 1) == []
