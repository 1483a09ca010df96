"""What an answer is: the error of its problem document, or a body that is read."""

import json
from collections.abc import Mapping
from typing import Any

from officer_directory_client._steps import Answer
from officer_directory_client.errors import (
    OF_KIND,
    DirectoryError,
    Problem,
    ProblemError,
    UnexpectedAnswerError,
)
from officer_directory_client.limits import retry_after_of


def error_of(answer: Answer) -> DirectoryError | None:
    """The error that an answer is; None for one that is not."""
    if answer.status < 300:
        return None
    if answer.status < 400:
        words = "A redirect, which is not followed: a credential might go with it."
        return UnexpectedAnswerError(words, answer.status)
    document = json_object(answer.body)
    if not isinstance(document.get("type"), str):
        words = f"{answer.status}, and not from the directory: is there something in between?"
        return UnexpectedAnswerError(words, answer.status)
    problem = Problem(
        document["type"],
        str(document.get("title", "")),
        answer.status,
        str(document.get("detail", "")),
        answer.headers.get("x-request-id"),
        _errors(document.get("errors")),
    )
    kind = OF_KIND.get(problem.type.rpartition("/")[2], ProblemError)
    return kind(problem, retry_after_of(answer.headers))


def _errors(told: Any) -> Mapping[str, str] | None:
    if not isinstance(told, list):
        return None
    rows = [row for row in told if isinstance(row, dict)]
    return {str(row.get("field")): str(row.get("wrong")) for row in rows}


def json_object(body: bytes) -> dict[str, Any]:
    """A body as a JSON object; an empty one where it is none."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):  # the last: nested deeper than anyone means
        return {}
    return document if isinstance(document, dict) else {}
