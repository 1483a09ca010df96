"""How OpenOversight's files point to officers: by the site's id, a local `#x`, or a number."""

from officer_directory.intake.cells import Cells
from officer_directory.intake.formats.source import Source
from officer_directory.store.folding import fold

SITE_ID = "openoversight-"
"""Begins the `uid` of an officer who has no number but the site's own id."""

_BY_NAME = "import each department by itself, under the name that the file gives it"
_BY_CODE = "write the two-letter code of its state, or correct --state"


class References:
    """Ids of the officers file and the `uid` each stands for."""

    def __init__(self, source: Source) -> None:
        self._uids: dict[str, str] = {}
        self._whole = source.has("officers")

    def learn(self, own_id: str | None, uid: str) -> None:
        if own_id:
            self._uids[own_id] = uid

    def officer(self, cells: Cells, column: str, own_id: str) -> str | None:
        """The uid that an id stands for, or None with the problem noted."""
        uid = self._uids.get(own_id)
        if uid is None and not own_id.startswith("#"):
            return f"{SITE_ID}{own_id}"
        if uid is None:
            where = (
                "the officers file" if self._whole else "this import, which has no officers file"
            )
            cells.wrong(
                column, f"no officer `{own_id}` in {where}", "add the officer, or correct the id"
            )
        return uid

    def officer_of(self, cells: Cells) -> str | None:
        """The officer of a row with `officer_id` and perhaps `officer_unique_identifier`."""
        own_id, number = cells.text("officer_id"), cells.text("officer_unique_identifier")
        if own_id is None:
            return number or cells.needed("officer_id") or None
        if number is None:
            return self.officer(cells, "officer_id", own_id)
        known = self._uids.get(own_id)
        if known is not None and fold(known) != fold(number):
            wrong = f"`{number}` is not the number of officer `{own_id}`"
            cells.wrong("officer_unique_identifier", wrong, "correct one of the two")
        return number


def department_agrees(cells: Cells, source: Source) -> None:
    """The file's department is the agency it is imported into."""
    told = (
        ("department_name", source.agency, _BY_NAME),
        ("department_state", source.state, _BY_CODE),
    )
    for column, ours, remedy in told:
        theirs = cells.text(column)
        if theirs is not None and fold(theirs) != fold(ours):
            cells.wrong(column, f"`{theirs}` is not `{ours}`, which is imported", remedy)
