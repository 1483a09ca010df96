"""Names as searchable words, and the forms that find a word with one letter wrong."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table, select, text
from sqlalchemy.dialects import sqlite

from officer_directory.store.folding import one_letter_off, words
from officer_directory.store.published import published_spelling

_NAMES = ("first_name", "middle_name", "last_name")
_words = lru_cache(maxsize=16_384)(words)
_AT_ONCE = (
    'INSERT INTO "{table}" (variant, token)'
    " SELECT * FROM unnest(CAST(:variants AS text[]), CAST(:tokens AS text[]))"
    " ON CONFLICT DO NOTHING"
)
_LOCK = 0x0FF1CE_52


def words_of(keys: Mapping[str, Any]) -> list[str]:
    """The distinct words of the names among these keys."""
    return sorted({word for name in _NAMES for word in _words(keys.get(name) or "")})


def remember(connection: Connection, tier: str, tokens: Iterable[str]) -> None:
    """Make a tier's words findable when misspelt."""
    remember_in(connection, published_spelling[tier], tokens)


def remember_in(connection: Connection, table: Table, tokens: Iterable[str]) -> None:
    """Add the forms of these words to a table of spellings, where they are not yet in it."""
    forms = [
        {"variant": variant, "token": token}
        for token in sorted(_unknown(connection, table, set(tokens)))
        for variant in one_letter_off(token)
    ]
    if not forms:
        return
    if connection.dialect.name == "postgresql":
        # One writer of spellings at a time: two that add the same words in different
        # orders would wait for each other.
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        named = {"variants": [f["variant"] for f in forms], "tokens": [f["token"] for f in forms]}
        connection.execute(text(_AT_ONCE.format(table=table.name)), named)
    else:
        connection.execute(sqlite.insert(table).on_conflict_do_nothing(), forms)


def _unknown(connection: Connection, table: Table, tokens: set[str]) -> set[str]:
    """Those that are not in the table; a word that is, is there as a form of itself too."""
    unknown = set(tokens)
    for chunk in _chunks(sorted(tokens)):
        itself = table.c.variant == table.c.token
        unknown.difference_update(
            connection.scalars(select(table.c.token).where(table.c.variant.in_(chunk), itself))
        )
    return unknown


def _chunks(tokens: list[str], size: int = 2_000) -> Iterable[list[str]]:
    return (tokens[start : start + size] for start in range(0, len(tokens), size))


def one_edit_apart(one: str, other: str) -> bool:
    """Whether two words differ by at most one letter wrong, missing, added or swapped."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    left, right = one[start:], other[start:]
    swapped = len(left) == len(right) > 1 and left[:2] == right[1::-1] and left[2:] == right[2:]
    return swapped or left[1:] == right[1:] or left[1:] == right or left == right[1:]
