"""How things are said: one line, no control of the terminal, and what to do about an error."""

import pytest

from officer_directory_client import Problem, errors
from officer_directory_client._terminal import plain
from officer_directory_client.press.words import counted, refusal


@pytest.mark.parametrize("control", ["\x1b[2J", "\r", "\n", "\x9b", "\u202e", "\u2028", "\u200b"])
def test_nothing_that_was_given_moves_the_cursor_or_hides(control):
    assert control not in plain(f"Kim{control}Lee")
    assert plain("Lucía Díaz, O'Brien, 金") == "Lucía Díaz, O'Brien, 金"


def test_one_is_said_as_one():
    said = [counted(1, "salaries"), counted(2, "salaries"), counted(1, "officers")]
    assert said == ["1 salary", "2 salaries", "1 officer"]
    assert counted(9310, "officers") == "9,310 officers"


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (errors.QuotaExceededError(Problem("x", "Over", 429, "y"), 120), "in 120 seconds"),
        (errors.QuotaExceededError(Problem("x", "Over", 429, "y")), "later"),
        (errors.BadCredentialError(Problem("x", "Bad", 401, "y")), "login"),
        (errors.NoAnswerError(), "Is the directory running"),
        (errors.TruncatedError("It broke off."), "Nothing was kept"),
    ],
)
def test_a_refusal_says_what_to_do(error, advice):
    assert advice in refusal(error).message
    assert refusal(error).exit_code == 1
