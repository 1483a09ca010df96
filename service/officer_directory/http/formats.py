"""Which format an answer has: by the suffix of its address, else by `Accept` (RFC 9110, 12)."""

from enum import Enum
from functools import lru_cache
from typing import Final

from starlette.convertors import Convertor, register_url_convertor
from starlette.types import Scope

from officer_directory.http.problems import NOT_ACCEPTABLE, ProblemError

JSON: Final = "application/json"


class Form(Enum):
    JSON = "application/json"
    CSV = "text/csv; charset=utf-8"
    NDJSON = "application/x-ndjson"
    HTML = "text/html; charset=utf-8"

    @property
    def word(self) -> str:
        return self.name.lower()


LISTS: Final = frozenset({Form.JSON, Form.CSV, Form.NDJSON})
PRINTED: Final = frozenset({Form.JSON, Form.CSV, Form.HTML})
_ALONE: Final = frozenset({Form.JSON})
_BY_TYPE = {
    "*/*": Form.JSON,
    "application/*": Form.JSON,
    "application/json": Form.JSON,
    "text/*": Form.CSV,
    "text/csv": Form.CSV,
    "application/x-ndjson": Form.NDJSON,
    "application/ndjson": Form.NDJSON,
    "text/html": Form.HTML,
}


class _Suffix(Convertor[str]):
    """`{form:form}` at the end of a route: nothing, `.json`, `.csv` or `.ndjson`."""

    regex = r"(?:\.json|\.csv|\.ndjson|)"

    def convert(self, value: str) -> str:
        return value[1:]

    def to_string(self, value: str) -> str:
        return f".{value}" if value else ""


class _Printed(_Suffix):
    """`{form:printed}` at the end of a route: nothing, `.csv` or `.html`."""

    regex = r"(?:\.csv|\.html|)"


register_url_convertor("form", _Suffix())
register_url_convertor("printed", _Printed())


def form_of_list(scope: Scope) -> Form:
    """The format a list is asked in.

    Raises:
        ProblemError: none that is offered is acceptable.
    """
    return _form(scope, LISTS)


def form_of_page(scope: Scope) -> Form:
    """The format of what can be printed.

    Raises:
        ProblemError: none that is offered is acceptable.
    """
    return _form(scope, PRINTED)


def _form(scope: Scope, offered: frozenset[Form]) -> Form:
    suffix = scope["path_params"].get("form")
    if suffix:
        return Form[suffix.upper()]
    return _accepted(_accept(scope), offered)


def refuse_unless_json(scope: Scope) -> None:
    """For what comes as JSON alone."""
    _accepted(_accept(scope), _ALONE)


def _accept(scope: Scope) -> bytes:
    found = [value for name, value in scope["headers"] if name == b"accept"]
    return b",".join(found) if found else b"*/*"


@lru_cache(maxsize=256)
def _accepted(accept: bytes, offered: frozenset[Form]) -> Form:
    best: tuple[float, Form] | None = None
    for part in accept.decode("latin-1").casefold().split(","):
        media_type, *parameters = (piece.strip() for piece in part.split(";"))
        form = _BY_TYPE.get(media_type)
        weight = _weight(parameters)
        if form not in offered or form is None or weight <= 0:
            continue
        if best is None or weight > best[0]:
            best = (weight, form)
    if best is None:
        raise ProblemError(NOT_ACCEPTABLE)
    return best[1]


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
