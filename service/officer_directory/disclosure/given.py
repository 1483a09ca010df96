"""What an answer gives of which officers, in the words that the ledger keeps."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, NamedTuple

from officer_directory.disclosure.askable import Askable
from officer_directory.disclosure.fields import RESOURCES


class Given(NamedTuple):
    """Fields of one resource, as `officer:id uid rank`, and the officers they are about."""

    fields: str
    officers: tuple[str, ...]


class Found(NamedTuple):
    """One finished JSON object, and what it gives of whom."""

    object: bytes
    given: tuple[Given, ...]


class Chunk(NamedTuple):
    """Finished lines of a stream; `given(n)` is what the first n of their records give."""

    content: bytes
    given: Callable[[int], tuple[Given, ...]]


def words(resource: str, names: Collection[str]) -> str:
    """Fields of a resource as one text, the same for the same fields."""
    return f"{resource}:" + " ".join(f.name for f in RESOURCES[resource] if f.name in names)


class Giving:
    """What rows of one resource give to an inside tier that asked for some of their fields."""

    def __init__(self, askable: Askable, fields: Sequence[str] | None) -> None:
        shown = askable.shown
        self._resource = askable.resource
        self._wanted = frozenset(shown if fields is None else fields)
        self._all = words(self._resource, self._wanted)
        self._flags = dict(zip(askable.known, range(len(shown), 10_000), strict=False))
        self._memory: dict[tuple[bool, ...], str] = {}
        self._owner = self._links = None
        if askable.owner is not None:
            self._owner = len(shown) + len(askable.known) + 1  # after the bundle
        elif "officer_ids" in shown:
            self._links = list(shown).index("officer_ids")

    def of(self, rows: Sequence[Sequence[Any]]) -> tuple[Given, ...]:
        """Groups of officers who are given alike; a record that names nobody gives nobody's."""
        if not self._flags:
            officers = self._officers(rows)
            return (Given(self._all, officers),) if officers else ()
        alike: dict[tuple[bool, ...], list[Sequence[Any]]] = {}
        for row in rows:
            alike.setdefault(tuple([bool(row[at]) for at in self._flags.values()]), []).append(row)
        groups = [Given(self._shown(flags), self._officers(some)) for flags, some in alike.items()]
        return tuple(group for group in groups if group.officers)

    def _shown(self, flags: tuple[bool, ...]) -> str:
        """The fields that a row with these flags has: there are as many as classes, or so."""
        fields = self._memory.get(flags)
        if fields is None:
            hidden = {name for name, shown in zip(self._flags, flags, strict=True) if not shown}
            fields = self._memory[flags] = words(self._resource, self._wanted - hidden)
        return fields

    def _officers(self, rows: Sequence[Sequence[Any]]) -> tuple[str, ...]:
        found: Iterable[str] = ()
        if self._owner is not None:
            found = [row[self._owner] for row in rows]
        elif self._links is not None:
            found = [one for row in rows if row[self._links] for one in row[self._links].split("|")]
        return tuple(dict.fromkeys(one for one in found if one is not None))
