"""JSON bodies, read strictly (RFC 8259): what two readers could read differently is refused."""

from typing import Annotated, Any, Final, TypeVar

from fastapi import Request
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)
from starlette.types import Scope

from officer_directory.errors import NotUnderstoodError
from officer_directory.http.edge import headers_of
from officer_directory.http.formats import JSON
from officer_directory.http.problems import MALFORMED, NOT_JSON, ProblemError
from officer_directory.http.query import NOT_UNDERSTOOD, UNSEEN
from officer_directory.identity.holders import LONGEST
from officer_directory.strict_json import strict_json as read_strictly

Body = TypeVar("Body")


def _whole(value: Any) -> Any:
    """An integer, also where it is written 7.0: JSON knows numbers alone (RFC 8259, 6)."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = Annotated[int, BeforeValidator(_whole)]

LINE: Final = rf"^[^{UNSEEN}]*[^\s{UNSEEN}][^{UNSEEN}]*$"
"""A pattern of text with something to see in it, and nothing that cannot be seen."""

Line = Annotated[str, StringConstraints(pattern=LINE, max_length=LONGEST)]
Words = Annotated[str, StringConstraints(pattern=LINE, max_length=2000)]
Id = Annotated[str, StringConstraints(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]


class Strict(BaseModel):
    """A body of which every key is known, and every value has the type that is said."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, regex_engine="python-re")


async def read_body(request: Request, model: TypeAdapter[Body]) -> Body:
    """The body of a request as a model that knows every key of it.

    Raises:
        ProblemError: it is not JSON, or not JSON that everyone reads alike.
        NotUnderstoodError: it is JSON, and not what is asked for here.
    """
    content = strict_json(await json_body(request, JSON))
    try:
        return model.validate_python(content)
    except ValidationError:
        raise NotUnderstoodError(NOT_UNDERSTOOD) from None


async def json_body(request: Request, *types: str) -> bytes:
    """The body of a request that has one of these media types, as it was sent.

    Raises:
        ProblemError: it has another type.
    """
    if media_type(request.scope) not in types:
        raise ProblemError(NOT_JSON)
    return await request.body()


def media_type(scope: Scope) -> str:
    """The media type of a body, without its parameters; blank where it is not told once."""
    told = headers_of(scope, b"content-type")
    return told[0].split(";")[0].strip().casefold() if len(told) == 1 else ""


def strict_json(body: bytes) -> Any:
    """The value of a JSON text; raises ProblemError where it cannot be read in one way."""
    try:
        return read_strictly(body)
    except ValueError:
        raise ProblemError(MALFORMED) from None
