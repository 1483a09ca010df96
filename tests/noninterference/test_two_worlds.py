"""Two worlds that are one to a tier answer it byte for byte alike, whatever is asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from officer_directory.tiers import Tier
from tests.noninterference.directories import MakeSettings, Pair, opened
from tests.noninterference.drawn import askings, steps
from tests.noninterference.handing_in import hand_ins, secret_corrections, wrong
from tests.noninterference.observing import Asking
from tests.noninterference.secret_writes import Write, own_writes, secret_writes
from tests.noninterference.shared_writes import MEANWHILE, shared_writes
from tests.noninterference.sweep import Sweep

_DRAWN = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
_SEQUENCES = settings(_DRAWN, max_examples=6)


@pytest.fixture(params=list(Tier))
def pair(
    request: pytest.FixtureRequest, make_settings: MakeSettings, tmp_path: Path, engine: str
) -> Iterator[Pair]:
    with opened(make_settings, tmp_path, engine, request.param) as made:
        yield made


def test_no_request_tells_two_worlds_apart(pair: Pair) -> None:
    sweep = Sweep(pair)
    assert pair.difference(sweep) is None

    @_DRAWN
    @given(st.lists(askings(sweep), min_size=1, max_size=12))
    def whatever_is_asked(drawn: list) -> None:  # type: ignore[type-arg]
        assert pair.difference(drawn) is None

    whatever_is_asked()

    writes = [*secret_writes(pair), *own_writes(pair, sweep)]
    whatever_happens_meanwhile(pair, sweep, writes)


def test_what_is_written_in_both_worlds_tells_none_apart(pair: Pair) -> None:
    """The records tier protects and enters orders; then everyone looks, and some see it.

    Strangers hand in what they may, about whoever there is and is not.
    """
    sweep, writes = Sweep(pair), shared_writes(pair)
    officers = Asking("GET", b"/v1/officers.ndjson")
    before, _ = pair.ask(officers)
    assert (len(writes) >= 2) == (pair.tier is not Tier.ADMIN)
    for write in writes:
        write()
        assert pair.difference(sweep.walks()) is None
    after, _ = pair.ask(officers)
    assert (before != after) == (pair.tier in MEANWHILE)
    assert pair.difference([*sweep.addresses(), *sweep.searches()]) is None
    for hand_in in hand_ins(pair, sweep.secrets):
        hand_in()
        assert pair.difference(wrong(sweep.secrets)) is None
    for secret in secret_corrections(pair, sweep.secrets):
        secret()
    assert pair.difference([*sweep.addresses(), *wrong(sweep.secrets)]) is None

    whatever_happens_meanwhile(pair, sweep, [*writes, *secret_writes(pair)])


def whatever_happens_meanwhile(pair: Pair, sweep: Sweep, writes: list[Write]) -> None:
    """Requests that are drawn, with writes in between."""

    @_SEQUENCES
    @given(steps(sweep, writes))
    def tells_nothing(drawn: list) -> None:  # type: ignore[type-arg]
        for step in drawn:
            if callable(step):
                step()
            else:
                assert pair.difference([step]) is None

    tells_nothing()
