"""Every published leak that we know of is tested, or there is a reason that holds."""

from pathlib import Path

import pytest

from tests.leaks import test_published
from tests.leaks.cannot_occur import ELSEWHERE, REASONS, Reason
from tests.leaks.conftest import Served
from tests.leaks.test_published import slug
from tests.leaks.twins import PLACES, QUESTIONS, RECORDS

IDS = Path(__file__).with_name("ids.txt").read_text(encoding="utf-8").splitlines()


def test_every_published_leak_is_tested_or_cannot_occur() -> None:
    tested = [slug(twin.id) for twin in (*QUESTIONS, *PLACES, *RECORDS)]
    named = [n.removeprefix("test_") for n in vars(test_published) if n.startswith("test_")]
    argued = [slug(reason.id) for reason in REASONS] + [slug(leak) for leak in ELSEWHERE]
    covered = [*tested, *argued, *(n for n in named if n in {slug(leak) for leak in IDS})]
    assert sorted(covered) == sorted(slug(leak) for leak in IDS)


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: slug(reason.id))
def test_the_reason_why_it_cannot_occur_holds(served: Served, reason: Reason) -> None:
    assert reason.holds(served.snapshot)


def test_what_is_tested_elsewhere_is_there() -> None:
    root = Path(__file__).parents[2]
    for where in ELSEWHERE.values():
        assert (root / where.split(":")[0]).is_dir()
