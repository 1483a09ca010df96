"""How text of others stands on a terminal: nothing that was given may move the cursor or hide."""

import unicodedata
from typing import Any


def plain(value: Any) -> str:
    """A value as one line, whatever it holds: controls are written as escapes.

    >>> plain("Kim\\x1b[2J")
    'Kim\\\\x1b[2J'
    """
    return "".join(c if _shows(c) else repr(c)[1:-1] for c in str(value))


def _shows(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
