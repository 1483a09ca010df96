"""Which recorded row a stated fact is about: one to one, by ever looser keys.

The first pass compares everything, so that facts stated again are found as they are; each
later pass compares less, so that a corrected fact is a change and not a second fact.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Values = Mapping[str, Any]
Pass = tuple[str, ...]


def match(
    stated: Sequence[Values], recorded: Sequence[Values], passes: Iterable[Pass]
) -> tuple[list[Values | None], list[Values]]:
    """For each stated fact its recorded row or None, and the recorded rows left over."""
    found: list[Values | None] = [None] * len(stated)
    left, wanted = list(recorded), list(range(len(stated)))
    for names in passes:
        if not left or not wanted:
            break
        by_key: dict[tuple[Any, ...], list[Values]] = defaultdict(list)
        for row in reversed(left):
            by_key[tuple(row[name] for name in names)].append(row)
        for place in wanted:
            same = by_key.get(tuple(stated[place][name] for name in names))
            if same:
                found[place] = same.pop()
        wanted = [place for place in wanted if found[place] is None]
        left = [row for rows in by_key.values() for row in rows]
    return found, left


def merged(
    stated: Values, recorded: Values, names: Iterable[str], settled: Iterable[str]
) -> dict[str, Any]:
    """What the record becomes: what is stated; where that is blank, what is recorded.

    `settled` are the names whose blank says something, such as an end that there is not.
    """
    blank_speaks = set(settled)
    return {
        name: stated[name] if stated[name] is not None or name in blank_speaks else recorded[name]
        for name in names
    }
