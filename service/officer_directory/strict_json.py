"""JSON, read strictly (RFC 8259): what two readers could read differently is refused."""

import json
from typing import Any, Final

DEEPEST: Final = 8
LONGEST_NUMBER: Final = 20


def strict_json(content: bytes) -> Any:
    """The value of a JSON text.

    Raises:
        ValueError: it is not UTF-8, begins with a byte order mark, repeats a key, nests
            deeply, or holds NaN, half a surrogate pair, or an enormous number.
    """
    text = content.decode("utf-8")
    if text.startswith("\ufeff"):
        raise ValueError("a byte order mark")
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_refuse,
            parse_int=_integer,
            parse_float=_number,
        )
    except RecursionError:
        raise ValueError("deep") from None
    _check(value, DEEPEST)
    return value


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
