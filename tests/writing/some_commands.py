"""Commands made up for these tests, registered alike in the test and in its server."""

import os
import time
from typing import Any

from sqlalchemy import text

from officer_directory.commands import Desk, command
from officer_directory.errors import IntakeError, SecondPersonNeededError
from officer_directory.store.giving_way import look


@command("test.note", overtakes=lambda arguments: bool(arguments.get("hold")))
def note(desk: Desk, *, label: str, hold: bool = False) -> dict[str, Any]:
    """Write a line; the order of lines is the order in which commands ran."""
    with desk.database.transaction() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS noted (label TEXT)"))
        connection.execute(text("INSERT INTO noted VALUES (:label)"), {"label": label})
        labels = list(connection.scalars(text("SELECT label FROM noted")))
    return {"pid": os.getpid(), "labels": labels, "hold": hold}


@command("test.slow")
def slow(desk: Desk, *, seconds: float, label: str = "slow") -> dict[str, Any]:
    """Write a line, hold the writer for a while, tell how far it is, and then commit."""
    with desk.database.transaction() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS noted (label TEXT)"))
        connection.execute(text("INSERT INTO noted VALUES (:label)"), {"label": label})
        for step in range(4):
            desk.progress(step, 4, "steps")
            time.sleep(seconds / 4)
            look(connection)
    return {"pid": os.getpid()}


@command("test.refuse")
def refuse(_desk: Desk, *, lines: list[str]) -> dict[str, Any]:
    if lines:
        raise IntakeError(lines)
    raise SecondPersonNeededError("Another person has to approve this.")


@command("test.break")
def break_down(_desk: Desk) -> dict[str, Any]:
    raise ZeroDivisionError("badge 0012 is in this message")
