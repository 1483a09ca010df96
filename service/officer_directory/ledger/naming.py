"""Whether what was asked names a person: by an id, a number of theirs, or their name.

What only lists (a page, an order, fields) names nobody, whomever it showed.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from officer_directory.store.folding import fold, words

_LISTS: Final = frozenset(("limit", "after", "sort", "fields", "count", "since"))
_SAID: Final = ("arguments", "for", "purpose", "reason")


@dataclass(frozen=True, slots=True)
class Named:
    """An officer, as an entry may name them: ids and numbers whole, last names as words."""

    officer: str
    numbers: frozenset[str]
    names: frozenset[str]

    @classmethod
    def of(cls, officer: str, numbers: list[str | None], names: list[str | None]) -> "Named":
        return cls(
            officer,
            frozenset(fold(one) for one in (officer, *numbers) if one),
            frozenset(word for one in names if one for word in words(one)),
        )

    def is_in(self, told: Mapping[str, Any]) -> bool:
        """Whether an opening, or a summary, names this officer."""
        return any(self._is(value) for value in _values(told))

    def _is(self, value: str) -> bool:
        folded = fold(value)
        if self.officer in folded or not self.names.isdisjoint(words(value)):
            return True
        return not self.numbers.isdisjoint({folded, *folded.replace(",", " ").split()})


def asks_for_something(told: Mapping[str, Any]) -> bool:
    """Whether an address asks for more than a list of everyone."""
    return bool(_asked_for(str(told.get("asked", ""))))


def _values(told: Mapping[str, Any]) -> Iterator[str]:
    asked = str(told.get("asked", ""))
    yield from (unquote(part) for part in urlsplit(asked).path.split("/") if part)
    yield from _asked_for(asked)
    for name in _SAID:
        yield from _words(told.get(name))


def _asked_for(address: str) -> list[str]:
    pairs = parse_qsl(urlsplit(address).query, keep_blank_values=True)
    return [value for name, value in pairs if name not in _LISTS]


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _words(one)
    elif isinstance(value, list):
        for one in value:
            yield from _words(one)
    elif value is not None:
        yield value if isinstance(value, str) else json.dumps(value)
