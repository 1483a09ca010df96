"""Text folded once, the same way for what is stored and for what is asked.

Folding decomposes (NFKD), drops marks, folds case and collapses white space, so that
`Díaz`, `DIAZ` and `diaz ` are one key. Keys are compared and sorted as bytes on every
engine (binary collation), never by the database's locale.
"""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
_UNFOLDABLE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


def fold(text: str) -> str:
    """The key of a text: NFKD, without marks, case-folded, spaces collapsed."""
    if text.isascii():
        return " ".join(text.casefold().split())
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_UNFOLDABLE))
    bare = "".join(c for c in apart if not unicodedata.combining(c))
    return " ".join(unicodedata.normalize("NFKD", bare.casefold()).split())


def words(text: str) -> list[str]:
    """The folded words of a text, in order: `O'Brien-Díaz` is `o`, `brien`, `diaz`."""
    return _WORD.findall(fold(text))


def one_letter_off(word: str) -> list[str]:
    """The word itself and each form of it with one letter left out.

    Two words one misspelling apart (a letter wrong, missing, added, or two swapped)
    always share such a form, so an index of forms finds every misspelling by equality.
    Words of fewer than three letters have only themselves.
    """
    if len(word) < 3:
        return [word]
    return sorted({word, *(word[:i] + word[i + 1 :] for i in range(len(word)))})
