"""What is left of a limit never depends on a row that is hidden."""

import re
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from tests.noninterference.directories import MakeSettings, opened
from tests.noninterference.sweep import Sweep

from officer_directory.tiers import Tier

EXACT = """
[tier.{tier}]
burst = "1900/hour"
daily = "1900/day"
{budget}
"""
BUDGETS = {Tier.PRESS: "records_per_day = 1900", Tier.HR: "officers_per_day = 1900"}


@pytest.mark.parametrize("tier", [Tier.PRESS, Tier.HR])
def test_what_is_left_depends_on_the_question_and_what_is_shown_alone(
    make_settings: MakeSettings, tmp_path: Path, engine: str, tier: Tier
) -> None:
    """Two worlds that are one to the tier, asked alike one by one: the same is left in both."""
    limits = tmp_path / "limits.toml"
    limits.write_text(EXACT.format(tier=tier, budget=BUDGETS[tier]))

    def limited(engine: str, data: Path):
        return replace(make_settings(engine, data), limits=limits)

    with opened(limited, tmp_path, engine, tier) as pair:
        told = set()
        for asking in islice(Sweep(pair), 120):
            one, two = (left(answer.header(b"ratelimit")) for answer in pair.ask(asking))
            assert one == two, asking.target
            told.add(one)
        assert len(told) > 60  # it is told exactly, and does go down


def left(header: bytes | None) -> tuple[bytes, ...]:
    """The `r` of each limit; `t` is of the clock."""
    return tuple(re.findall(rb'"\w+";r=\d+', header or b""))
