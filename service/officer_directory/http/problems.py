"""Problem documents (RFC 9457): one shape for every refusal, with constant words.

A problem's body depends on its kind alone (of a write also on which fields are wrong), so
that nothing that was sent, and nothing about a record, can show in it. `type` is a relative
address at which it is explained.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from starlette.responses import Response

from officer_directory import errors
from officer_directory.disclosure.written import json_object
from officer_directory.http.query import NOT_UNDERSTOOD

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Problem:
    kind: str
    status: int
    title: str
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def body(self) -> bytes:
        shown = {"type": f"/problems/{self.kind}", "title": self.title, "status": self.status}
        return json_object({**shown, "detail": self.detail, **self.members})

    def response(self, headers: Mapping[str, str] | None = None) -> Response:
        """The problem as an answer, never kept by a cache."""
        fixed = {"cache-control": "no-store", "vary": VARY, **self.headers}
        return Response(
            self.body, self.status, headers={**fixed, **(headers or {})}, media_type=MEDIA_TYPE
        )


class ProblemError(Exception):
    """Raised within `http` where a refusal is of HTTP and not of the domain."""

    def __init__(self, problem: Problem, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(problem.kind)
        self.problem = problem
        self.headers = headers


_FIELDS_WRONG = "Nothing was changed: `errors` names each field that is wrong, and what is wanted."
VARY = "Authorization, X-API-Key, Accept"
_REALM = 'realm="officer-directory"'
_PROOFS = f'DPoP {_REALM}, algs="ES256 PS256 EdDSA"'
_BAD = 'error="invalid_token"'
# One text, whatever is wrong: that a token is bad is all RFC 6750, 3.1 and RFC 9449, 7.1 need.
_CHALLENGE = {"www-authenticate": f"Bearer {_REALM}, {_BAD}, {_PROOFS}, {_BAD}"}
_NARROW = {"www-authenticate": f'Bearer {_REALM}, error="insufficient_scope"'}
_HOW = "Send it as `Authorization: Bearer <key>`, or in the X-API-Key header."

NO_SUCH_RECORD = Problem(
    "no-such-record",
    404,
    "No such record",
    "No record can be shown here. Either there is none, or the law lets us not say which."
    " How to challenge this: ask the agency in writing for the records and the persons"
    " responsible for a denial, or ask a court to order that they be shown.",
)
WITHHELD = Problem(
    "withheld",
    404,
    "Withheld",
    "This is withheld from you for every record alike. GET /v1/fields has the ground, who"
    " decided it, and how to challenge it.",
)
UNDERSTOOD_NOT = Problem("not-understood", 422, "Not understood", NOT_UNDERSTOOD)
TOO_BROAD = Problem(
    "too-broad",
    422,
    "Too broad",
    "This question cannot be answered page by page in bounded time. Narrow it, or stream it:"
    " ask for .csv or .ndjson.",
)
KEY_USED_OTHERWISE = Problem(
    "idempotency-key-used",
    422,
    "Idempotency key used",
    "This Idempotency-Key was used for another request within a day. Send a new one.",
)
STILL_UNDER_WAY = Problem(
    "still-under-way",
    409,
    "Still under way",
    "The request with this Idempotency-Key is being answered. Ask again in a moment.",
    {"retry-after": "1"},
)
CHANGED_MEANWHILE = Problem(
    "changed-meanwhile",
    412,
    "Changed meanwhile",
    "The record is not the one that If-Match or If-None-Match names; nothing was changed."
    " Read it again.",
)
NO_PROOF_YET = Problem(
    "no-proof-yet",
    404,
    "No proof yet",
    "No checkpoint covers this receipt yet; ask again in a minute. Where that lasts, no such entry"
    " was made in its hour: keep the receipt, and write to the auditor.",
    {"retry-after": "60"},
)
CURSOR_EXPIRED = Problem(
    "cursor-expired",
    410,
    "Cursor expired",
    "This cursor is from another question or another policy. Start again without `after`.",
)
MALFORMED = Problem(
    "malformed-request",
    400,
    "Malformed request",
    "The request is not well formed: its address, its headers or its body cannot be read.",
)
KEY_MALFORMED = Problem(
    "idempotency-key-malformed",
    400,
    "Idempotency key malformed",
    'An Idempotency-Key is a string in quotes, a structured field: Idempotency-Key: "hire-90001".'
    " One of letters, digits, dot, hyphen and underscore may come without quotes. There is one of"
    " them, of at most 200 characters.",
)
ONE_LINE = Problem(
    "one-line-csv",
    422,
    "One line of CSV",
    "The file is one line, without any row below its header. If it was sent with curl's -d, which"
    " takes the line ends out, send it with --data-binary @FILE.",
)
CREDENTIAL_IN_ADDRESS = Problem(
    "credential-in-address",
    400,
    "Credential in the address",
    f"A credential never belongs in an address, where logs keep it. {_HOW} A token is sent in the"
    " same way, and the secret of a client to /oauth/token alone, by HTTP Basic. If it was a real"
    " one, have it revoked and replaced.",
)
BAD_CREDENTIAL = Problem(
    "bad-credential",
    401,
    "Bad credential",
    f"The credential is not good here. {_HOW} Or send none, and ask as the public.",
    _CHALLENGE,
)
INSUFFICIENT_SCOPE = Problem(
    "insufficient-scope",
    403,
    "Insufficient scope",
    "The scopes of the credential do not reach this address, whatever is there. GET /v1/me"
    " lists them; ask whoever issued it, or its issuer, for more.",
    _NARROW,
)
NO_SUCH_METHOD = Problem(
    "method-not-allowed", 405, "Method not allowed", "The Allow header lists what works here."
)
NOT_ACCEPTABLE = Problem(
    "not-acceptable",
    406,
    "Not acceptable",
    "Lists come as application/json, text/csv or application/x-ndjson; all else as JSON.",
)
REFUSED = Problem(
    "refused-by-rule", 409, "Refused by a rule", "A rule forbids it; nothing was changed."
)
TOO_LARGE = Problem(
    "too-large",
    413,
    "Too large",
    "The body is larger than is read here: 64 KiB, of a photo 10 MiB, of an import 64 MiB.",
)
ADDRESS_TOO_LONG = Problem("address-too-long", 414, "Address too long", "Ask a shorter question.")
NOT_CSV = Problem(
    "not-csv",
    415,
    "Not CSV",
    "Send one file as text/csv, or several as multipart/form-data, each named *.csv.",
)
NOT_JPEG_OR_PNG = Problem(
    "not-jpeg-or-png", 415, "Not JPEG or PNG", "Send the photo as image/jpeg or image/png."
)
NOT_A_PHOTO = Problem("not-a-photo", 422, "Not a photo", "Send one whole JPEG or PNG picture.")
ENCODED = Problem(
    "encoded-body",
    415,
    "Encoded body",
    "Send the body as it is, without Content-Encoding.",
    {"accept-encoding": "identity"},
)
NOT_JSON = Problem("not-json", 415, "Not JSON", "Send the body as application/json.")
MISDIRECTED = Problem(
    "misdirected",
    400,
    "Misdirected",
    "This service is not reached under this host name. Whoever runs it sets the name that it is"
    " reached under in OFFICER_DIRECTORY_PUBLIC_URL.",
)
QUOTA_EXCEEDED = Problem(
    "quota-exceeded",
    429,
    "Quota exceeded",
    "A limit is used up: RateLimit and RateLimit-Policy name it, and Retry-After says after how"
    " many seconds to ask again. What is public may be downloaded whole: ask for .csv or .ndjson"
    " once.",
)
FAILED = Problem(
    "internal-error",
    500,
    "Internal error",
    "Something failed here; the request id in X-Request-ID names it in our log.",
)
NOT_ANSWERED = Problem(
    "not-answered",
    503,
    "Not answered",
    "Something needed for a lawful answer is missing just now. Ask again in a moment.",
    {"retry-after": "2"},
)

ALL = (
    MALFORMED,
    KEY_MALFORMED,
    CREDENTIAL_IN_ADDRESS,
    BAD_CREDENTIAL,
    INSUFFICIENT_SCOPE,
    NO_SUCH_RECORD,
    WITHHELD,
    NO_PROOF_YET,
    NO_SUCH_METHOD,
    NOT_ACCEPTABLE,
    REFUSED,
    STILL_UNDER_WAY,
    CURSOR_EXPIRED,
    CHANGED_MEANWHILE,
    TOO_LARGE,
    ADDRESS_TOO_LONG,
    NOT_JSON,
    NOT_CSV,
    NOT_JPEG_OR_PNG,
    ENCODED,
    MISDIRECTED,
    UNDERSTOOD_NOT,
    KEY_USED_OTHERWISE,
    ONE_LINE,
    NOT_A_PHOTO,
    TOO_BROAD,
    QUOTA_EXCEEDED,
    FAILED,
    NOT_ANSWERED,
)
BY_KIND = {problem.kind: problem for problem in ALL}
_BY_STATUS = {problem.status: problem for problem in reversed(ALL)}

_OF_ERROR: dict[type[Exception], Problem] = {
    errors.NoSuchRecordError: NO_SUCH_RECORD,
    errors.OutOfScopeError: INSUFFICIENT_SCOPE,
    errors.NotUnderstoodError: UNDERSTOOD_NOT,
    errors.KeyUsedOtherwiseError: KEY_USED_OTHERWISE,
    errors.StillUnderWayError: STILL_UNDER_WAY,
    errors.ChangedMeanwhileError: CHANGED_MEANWHILE,
    errors.TooBroadError: TOO_BROAD,
    errors.CursorExpiredError: CURSOR_EXPIRED,
    errors.NotAnsweredError: NOT_ANSWERED,
    errors.RefusedByRuleError: REFUSED,
}


def problem_of(error: Exception) -> Problem:
    """The problem a domain error is; FAILED for one that has no business at the edge.

    Of a write it says which fields are wrong, in the words of the schema; of a file that is
    no photo it says why, in ours.
    """
    if isinstance(error, errors.FieldsRefusedError):
        wrong = [{"field": name, "wrong": wrong} for name, wrong in error.fields.items()]
        return replace(UNDERSTOOD_NOT, detail=_FIELDS_WRONG, members={"errors": wrong})
    if isinstance(error, errors.NotAPhotoError):
        return replace(NOT_A_PHOTO, detail=str(error))
    for kind in type(error).__mro__:
        if kind in _OF_ERROR:
            return _OF_ERROR[kind]
    return FAILED


def problem_of_status(status: int) -> Problem:
    """The problem for a status the framework chose itself."""
    return _BY_STATUS.get(status, MALFORMED if status < 500 else FAILED)
