"""JSON bodies, read strictly (RFC 8259): what two readers could read differently is refused."""

import json
from typing import Annotated, Any, Final, TypeVar

from fastapi import Request
from pydantic import BeforeValidator, TypeAdapter, ValidationError

from officer_directory.errors import NotUnderstoodError
from officer_directory.http.edge import headers_of
from officer_directory.http.problems import MALFORMED, NOT_JSON, ProblemError
from officer_directory.http.query import NOT_UNDERSTOOD, UNSEEN

Body = TypeVar("Body")


def _whole(value: Any) -> Any:
    """An integer, also where it is written 7.0: JSON knows numbers alone (RFC 8259, 6)."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = Annotated[int, BeforeValidator(_whole)]

DEEPEST: Final = 8
LINE: Final = rf"^[^{UNSEEN}]*[^\s{UNSEEN}][^{UNSEEN}]*$"
"""A pattern of text with something to see in it, and nothing that cannot be seen."""
LONGEST_NUMBER: Final = 20


async def read_body(request: Request, model: TypeAdapter[Body]) -> Body:
    """The body of a request as a model that knows every key of it.

    Raises:
        ProblemError: it is not JSON, or not JSON that everyone reads alike.
        NotUnderstoodError: it is JSON, and not what is asked for here.
    """
    types = headers_of(request.scope, b"content-type")
    if len(types) != 1 or types[0].split(";")[0].strip().casefold() != "application/json":
        raise ProblemError(NOT_JSON)
    content = strict_json(await request.body())
    try:
        return model.validate_python(content)
    except ValidationError:
        raise NotUnderstoodError(NOT_UNDERSTOOD) from None


def strict_json(body: bytes) -> Any:
    """The value of a JSON text.

    Raises:
        ProblemError: it is not UTF-8, begins with a byte order mark, repeats a key, nests
            deeply, or holds NaN, half a surrogate pair, or an enormous number.
    """
    try:
        text = body.decode("utf-8")
        if text.startswith("\ufeff"):
            raise ValueError("a byte order mark")
        content = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_refuse,
            parse_int=_integer,
            parse_float=_number,
        )
        _check(content, DEEPEST)
    except (ValueError, RecursionError):
        raise ProblemError(MALFORMED) from None
    return content


def _object(members: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(members)
    if len(found) != len(members):
        raise ValueError("a key twice")
    return found


def _refuse(_word: str) -> Any:
    raise ValueError("not a number")


def _integer(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise ValueError("a long number")
    return int(text)


def _number(text: str) -> float:
    if len(text) > LONGEST_NUMBER:
        raise ValueError("a long number")
    return float(text)


def _check(value: Any, depth: int) -> None:
    if depth < 0:
        raise ValueError("deep")
    if isinstance(value, str):
        value.encode("utf-8")  # half a surrogate pair cannot be written
    elif isinstance(value, dict):
        for key, member in value.items():
            _check(key, 1)
            _check(member, depth - 1)
    elif isinstance(value, list):
        for member in value:
            _check(member, depth - 1)
