"""Corrections, as named commands."""

from officer_directory.commands import Answer, Desk, command
from officer_directory.corrections import received
from officer_directory.corrections.received import Said


@command("corrections.receive")
def receive(
    desk: Desk,
    *,
    officer: str,
    should_be: str,
    field: str | None = None,
    wrong: str | None = None,
    contact: str | None = None,
    most_waiting: int,
) -> Answer:
    """Write down what a reader says is wrong; whoever asks has looked whether it may be."""
    said, now = Said(officer, should_be, field, wrong, contact), desk.database.now()
    with desk.database.transaction() as connection:
        received.receive(connection, said, most_waiting=most_waiting, now=now)
    return {}


@command("corrections.close")
def close(desk: Desk, *, correction: str, by: str, answer: str) -> Answer:
    """Close a correction; whoever asks has looked whether it is theirs."""
    now = desk.database.now()
    with desk.database.transaction() as connection:
        received.close(connection, correction, by=by, answer=answer, now=now)
    return {}
