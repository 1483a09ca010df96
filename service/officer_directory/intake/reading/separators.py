"""What parts the cells of a file: a comma, unless the header plainly has something else.

Spreadsheets write semicolons where the comma is the decimal point, and tabs as text. Nothing
is guessed: a header with the separator that is expected is parted by it, and so is one that
has two others.
"""

from officer_directory.intake.problems import Problems

_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_DECLARED = "sep="
_FIRST = 20_000


def separator(text: str, expected: str, file: str, problems: Problems) -> str:
    """The separator of a file; one that was not expected is noted."""
    header = next((line for line in text[:_FIRST].splitlines() if line.strip()), "")
    if declared(header.strip('"')):
        header = header.strip('"')[len(_DECLARED) :]
    others = [one for one in _NAMES if one in header]
    if expected in others or len(others) != 1:
        return expected
    problems.note(f"{file}: its columns are parted by {_NAMES[others[0]]}, and were read so.")
    return others[0]


def declared(line: str) -> bool:
    """Whether a line tells Excel the separator and is no row: `sep=;`."""
    return line.lower().startswith(_DECLARED) and len(line) <= len(_DECLARED) + 1
