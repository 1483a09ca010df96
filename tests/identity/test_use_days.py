"""Of the use of a key its last day is kept: never the hour, and not twice."""

from officer_directory.identity.use_days import UseDays

NOON = 1_800_014_400
DAY = 86_400


def test_a_day_is_noted_once_and_the_next_day_again():
    noted = []
    days = UseDays(lambda key_id, day: noted.append((key_id, day)))
    for at in (NOON, NOON + 60, NOON + 3_600):
        days.note("k", None, at)
    days.note("k", None, NOON + DAY)
    days.note("other", None, NOON)
    assert noted == [("k", "2027-01-15"), ("k", "2027-01-16"), ("other", "2027-01-15")]


def test_a_day_that_is_known_is_not_noted_again():
    noted = []
    UseDays(lambda *use: noted.append(use)).note("k", "2027-01-15", NOON)
    assert noted == []
