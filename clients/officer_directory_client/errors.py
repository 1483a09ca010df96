"""What can go wrong, one class for each: all of them are a `DirectoryError`.

A refusal of the directory is a `ProblemError`, of the class of its problem type
(`docs/reference/problems.md`); a type that is not known here is a plain `ProblemError`.
No message, attribute or cause of any of them holds a credential.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


class DirectoryError(Exception):
    """Everything that this package raises by itself, but for wrong arguments."""


class NoAnswerError(DirectoryError):
    """No answer came: no connection, or it broke or took too long before the answer."""


class TruncatedError(DirectoryError):
    """An answer broke off before its end; what had come of it is not kept as if it were whole."""


class UnexpectedAnswerError(DirectoryError):
    """An answer that the directory does not give: a redirect, a page of something in between."""

    def __init__(self, words: str, status: int | None = None) -> None:
        super().__init__(words)
        self.status = status


class SignInError(DirectoryError):
    """The issuer gave no token. `code` is the error of RFC 6749, 5.2, where there was one."""

    def __init__(self, words: str, code: str | None = None) -> None:
        super().__init__(words)
        self.code = code


class FieldWithheldError(DirectoryError, AttributeError, KeyError):
    """A field was read that is withheld from you: neither unknown nor absent.

    `field` is its name, `exemption` the code of the ground; `fields()` has its words.
    """

    def __init__(self, field: str, exemption: str) -> None:
        super().__init__(f"{field} is withheld from you: {exemption}")
        self.field = field
        self.exemption = exemption

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem document (RFC 9457). `errors`: of a write, what is wrong, by field."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str | None = None
    errors: Mapping[str, str] | None = None


class ProblemError(DirectoryError):
    """The directory refused. `problem` says why; `retry_after`: seconds, where it says when."""

    kind: str = ""

    def __init__(self, problem: Problem, retry_after: float | None = None) -> None:
        said = f"{problem.status} {problem.title}: {problem.detail}"
        if problem.errors:
            said += " " + "; ".join(f"{name}: {wrong}" for name, wrong in problem.errors.items())
        super().__init__(said)
        self.problem = problem
        self.retry_after = retry_after


class MalformedRequestError(ProblemError):
    """The request is not well formed."""

    kind = "malformed-request"


class IdempotencyKeyMalformedError(ProblemError):
    """An Idempotency-Key is a string in quotes, of at most 200 characters."""

    kind = "idempotency-key-malformed"


class CredentialInAddressError(ProblemError):
    """A credential was in an address."""

    kind = "credential-in-address"


class BadCredentialError(ProblemError):
    """The key or token is not good here, or no longer."""

    kind = "bad-credential"


class InsufficientScopeError(ProblemError):
    """The credential reaches less far than this."""

    kind = "insufficient-scope"


class NoSuchRecordError(ProblemError):
    """No record can be shown: either there is none, or the law lets us not say which."""

    kind = "no-such-record"


class WithheldError(ProblemError):
    """It is withheld from you for every record alike."""

    kind = "withheld"


class NoProofYetError(ProblemError):
    """No checkpoint covers that receipt yet: a minute later one does."""

    kind = "no-proof-yet"


class MethodNotAllowedError(ProblemError):
    """This address is not for that."""

    kind = "method-not-allowed"


class NotAcceptableError(ProblemError):
    """It does not come in that format."""

    kind = "not-acceptable"


class TooSlowError(ProblemError):
    """The request took too long to arrive."""

    kind = "too-slow"


class RefusedByRuleError(ProblemError):
    """A rule forbids it; nothing was changed."""

    kind = "refused-by-rule"


class StillUnderWayError(ProblemError):
    """The request with the same Idempotency-Key is being answered."""

    kind = "still-under-way"


class CursorExpiredError(ProblemError):
    """The cursor is from another question or another policy: start again."""

    kind = "cursor-expired"


class ChangedMeanwhileError(ProblemError):
    """The record is no longer the one that `if_match` names; nothing was changed."""

    kind = "changed-meanwhile"


class TooLargeError(ProblemError):
    """What was sent is larger than is read."""

    kind = "too-large"


class AddressTooLongError(ProblemError):
    """The question is too long."""

    kind = "address-too-long"


class NotJsonError(ProblemError):
    """The body should have been JSON."""

    kind = "not-json"


class NotCsvError(ProblemError):
    """The body should have been CSV."""

    kind = "not-csv"


class NotJpegOrPngError(ProblemError):
    """The body should have been a JPEG or a PNG file."""

    kind = "not-jpeg-or-png"


class EncodedBodyError(ProblemError):
    """A body is sent as it is, without Content-Encoding."""

    kind = "encoded-body"


class MisdirectedError(ProblemError):
    """The service is not reached under this host name."""

    kind = "misdirected"


class NotUnderstoodError(ProblemError):
    """A parameter or field is unknown, badly formed, or not open to you."""

    kind = "not-understood"


class IdempotencyKeyUsedError(ProblemError):
    """The Idempotency-Key was used for another request within a day."""

    kind = "idempotency-key-used"


class OneLineCsvError(ProblemError):
    """The file has no row below its header: its line ends were lost."""

    kind = "one-line-csv"


class NotAPhotoError(ProblemError):
    """The file is not one whole JPEG or PNG picture of reasonable size; it says what to do."""

    kind = "not-a-photo"


class TooBroadError(ProblemError):
    """The question cannot be answered by pages: narrow it, or download it."""

    kind = "too-broad"


class QuotaExceededError(ProblemError):
    """A limit is used up; `retry_after` says when to ask again."""

    kind = "quota-exceeded"


class HeadersTooLargeError(ProblemError):
    """The headers are larger than is read."""

    kind = "headers-too-large"


class HttpVersionNotSupportedError(ProblemError):
    """HTTP/1.1 is spoken there."""

    kind = "http-version-not-supported"


class InternalError(ProblemError):
    """Something failed in the service; `problem.request_id` names it in its log."""

    kind = "internal-error"


class NotAnsweredError(ProblemError):
    """Something needed for a lawful answer is missing just now."""

    kind = "not-answered"


OF_KIND: Final[Mapping[str, type[ProblemError]]] = {
    each.kind: each for each in ProblemError.__subclasses__()
}
