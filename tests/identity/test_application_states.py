"""Where an application for a key stands, from its row and the time alone."""

from dataclasses import dataclass

from officer_directory.identity.application_states import LINK_DAYS, day_of, state_of
from officer_directory.identity.key_states import DAY

NOW = 1_800_000_000


@dataclass
class Application:
    granted_on: str | None = None
    refused_at: int | None = None
    refusal_confirmed_by: str | None = None
    key_id: str | None = None


def test_an_application_waits_until_somebody_decides():
    assert state_of(Application(), NOW) == "waiting"
    assert state_of(Application(), NOW + 10_000 * DAY) == "waiting"


def test_one_person_refuses_for_a_day_and_two_for_good():
    alone = Application(refused_at=NOW)
    assert state_of(alone, NOW + DAY - 1) == "refused"
    assert state_of(alone, NOW + DAY) == "waiting"
    both = Application(refused_at=NOW, refusal_confirmed_by="b.ito")
    assert state_of(both, NOW + 50 * DAY) == "refused"


def test_a_grant_goes_before_a_refusal_and_its_link_is_good_for_so_many_days():
    granted = Application(day_of(NOW), refused_at=NOW, refusal_confirmed_by="b.ito")
    assert state_of(granted, NOW + LINK_DAYS * DAY) == "granted"
    assert state_of(granted, NOW + (LINK_DAYS + 1) * DAY) == "expired"


def test_a_key_that_was_shown_is_taken_whatever_else():
    taken = Application(day_of(NOW), key_id="A" * 12)
    assert state_of(taken, NOW) == state_of(taken, NOW + 90 * DAY) == "taken"
