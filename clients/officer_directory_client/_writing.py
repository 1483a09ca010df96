"""Writing as steps: each write has an Idempotency-Key, so that it may be sent again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic
from uuid import uuid4

from officer_directory_client._addresses import Query, path_of
from officer_directory_client._answers import json_object
from officer_directory_client._core import Core, Question, json_body
from officer_directory_client._steps import Steps
from officer_directory_client.errors import UnexpectedAnswerError
from officer_directory_client.records import (
    Assignment,
    Employment,
    Officer,
    R,
    Record,
    Salary,
    single_of,
)

_KEY: Final = re.compile(r"[ -~]{1,200}")
_KINDS: Final[Mapping[str, type[Record]]] = {
    "assignments": Assignment,
    "employments": Employment,
    "salaries": Salary,
    "ranks": Officer,
}


@dataclass(frozen=True, slots=True)
class Written(Generic[R]):
    """What was written, as you are shown it: it is committed.

    `etag` is for `if_match` of the next write of an officer; `public_from` is the second since
    when it is public (ISO 8601), as far as it may be public at all; `new`: it was not there.
    """

    record: R
    etag: str | None
    public_from: str | None
    new: bool


@dataclass(frozen=True, slots=True)
class Conditions:
    """`if_match`: only if the record still has this ETag. `only_new`: only if there is none.

    `idempotency_key`: a repeated write with it is done once within a day; else one is made up
    for each write, so that it can be sent again when no answer comes.
    """

    if_match: str | None = None
    only_new: bool = False
    idempotency_key: str | None = None

    def headers(self) -> dict[str, str]:
        """As headers; the key as a string of RFC 8941."""
        told = {"Idempotency-Key": idempotency_header(self.idempotency_key)}
        if self.if_match is not None:
            told["If-Match"] = self.if_match
        if self.only_new:
            told["If-None-Match"] = "*"
        return told


def idempotency_header(key: str | None) -> str:
    """The header of a key, or of a new one.

    Raises:
        ValueError: it holds more than printable ASCII, or more than 200 of it.
    """
    key = str(uuid4()) if key is None else key
    if not _KEY.fullmatch(key):
        raise ValueError("An idempotency key is 1 to 200 printable ASCII characters.")
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def put_officer(
    core: Core, uid: str, stated: Mapping[str, Any], agency: str | None, conditions: Conditions
) -> Steps[Written[Officer]]:
    """State an officer by public number."""
    query = {} if agency is None else {"agency": agency}
    path = path_of("officers", "by-uid", f"{uid}.json")
    return _write(core, "PUT", path, query, stated, conditions, Officer)


def patch_officer(
    core: Core, officer: str, changes: Mapping[str, Any], conditions: Conditions
) -> Steps[Written[Officer]]:
    """Correct an officer."""
    path = path_of("officers", officer)
    return _write(core, "PATCH", path, {}, changes, conditions, Officer)


def retire_officer(core: Core, officer: str, conditions: Conditions) -> Steps[Written[Officer]]:
    """Show an officer as separated from now on."""
    return _write(core, "DELETE", path_of("officers", officer), {}, None, conditions, Officer)


def merge_officers(
    core: Core, officer: str, duplicate: str, conditions: Conditions
) -> Steps[Written[Officer]]:
    """Make another record of the same person part of this one."""
    path, body = path_of("officers", officer, "merge"), {"duplicate": duplicate}
    return _write(core, "POST", path, {}, body, conditions, Officer)


def put_fact(
    core: Core,
    officer: str,
    facts: str,
    known_by: Query,
    stated: Mapping[str, Any],
    conditions: Conditions,
) -> Steps[Written[Any]]:
    """State a fact of an officer, known by what `known_by` says."""
    query = {name: value for name, value in known_by.items() if value is not None}
    path = path_of("officers", officer, facts)
    return _write(core, "PUT", path, query, stated, conditions, _KINDS[facts])


def patch_fact(
    core: Core,
    officer: str,
    facts: str,
    fact: str,
    changes: Mapping[str, Any],
    conditions: Conditions,
) -> Steps[Written[Any]]:
    """Correct a fact of an officer by its id."""
    path = path_of("officers", officer, facts, fact)
    return _write(core, "PATCH", path, {}, changes, conditions, _KINDS[facts])


def _write(
    core: Core,
    method: str,
    path: str,
    query: Query,
    content: Mapping[str, Any] | None,
    conditions: Conditions,
    kind: type[R],
) -> Steps[Written[R]]:
    headers = conditions.headers()
    body = None
    if content is not None:
        merges = method == "PATCH"
        headers["Content-Type"] = "application/merge-patch+json" if merges else "application/json"
        body = json_body(content)
    return (yield from written(core, Question(method, path, query, headers, body), kind))


def written(core: Core, question: Question, kind: type[R]) -> Steps[Written[R]]:
    """What a write is answered with.

    Raises:
        UnexpectedAnswerError: it is no record.
    """
    answer = yield from core.ask(question)
    envelope = json_object(answer.body)
    if not envelope:
        raise UnexpectedAnswerError("It was answered, and not with a record.", answer.status)
    told = answer.headers
    record = single_of(envelope, kind)
    return Written(record, told.get("etag"), told.get("public-from"), answer.status == 201)
