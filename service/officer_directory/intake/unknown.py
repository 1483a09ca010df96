"""How systems write that they do not know: words, and days and years that stand for none.

Only what can mean nothing else is read so, and it is noted. `Unknown` as a race or a rank is
what was recorded, and stays.
"""

NULLS = frozenset({"NULL", "\\N", "(null)", "<null>"})
"""What a database writes for a cell that it has nothing for, whatever the column."""

_NO_DAY = {"0000-00-00", "00/00/0000"}
_NONE = {"null", "\\n", "(null)", "<null>", "nan", "nat", "none", "nil", "-", "--", *_NO_DAY}
_NONE |= {"n/a", "na", "n.a.", "#n/a"}
_NOT_KNOWN = {*_NONE, "unknown", "unk", "unk.", "not known", "not available", "?"}

NO_YEAR = 9999
"""The year that stands for none, and for no end."""

ZERO_DAYS = frozenset({"1899-12-30", "1899-12-31", "1900-01-01"})
"""What spreadsheets and databases make of nothing; they are days all the same."""


def says_unknown(text: str, *, of_an_end: bool = False) -> bool:
    """Whether a cell of a day, a year, an amount or a flag says that it is not known.

    An end that is said to be unknown has come: there, only words for none are read as blank.
    """
    return text.casefold() in (_NONE if of_an_end else _NOT_KNOWN)
