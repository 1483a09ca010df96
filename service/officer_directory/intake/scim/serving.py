"""One SCIM request, read or written: scim2-server's steps over our storage."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from scim2_models import BulkOperation, Error, InvalidSyntaxException, Resource, SCIMException
from scim2_server.conditions import Conditions
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import SCIM_MEDIA_TYPE, ScimResponse
from scim2_server.service import SEARCH_REQUEST_PARAMETERS, ScimService

from officer_directory.disclosure.inside_view import InsideView
from officer_directory.disclosure.locks import lock_subjects
from officer_directory.intake.hr.single import Hand
from officer_directory.intake.scim.mapping import READ, WRITTEN, complete
from officer_directory.intake.scim.models import provider
from officer_directory.intake.scim.refusals import error_of, refused_as_scim
from officer_directory.intake.scim.storage import Officers
from officer_directory.strict_json import strict_json

PARAMETERS: Final = frozenset(SEARCH_REQUEST_PARAMETERS) - {"cursor"}
FIELDS: Final = frozenset({"id", *WRITTEN.values(), *READ.values()})
"""The fields of an officer that a resource may show."""
READING: Final = ("GET", "HEAD")
_SEARCH: Final = "/.search"
_BULK: Final = "/Bulk"
_TOLD: Final[tuple[str, ...]] = ("ETag", "Location", "Content-Location", "Allow")
_OFFICER: Final = re.compile(
    r"/?Users/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})", re.A
)


@dataclass(frozen=True, slots=True)
class Served:
    """An answer: its status, headers of SCIM, JSON text, and the officers it names."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    named: tuple[str, ...] = field(default=())


class _Service(ScimService):
    """scim2-server's, with words of ours in every error."""

    @staticmethod
    def error_of(exception: Exception) -> Error:
        if not isinstance(exception, SCIMException):
            raise exception  # not an answer of SCIM's; all is undone
        return error_of(exception)

    def apply_replacement(
        self, current: Resource[Any], replacement: Resource[Any], conditions: Conditions
    ) -> Resource[Any] | None:
        complete(replacement)
        return super().apply_replacement(current, replacement, conditions)

    @staticmethod
    def bulk_validation_failure(
        operation: BulkOperation[Resource[Any]], outcome: dict[str, Any]
    ) -> dict[str, Any] | None:
        failure = ScimService.bulk_validation_failure(operation, outcome)
        if failure is None:
            return None
        return {**failure, "response": error_of(SCIMException.from_error(failure["response"]))}


@cache
def _service() -> _Service:
    return _Service(provider())


def writes(method: str, path: str) -> bool:
    """Whether a request may change something."""
    return method not in READING and not path.endswith(_SEARCH)


def counts(path: str) -> bool:
    """Whether a request is for a list, which tells how many there are."""
    return path.removesuffix(_SEARCH) in ("", "/", "/Users")


def may_name(told: Mapping[str, Any]) -> tuple[str | None, int]:
    """The officer whom the address of a write names, or how many it may name in all."""
    if found := _OFFICER.fullmatch(told["path"]):
        return found[1], 0
    if told["path"] != _BULK:
        return None, 1
    try:
        body = strict_json(told["body"].encode())
    except ValueError:
        return None, 0  # and is refused
    operations = body.get("Operations") if isinstance(body, dict) else None
    return None, len(operations) if isinstance(operations, list) else 0


def request_of(told: Mapping[str, Any]) -> ScimRequest:
    """A request from the JSON-able form in which it is handed on."""
    method = "GET" if told["method"] == "HEAD" else told["method"]
    return ScimRequest(
        method=method,
        base_url=told["base_url"],
        path=told["path"],
        query=told["query"],
        headers=told["headers"],
        body=told["body"].encode(),
    )


def read(view: InsideView, told: Mapping[str, Any]) -> Served:
    """Answer what changes nothing."""
    return _served(request_of(told), Officers(view))


def write(hand: Hand, told: Mapping[str, Any]) -> Served:
    """Answer what changes something, or refuse it.

    Raises:
        SCIMException: it was refused, and is undone with all else.
    """
    assert isinstance(hand.view, InsideView)
    request = request_of(told)
    # All that is named is locked at once, in one order: several such requests may cross.
    lock_subjects(hand.connection, set(_OFFICER.findall(f"{request.path} {told['body']}")))
    storage = Officers(hand.view, hand, told["may_place"])
    return _answer(request, storage)


def refused(exception: SCIMException) -> Served:
    """The answer that a refusal is."""
    return _told(_service().error_response(exception), ())


def _served(request: ScimRequest, storage: Officers) -> Served:
    try:
        return _answer(request, storage)
    except SCIMException as exception:
        return refused(exception)


def _answer(request: ScimRequest, storage: Officers) -> Served:
    _check(request)
    try:
        with refused_as_scim():
            response = ScimHandler(_service(), storage).handle(request)
    except RecursionError:  # a filter or path nested deeper than anyone means
        raise InvalidSyntaxException from None
    return _told(response, tuple(dict.fromkeys(storage.named)))


def _check(request: ScimRequest) -> None:
    """What is not understood whole is refused whole: unknown parameters, twofold members."""
    if not set(request.query) <= PARAMETERS:
        raise InvalidSyntaxException
    if request.body:
        try:
            strict_json(request.body)
        except ValueError:
            raise InvalidSyntaxException from None


def _told(response: ScimResponse, named: tuple[str, ...]) -> Served:
    headers = {name: response.headers[name] for name in _TOLD if name in response.headers}
    body = b""
    if response.body is not None:
        headers["Content-Type"] = SCIM_MEDIA_TYPE
        body = json.dumps(response.body, ensure_ascii=False, separators=(",", ":")).encode()
    return Served(int(response.status), headers, body, named)
