"""The key that one asks with: how it stands, its successor, and its end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from officer_directory_client._addresses import path_of
from officer_directory_client._answers import json_object
from officer_directory_client._core import Core, Question, json_body
from officer_directory_client._steps import Steps
from officer_directory_client.errors import UnexpectedAnswerError

_NO_KEY = "An answer that is not of a key."


@dataclass(frozen=True, slots=True)
class Key:
    """What the directory keeps of a key, which is not the key itself.

    `state` is in words: `good`, `expired`, `revoked`, and whether that waits for a second
    person. Moments are ISO 8601 in UTC, `last_used_on` is a day, `succeeds` the id of the key
    it was rotated from.
    """

    key_id: str
    label: str
    state: str
    issued_at: str
    expires_at: str
    last_used_on: str | None
    succeeds: str | None


@dataclass(frozen=True, slots=True)
class Rotated:
    """A successor: `api_key` is shown this once."""

    api_key: str = field(repr=False)
    key: Key


def own_keys(core: Core) -> Steps[tuple[Key, ...]]:
    """The key, and those it was rotated from and to."""
    told = yield from core.read(path_of("me", "keys"))
    try:
        return tuple(_key(row) for row in told["keys"])
    except (KeyError, TypeError, AttributeError):
        raise UnexpectedAnswerError(_NO_KEY) from None


def rotate_key(core: Core, overlap_days: int) -> Steps[Rotated]:
    """A successor of the key."""
    body = json_body({"overlap_days": overlap_days})
    headers = {"Content-Type": "application/json"}
    answer = yield from core.ask(Question("POST", path_of("me", "keys"), {}, headers, body))
    told = json_object(answer.body)
    try:
        return Rotated(told["api_key"], _key(told["key"]))
    except (KeyError, TypeError, AttributeError):
        raise UnexpectedAnswerError(_NO_KEY) from None


def give_key_up(core: Core, key_id: str) -> Steps[None]:
    """End the key."""
    yield from core.ask(Question("DELETE", path_of("me", "keys", key_id)))


def _key(row: Mapping[str, Any]) -> Key:
    return Key(
        row["key_id"],
        row["label"],
        row["state"],
        row["issued_at"],
        row["expires_at"],
        row["last_used_on"],
        row["succeeds"],
    )
