"""What is refused, as SCIM says it (RFC 7644, 3.12): constant words, and nothing that was sent.

A rule of the directory becomes an error of SCIM here; what is no answer about a record (no
ledger, no policy, a limit) is none, and stays what it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from scim2_models import (
    ConflictException,
    Error,
    InvalidValueException,
    NotFoundException,
    PreconditionFailedException,
    SCIMException,
    TooManyException,
    UniquenessException,
)

from officer_directory.errors import (
    ChangedMeanwhileError,
    DirectoryError,
    FieldsRefusedError,
    KeyUsedOtherwiseError,
    NoSuchRecordError,
    NotUnderstoodError,
    RefusedByRuleError,
    StillUnderWayError,
    TooBroadError,
)
from officer_directory.intake.scim.mapping import ATTRIBUTE_OF

_BY_TYPE: Final = {
    "invalidFilter": "The filter cannot be asked here: see the attributes of /Schemas, and eq, co,"
    " sw, pr, gt, ge, lt, le, and, or (of eq of one attribute), not (of pr).",
    "tooMany": "This cannot be answered in bounded time. Narrow the filter.",
    "uniqueness": "Another officer of this agency has this userName.",
    "mutability": "The attribute cannot be changed as asked.",
    "invalidSyntax": "The request is not well formed, or has an attribute that /Schemas has not.",
    "invalidPath": "The path is not well formed, or /Schemas has no such attribute.",
    "noTarget": "The path names nothing that is there.",
    "invalidValue": "A value is missing, or is none that the attribute may have.",
}
_BY_STATUS: Final = {
    400: "The request is not understood.",
    403: "This is not open to the credential, or not asked like this.",
    404: "No such resource.",
    405: "The Allow header lists what works here.",
    409: "Another request is in the way; nothing was changed.",
    412: "The resource is not the one that the condition names; nothing was changed.",
    413: "More than ServiceProviderConfig allows.",
    415: "Send the body as application/scim+json.",
    422: "This Idempotency-Key was used for another request within a day. Send a new one.",
    501: "ServiceProviderConfig lists what is supported.",
}


class KeyUsedOtherwiseException(SCIMException):
    """An idempotency key that has been used for another request."""

    status = 422


def error_of(exception: SCIMException) -> Error:
    """The error as it leaves: our own words for which fields are wrong, else constant ones."""
    told = exception.to_error()
    wrong = getattr(exception, "wrong", None)
    constant = _BY_TYPE.get(told.scim_type or "") or _BY_STATUS.get(told.status or 0)
    return Error(status=told.status, scim_type=told.scim_type, detail=wrong or constant)


@contextmanager
def refused_as_scim() -> Iterator[None]:
    """Raises SCIMException for what the directory refuses."""
    try:
        yield
    except DirectoryError as error:
        found = _exception_of(error)
        if found is None:
            raise
        raise found from error


def _exception_of(error: DirectoryError) -> SCIMException | None:
    match error:
        case FieldsRefusedError():
            return _values_refused(error.fields)
        case KeyUsedOtherwiseError():
            return KeyUsedOtherwiseException()
        case NotUnderstoodError():
            return InvalidValueException()
        case NoSuchRecordError():
            return NotFoundException()
        case TooBroadError():
            return TooManyException()
        case ChangedMeanwhileError():
            return PreconditionFailedException()
        case StillUnderWayError():
            return ConflictException()
        case RefusedByRuleError():
            return UniquenessException() if error.__cause__ is None else ConflictException()
        case _:
            return None


def _values_refused(fields: Any) -> SCIMException:
    """An invalid value that says which, by the names of SCIM."""
    refused = InvalidValueException()
    told = (f"{ATTRIBUTE_OF.get(name, name)}: {wrong}" for name, wrong in fields.items())
    refused.wrong = "; ".join(told)  # type: ignore[attr-defined]
    return refused
