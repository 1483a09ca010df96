"""What anyone may hand in: that a record is wrong, and that they would like a key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from officer_directory_client._addresses import path_of
from officer_directory_client._answers import json_object
from officer_directory_client._core import Core, Question, json_body
from officer_directory_client._steps import Steps
from officer_directory_client.errors import UnexpectedAnswerError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class KeyApplication:
    """How an application for a key stands: `waiting`, `granted`, `taken`, `expired`, `refused`.

    `link` is the secret by which a granted key is taken, until `link_until` (ISO 8601);
    `reason` and `appeals` are of a refusal.
    """

    state: str
    applied_on: str
    reason: str | None = None
    appeals: str | None = None
    second_person_agreed: bool | None = None
    link: str | None = field(default=None, repr=False)
    link_until: str | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """An application that was made. `token` is its secret: whoever has it can take the key."""

    token: str = field(repr=False)
    application: KeyApplication


@dataclass(frozen=True, slots=True)
class TakenKey:
    """A key, which is shown this once, and what is kept of it."""

    api_key: str = field(repr=False)
    expires_at: str | None
    label: str | None


def correct(core: Core, told: Mapping[str, Any]) -> Steps[None]:
    """Say that a record is wrong."""
    yield from _post(core, ("corrections",), told)


def apply_for_key(core: Core, told: Mapping[str, Any]) -> Steps[Applied]:
    """Ask for a key."""
    answer = yield from _post(core, ("key-applications",), told)
    try:
        return Applied(_last(answer["address"]), _application(answer["application"]))
    except (KeyError, TypeError, AttributeError):
        raise UnexpectedAnswerError("An answer that is not of an application.") from None


def key_application(core: Core, token: str) -> Steps[KeyApplication]:
    """How an application stands."""
    answer = yield from core.read(path_of("key-applications", token))
    try:
        return _application(answer["application"])
    except (KeyError, TypeError, AttributeError):
        raise UnexpectedAnswerError("An answer that is not of an application.") from None


def take_key(core: Core, link: str) -> Steps[TakenKey]:
    """Take a granted key, once."""
    answer = yield from _post(core, ("key-links", link), None)
    try:
        kept = answer["key"]
        return TakenKey(answer["api_key"], kept.get("expires_at"), kept.get("label"))
    except (KeyError, TypeError, AttributeError):
        raise UnexpectedAnswerError("An answer that is not a key.") from None


def _application(told: Mapping[str, Any]) -> KeyApplication:
    link = told.get("link")
    return KeyApplication(
        told["state"],
        told["applied_on"],
        told.get("reason"),
        told.get("appeals"),
        told.get("second_person_agreed"),
        None if link is None else _last(link),
        told.get("link_until"),
    )


def _last(address: str) -> str:
    """The secret at the end of an address: no answer leads anywhere but here."""
    return address.rpartition("/")[2]


def _post(
    core: Core, parts: tuple[str, ...], told: Mapping[str, Any] | None
) -> Steps[dict[str, Any]]:
    headers, body = {}, None
    if told is not None:
        headers["Content-Type"] = "application/json"
        body = json_body({name: value for name, value in told.items() if value is not None})
    answer = yield from core.ask(Question("POST", path_of(*parts), {}, headers, body))
    return json_object(answer.body)
