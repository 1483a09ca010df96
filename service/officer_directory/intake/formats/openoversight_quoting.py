"""Cells that a spreadsheet would run as a formula: quoted on export, undone on import.

A text that begins with `= + - @`, a tab, a return or a `'` gets a `'` before it. So only
`''` and `'` before one of the others is undone: a name such as `'t Hooft` in a file from
elsewhere stays as it is.
"""

_QUOTED = ("'", "=", "+", "-", "@", "\t", "\r", "\0")


def quote(text: str) -> str:
    return f"'{text}" if text.startswith(_QUOTED) else text


def undo_quoting(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_QUOTED) else text
