"""Whether two names may be one person's, written by two clerks.

A name is a set of folded words. Two may be one person's where the words of one are among the
other's, an initial standing for a word it begins, and a word of a family name is common to
both. Order, case, marks, hyphens and a suffix make no difference; nor does it in which column
a word stands, except that the initial of a middle name stands for no first name.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final, NamedTuple

from officer_directory.store.folding import words

_SUFFIXES: Final = frozenset(("jr", "sr", "ii", "iii", "iv", "v", "junior", "senior"))
_FIRST, _MIDDLE, _FAMILY = "first", "middle", "family"
_Words = tuple[str, ...]


class _Word(NamedTuple):
    text: str
    place: str

    def may_be(self, other: "_Word") -> bool:
        """The same whole word, or an initial and what it may stand for."""
        if self.text[0] != other.text[0] or {self.place, other.place} == {_FIRST, _MIDDLE}:
            return self.text == other.text and len(self.text) > 1
        return self.text == other.text or 1 in (len(self.text), len(other.text))


class Form(NamedTuple):
    """One way to divide a name into words; whole words and initials are there once more."""

    given: _Words
    family: _Words
    whole: frozenset[str]
    initials: frozenset[str]

    @classmethod
    def of(cls, given: _Words, family: _Words) -> "Form":
        told = frozenset(given + family)
        whole = frozenset(word for word in told if len(word) > 1)
        return cls(given, family, whole, told - whole)

    @property
    def words(self) -> Sequence[_Word]:
        found = [_Word(text, _MIDDLE if n else _FIRST) for n, text in enumerate(self.given)]
        return [*found, *(_Word(text, _FAMILY) for text in self.family)]

    def is_within(self, other: "Form") -> bool:
        """Whether all these words, two at least, are among the other's."""
        for word in self.whole - other.whole:  # nearly every pair ends here
            if word[0] not in other.initials:
                return False
        size, common = len(self.given) + len(self.family), self.whole & other.whole
        if size < 2 or common.isdisjoint(self.family + other.family):
            return False
        return size <= len(other.given) + len(other.family) and _among(self.words, other.words)


@dataclass(frozen=True, slots=True)
class Name:
    """A name in every form in which it may have been written elsewhere."""

    forms: frozenset[Form]

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Name":
        """Of an officer's row: `first_name`, `middle_name`, `last_name`, each of them or None."""
        told = (row["first_name"], row["middle_name"], row["last_name"])
        first, middle, last = (tuple(words(text or "")) for text in told)
        last = _without_suffix(last)
        one = _joined(first)
        given = {first, first + middle, one, one + middle, _joined(first + middle)}
        return cls(frozenset(Form.of(*both) for both in product(given, {last, _joined(last)})))

    def may_be(self, other: "Name") -> bool:
        """Whether both may be one person's."""
        pairs = product(self.forms, other.forms)
        return any(one.is_within(another) or another.is_within(one) for one, another in pairs)

    @property
    def whole(self) -> set[str]:
        """Its words that are no initials."""
        return {word for form in self.forms for word in form.whole}

    @property
    def family(self) -> set[str]:
        """Those of the family name."""
        return {word for form in self.forms for word in form.whole.intersection(form.family)}

    @property
    def tokens(self) -> set[str]:
        """Words of which every name that may be this one's has at least one, as recorded."""
        begun = {word[:end] for word in self.family for end in range(1, len(word))}
        return self.whole | begun


@dataclass(slots=True)
class Known:
    """Names by their words."""

    _names: dict[str, Name] = field(default_factory=dict)
    _by_word: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _by_family: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, one: str, name: Name) -> None:
        self._names[one] = name
        for word in name.whole:
            self._by_word[word].add(one)
        for word in name.family:
            self._by_family[word].add(one)

    def of(self, name: Name) -> Iterator[str]:
        """Those whose name may be one person's with this one."""
        near: set[str] = set()
        near.update(*(self._by_word.get(word, ()) for word in name.family))
        near.update(*(self._by_family.get(word, ()) for word in name.whole))
        return (one for one in near if self._names[one].may_be(name))


def _without_suffix(last: _Words) -> _Words:
    while len(last) > 1 and last[-1] in _SUFFIXES:
        last = last[:-1]
    return last


def _joined(parts: _Words) -> _Words:
    return ("".join(parts),) if parts else ()


def _among(some: Sequence[_Word], others: Sequence[_Word]) -> bool:
    """Whether each word may be another one of the others: a matching, by augmenting paths."""
    whose: dict[int, int] = {}

    def finds_one(mine: int, tried: set[int]) -> bool:
        for n, other in enumerate(others):
            if n in tried or not some[mine].may_be(other):
                continue
            tried.add(n)
            if n not in whose or finds_one(whose[n], tried):
                whose[n] = mine
                return True
        return False

    return all(finds_one(mine, set()) for mine in range(len(some)))
