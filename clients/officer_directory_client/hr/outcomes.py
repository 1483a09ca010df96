"""How a delivery ended, and the exit code that says so."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from officer_directory_client._importing import Import, ImportRefusedError
from officer_directory_client._retrying import may_pass
from officer_directory_client.errors import (
    BadCredentialError,
    DirectoryError,
    InsufficientScopeError,
    InternalError,
    NoSuchRecordError,
    NotUnderstoodError,
    SignInError,
    TruncatedError,
    UnexpectedAnswerError,
)

_NOT_NOW: Final = ("server_error", "temporarily_unavailable")  # RFC 6749, 5.2 and its registry
_TRIED = "What was wrong may pass, and it was tried several times: the next run may succeed."
_UNTRUSTED = "`officer-directory-hr check` says what this client may do."
_ELSEWHERE = "This client is not bound to that agency, or is not one that writes. " + _UNTRUSTED


class Exit(IntEnum):
    """The exit codes of the command."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    ASKS_A_PERSON = 3
    LATER = 4


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a delivery ended. `planned` is the dry run, `imported` the import, where there was one.

    `ended` is one of `planned`, `imported`, `nothing-to-change`, `nothing-new`, `declined`,
    `refused`, `guarded`, `not-reached`, `misused`; `problems` are the lines that are wrong.
    """

    exit: Exit
    ended: str
    words: str
    problems: tuple[str, ...] = ()
    planned: Import | None = None
    imported: Import | None = None

    @property
    def is_delivered(self) -> bool:
        """Whether the directory has what the delivery tells."""
        return self.ended in ("imported", "nothing-to-change")


def outcome_of(error: DirectoryError) -> Outcome:
    """What an error of the client means for whoever runs the command."""
    if isinstance(error, ImportRefusedError):
        return _refused(error)
    if _is_of_the_moment(error):
        return Outcome(Exit.LATER, "not-reached", f"{error} {_TRIED}")
    if isinstance(error, NotUnderstoodError):
        return Outcome(Exit.USAGE, "misused", str(error))
    words = str(error)
    if isinstance(error, SignInError | BadCredentialError | InsufficientScopeError):
        words += f" Was the client revoked? {_UNTRUSTED}"
    if isinstance(error, NoSuchRecordError):
        words = _ELSEWHERE
    return Outcome(Exit.REFUSED, "refused", words)


def _refused(error: ImportRefusedError) -> Outcome:
    if error.ended.state == "lost":
        words = "The directory stopped before it had carried the import out; nothing was changed."
        return Outcome(Exit.LATER, "not-reached", f"{words} {_TRIED}")
    words = "Nothing was imported."
    if error.problems:
        words += " Correct these lines where the file comes from, and deliver it again."
    elif error.refusal:
        words += f" {error.refusal}"
    return Outcome(Exit.REFUSED, "refused", words, error.problems)


def _is_of_the_moment(error: DirectoryError) -> bool:
    if isinstance(error, SignInError):
        return error.code in _NOT_NOW
    passing = InternalError | TruncatedError | UnexpectedAnswerError
    return may_pass(error) or isinstance(error, passing)
