"""The commands on the publication as a whole: compare it with the facts, tell its changes."""

from officer_directory.commands import Answer, Desk, command
from officer_directory.disclosure import activation
from officer_directory.disclosure.check import differences

_SHOWN_DIFFERENCES = 100


@command("db.check")
def check(desk: Desk) -> Answer:
    """How many published records differ from the facts, and the first hundred of them."""
    found = differences(
        desk.database, desk.snapshot, lambda done, total: desk.progress(done, total, "records")
    )
    return {"differences": len(found), "first": found[:_SHOWN_DIFFERENCES]}


@command("changes.tell", apart=True)
def tell_changes(desk: Desk) -> Answer:
    """Record what an interrupted activation left; whatever is due is told after any command."""
    activation.go_on_recording(desk.database)
    return {}
