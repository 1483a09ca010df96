"""Names of those who act, and what they must state.

Two names are one person when they may be: case, accents, spaces, punctuation, order and
look-alike letters do not make a second person, and a name with invisible characters is
refused. A typed name is only as good as who types it; a client that is bound to a person
(`identity.persons`) names them for certain.
"""

import unicodedata

from officer_directory.errors import RefusedByRuleError, SecondPersonNeededError
from officer_directory.store.folding import fold, words

_LONGEST_NAME = 200
_LONGEST_STATEMENT = 10_000
_ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТХУаеосрхуѕіјһԁԛԝвкмнтгЗΑΒΕΖΗΙΚΜΝΟΡΤΥΧαεικνορτυχ",
    "ABESIJKMHOPCTXYaeocpxysijhdqwbkmhtr3ABEZHIKMNOPTYXaeiknoptux",
)
"""Cyrillic and Greek letters that look like Latin ones."""

_LINE_ENDS = "\n\r\t"


def named(person: str) -> str:
    """The name of a person who acts.

    Raises:
        RefusedByRuleError: it is blank, too long, or holds invisible characters.
    """
    name = " ".join(person.split())
    if not fold(name) or len(name) > _LONGEST_NAME or _invisible(name):
        raise RefusedByRuleError("Name the person who acts, in plain visible characters.")
    return name


def stated(text: str) -> str:
    """A reason or justification.

    Raises:
        RefusedByRuleError: it is blank, too long, or holds invisible characters.
    """
    statement = text.strip()
    if not statement or len(statement) > _LONGEST_STATEMENT:
        raise RefusedByRuleError("A justification is needed: what, particularly, is the reason?")
    if _invisible(statement.translate({ord(c): " " for c in _LINE_ENDS})):
        raise RefusedByRuleError("The justification holds characters that cannot be seen.")
    return statement


def same_person(one: str, other: str) -> bool:
    """Whether two names may be one person's: the same letters, however they are set.

    Letters that look alike in other scripts, the order of the names, punctuation, spaces
    and digits make no second person.
    """
    return bool(_written(one) & _written(other))


def _written(name: str) -> set[str]:
    """The name as one run of letters, as it stands and with its words in order."""
    parts = words(name.translate(_ALIKE))
    letters = ["".join(c for c in part if not c.isdigit()) for part in parts]
    return {"".join(letters), "".join(sorted(letters))} - {""} or {fold(name)}


def require_second_person(proposer: str, approver: str) -> None:
    """Raises SecondPersonNeededError when one person proposes and approves."""
    if same_person(proposer, approver):
        raise SecondPersonNeededError(
            "Whoever proposed it cannot approve it: a second person is needed."
        )


def _invisible(text: str) -> bool:
    return any(unicodedata.category(character)[0] == "C" for character in text)
