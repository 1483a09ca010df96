"""How things are said: numbers of records, and what to do about an error."""

import click

from officer_directory_client import errors
from officer_directory_client._terminal import plain


def counted(count: int, noun: str) -> str:
    """A number of records of a list: `1 officer`, `9,310 officers`, `2 salaries`."""
    return f"{count:,} {_one(noun) if count == 1 else noun}"


def _one(noun: str) -> str:
    return f"{noun[:-3]}y" if noun.endswith("ies") else noun.removesuffix("s")


def refusal(error: errors.DirectoryError) -> click.ClickException:
    """An error of the directory, and what to do about it."""
    return click.ClickException(f"{plain(error)}{_advice(error)}")


def _advice(error: errors.DirectoryError) -> str:
    if isinstance(error, errors.BadCredentialError):
        return "\nYour key is not good here, or no longer. Run: officer-directory-press login"
    if isinstance(error, errors.QuotaExceededError):
        when = f" in {error.retry_after:,.0f} seconds" if error.retry_after else " later"
        return f"\nYou have asked as much as a limit allows. Try again{when}."
    if isinstance(error, errors.NoAnswerError):
        return "\nIs the directory running, and its address right? Nothing was kept; try again."
    if isinstance(error, errors.TruncatedError):
        return "\nNothing was kept. Try again."
    if isinstance(error, errors.UnexpectedAnswerError):
        return "\nIs that the address of a directory? `login` sets another one."
    return ""
