"""Domain errors: facts about what went wrong, with nothing of HTTP in them.

The edge maps each class to a problem document (`http.problems`) or to an exit code
(`cli`). A message says what to do, and never holds a value the reader may not see.
"""

from collections.abc import Mapping


class DirectoryError(Exception):
    """Something the directory refuses, with a sentence that says why and what to do."""


class RefusedByRuleError(DirectoryError):
    """A rule forbids it: exit code 1, or a conflict over HTTP."""


class SecondPersonNeededError(RefusedByRuleError):
    """Whoever proposed something cannot approve it."""


class NoSuchRecordError(DirectoryError):
    """No record can be shown: there is none, or it may not be said which."""


class NotAuthenticatedError(DirectoryError):
    """A credential was given and is not good; one message, whatever is wrong with it."""

    def __init__(self, message: str = "The credential is not valid.") -> None:
        super().__init__(message)


class OutOfScopeError(DirectoryError):
    """The credential is good and its scopes do not reach this far."""

    def __init__(self, message: str = "The credential does not reach that far.") -> None:
        super().__init__(message)


class NotAnsweredError(DirectoryError):
    """Something needed for a lawful answer is missing (ledger, policy): closed for now."""


class NotBegunError(NotAnsweredError):
    """Who was asked does not take it, and has done nothing: ask another, or again."""


class PolicyChangedError(NotAnsweredError):
    """Another policy came into force meanwhile; the same again works."""


class TooBroadError(DirectoryError):
    """A question that cannot be answered in bounded time; it can be streamed instead."""


class NotUnderstoodError(DirectoryError):
    """A parameter is unknown, repeated, misspelt or not disclosed to this requester."""


class FieldsRefusedError(NotUnderstoodError):
    """What is written cannot be: `fields` says of each field of the write what is wrong.

    The names are those of the schema and the words are ours: nothing that was sent.
    """

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {wrong}" for name, wrong in fields.items()))
        self.fields = dict(fields)


class NotAPhotoError(DirectoryError):
    """A file that is not one whole JPEG or PNG picture of reasonable size; says what to do."""


class KeyUsedOtherwiseError(NotUnderstoodError):
    """An idempotency key that has been used for another request."""


class StillUnderWayError(RefusedByRuleError):
    """The request with this idempotency key has not been answered yet."""


class ChangedMeanwhileError(RefusedByRuleError):
    """The record is not the one that the condition of the request names."""


class CursorExpiredError(DirectoryError):
    """A cursor from another query, tier or policy."""


class PolicyError(DirectoryError):
    """A policy bundle that cannot be loaded; the message has file, line and word."""


class IntakeError(DirectoryError):
    """A file that cannot be imported; `problems` has a line for each reason."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
