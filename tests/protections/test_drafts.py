"""What is drafted protects from now on at least."""

import pytest

from officer_directory.errors import RefusedByRuleError
from officer_directory.protections.drafts import HOLD_SECONDS, draft

NOW = 1_800_000_000


def drafted(**stated):
    return draft("hold", None, "A threat", "Ada", now=NOW, zone="UTC", **stated)


@pytest.mark.parametrize("starts", [None, "2020-01-01", "2026-12-31", "2027-01-15T07:59:00Z"])
def test_a_hold_whose_start_lies_back_holds_seventy_two_hours_from_now(starts):
    made = drafted(starts=starts)
    assert made.starts_at <= NOW
    assert made.ends_at == NOW + HOLD_SECONDS


def test_what_would_have_ended_already_is_refused():
    with pytest.raises(RefusedByRuleError, match="protect nobody"):
        drafted(starts="2020-01-01", ends="2020-02-01")
