"""The command on the publication as a whole: compare it with the facts."""

from officer_directory.commands import Answer, Desk, command
from officer_directory.disclosure.check import differences

_SHOWN_DIFFERENCES = 100


@command("db.check")
def check(desk: Desk) -> Answer:
    """How many published records differ from the facts, and the first hundred of them."""
    found = differences(
        desk.database, desk.snapshot, lambda done, total: desk.progress(done, total, "records")
    )
    return {"differences": len(found), "first": found[:_SHOWN_DIFFERENCES]}
