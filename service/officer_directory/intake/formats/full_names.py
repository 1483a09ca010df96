"""Names of a row: its own columns, or a full name where those are blank.

A full name is only taken apart where it says how: `LAST, FIRST MIDDLE`. Without a comma
it is kept whole as the last name, so that it can be found and nothing is guessed.
"""

from typing import TypedDict

from officer_directory.intake.cells import Cells


class NameParts(TypedDict):
    first_name: str | None
    middle_name: str | None
    last_name: str | None
    suffix: str | None


def name_parts(cells: Cells, middle: str = "middle_name") -> NameParts:
    parts = NameParts(
        first_name=cells.text("first_name"),
        middle_name=cells.text(middle),
        last_name=cells.text("last_name"),
        suffix=cells.text("suffix"),
    )
    full = cells.text("full_name")
    if full is not None and not parts["first_name"] and not parts["last_name"]:
        last, comma, given = full.partition(",")
        first, _, rest = given.strip().partition(" ")
        parts["last_name"] = last.strip() or None
        if comma:
            parts["first_name"] = first or None
            parts["middle_name"] = parts["middle_name"] or rest.strip() or None
    return parts
