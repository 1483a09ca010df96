"""How a check ends: it proves, it disproves, or it cannot tell.

What a check returns was proven. Whatever else happens is one of two errors, each with a
sentence for whoever is not a programmer; no other error leaves a check, whatever it was given.
"""

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes of the commands."""

    PROVEN = 0
    DISPROVEN = 1
    CANNOT_TELL = 2


class CheckError(Exception):
    """Nothing was proven."""

    exit: Exit


class DisprovenError(CheckError):
    """What was given can be read, and does not fit together: something was altered or is false."""

    exit = Exit.DISPROVEN


class CannotTellError(CheckError):
    """What was given does not suffice: unreadable, incomplete, or not of a key that is trusted."""

    exit = Exit.CANNOT_TELL
