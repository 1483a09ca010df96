"""How a record's values are written: as JSON, as a CSV line, and as keys to ask by.

The same functions serve the publication (when a record is stored) and the inside views
(when one is answered), so that a value reads alike everywhere.

CSV is RFC 4180; a text cell that a spreadsheet would run as a formula gets a leading `'`.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from officer_directory.disclosure.fields import Field, Kind
from officer_directory.store.folding import fold

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")
_QUOTED = re.compile('[,"\r\n]')
_LAST_INSTANT = 253_402_300_799  # the end of the year 9999
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode

Stored = Any
"""A value as the record store holds it: text, integer, list of ids, or None."""


def shown(field: Field, value: Stored, redacted: bool = False) -> Any:
    """The JSON value of a stored one: dollars for cents, a year for a redacted date."""
    if value is None:
        return None
    if redacted:
        return value[:4]
    match field.kind:
        case Kind.MONEY:
            return value / 100
        case Kind.FLAG:
            return bool(value)
        case Kind.INSTANT:
            return _iso(value) if 0 < value <= _LAST_INSTANT else None
        case _:
            return value


def key(field: Field, value: Stored, redacted: bool = False) -> str | int | None:
    """What a value is filtered and sorted by: folded text, ISO date, integer."""
    if value is None:
        return None
    if redacted:
        return str(value)[:4]
    match field.kind:
        case Kind.TEXT:
            return fold(value)
        case Kind.FLAG:
            return int(value)
        case Kind.PROSE | Kind.IDS:
            return None
        case _:
            return value  # type: ignore[no-any-return]


Forms = tuple[str | int | None, str, str]
"""A value in all its forms: its key, its JSON text, its CSV cell."""

_REMEMBERED = 16_384  # values of each field: ranks, days and first names come again and again


def forms_of(field: Field, redacted: bool = False) -> Callable[[Stored], Forms]:
    """The function that writes this field's values, with a bounded memory of the last ones."""

    def forms(value: Stored) -> Forms:
        seen = shown(field, value, redacted)
        return key(field, value, redacted), _encode(seen), _cell(seen)

    match field.kind:
        case Kind.ID:
            return _id_forms
        case Kind.IDS | Kind.PROSE | Kind.MONEY:
            return forms
    return lru_cache(maxsize=_REMEMBERED, typed=True)(forms)


def _id_forms(value: str | None) -> Forms:
    return (None, "null", "") if value is None else (value, f'"{value}"', value)


def json_object(record: Mapping[str, Any]) -> bytes:
    """A finished JSON object of shown values."""
    return _encode(record).encode()


def csv_line(values: Sequence[Any]) -> bytes:
    """One finished CSV line, with its end, of shown values."""
    return (",".join(map(_cell, values)) + "\r\n").encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _text_cell(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, list):
        return _text_cell("|".join(value))
    return str(value)


def _text_cell(text: str) -> str:
    if text.startswith(_FORMULA):
        text = "'" + text
    if _QUOTED.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
