"""What someone typed to find an officer: words of a name, or a badge number or uid."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from officer_directory.disclosure.askable import Askable, Names, bound
from officer_directory.disclosure.spelling import one_edit_apart
from officer_directory.store.folding import fold, one_letter_off, words

_MOST_WORDS = 6
_MOST_SPELLINGS = 40


@dataclass(frozen=True, slots=True)
class Word:
    prefix: str
    spellings: tuple[str, ...]  # words in names that are one letter off


@dataclass(frozen=True, slots=True)
class Looked:
    whole: str
    words: tuple[Word, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(word.spellings) for word in self.words)


def look(q: str, spelt: Callable[[Sequence[str]], list[str]]) -> Looked:
    """A search and the spellings to try; `spelt` finds words by their one-letter-off forms."""
    return Looked(
        fold(q), tuple(Word(w, _near(w, spelt)) for w in sorted(set(words(q)))[:_MOST_WORDS])
    )


def _near(word: str, spelt: Callable[[Sequence[str]], list[str]]) -> tuple[str, ...]:
    found = sorted({token for token in spelt(one_letter_off(word)) if one_edit_apart(word, token)})
    return tuple(token for token in found if not token.startswith(word))[:_MOST_SPELLINGS]


def spellings_of(askable: Askable, names: Names, forms: int) -> Select[Any]:
    """The statement that finds words by `forms` forms, bound as `:f0`, `:f1`, …

    Only words that name someone behind the gate: only so many are tried, and others' names
    must not take their place.
    """
    variant, token = names.spelling.c.variant, names.spelling.c.token
    forms_bound = [bound(f"f{i}") for i in range(forms)]
    found = select(token).select_from(names.spelling).where(variant.in_(forms_bound))
    if not askable.where:  # a publication's words are its own
        return found
    known = select(names.name_id).select_from(
        askable.rows.join(names.name, names.name_id == askable.id)
    )
    return found.where(known.where(names.name.c.token == token, *askable.where).exists())
