"""Corrections about officers whom a view knows of: joined to the view, so that others are none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_

from officer_directory.disclosure.askable import bound
from officer_directory.disclosure.beside import Beside
from officer_directory.disclosure.inside_view import InsideView
from officer_directory.errors import NotUnderstoodError
from officer_directory.store.asks import correction

OPEN, CLOSED = "open", "closed"
_C = correction.c
_NAMES: Final = (
    *("id", "officer_id", "field", "wrong", "should_be", "contact", "received_on"),
    *("closed_on", "closed_by", "answer"),
)
POSITION: Final = "([0-9]{4}-[0-9]{2}-[0-9]{2})[.]([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
_POSITION = re.compile(POSITION)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which corrections: by state, of one officer, after a position; at most so many."""

    state: str = OPEN
    officer: str | None = None
    after: str | None = None
    limit: int = 50


def listed(view: InsideView, wanted: Wanted) -> tuple[list[dict[str, Any]], str | None]:
    """The corrections that are wanted, oldest day first, and the position after them.

    Raises:
        NotUnderstoodError: the position is none.
    """
    conditions: list[ColumnElement[bool]] = [
        _C.closed_on.is_(None) if wanted.state == OPEN else _C.closed_on.is_not(None)
    ]
    given: dict[str, Any] = {"limit": wanted.limit + 1}
    if wanted.officer is not None:
        conditions.append(_C.officer_id == bound("c_officer"))
        given["c_officer"] = wanted.officer
    if wanted.after is not None:
        conditions.append(_after())
        given["c_day"], given["c_id"] = position(wanted.after)
    found = [_shown(row) for row in _asked(view, conditions, given)]
    more, found = len(found) > wanted.limit, found[: wanted.limit]
    last = found[-1] if more else None
    return found, f"{last['received_on']}.{last['id']}" if last else None


def known(view: InsideView, correction_id: str) -> dict[str, Any] | None:
    """One correction, if it is about an officer whom the view knows of."""
    given = {"c_id": correction_id, "limit": 1}
    found = _asked(view, [_C.id == bound("c_id")], given)
    return _shown(found[0]) if found else None


def position(after: str) -> tuple[str, str]:
    """The day and id of a position.

    Raises:
        NotUnderstoodError: it is none.
    """
    found = _POSITION.fullmatch(after)
    if found is None:
        raise NotUnderstoodError("after")
    return found[1], found[2]


def _after() -> ColumnElement[bool]:
    day = bound("c_day")
    return or_(_C.received_on > day, and_(_C.received_on == day, _C.id > bound("c_id")))


def _asked(
    view: InsideView, conditions: Sequence[ColumnElement[bool]], given: dict[str, Any]
) -> Sequence[Sequence[Any]]:
    columns = tuple(_C[name] for name in _NAMES)
    order = (_C.received_on, _C.id)
    return view.beside(Beside(correction, _C.officer_id, columns, tuple(conditions), order), given)


def _shown(row: Sequence[Any]) -> dict[str, Any]:
    told = dict(zip(_NAMES, row, strict=True))
    return {**told, "state": OPEN if told["closed_on"] is None else CLOSED}
