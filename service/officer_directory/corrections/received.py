"""Corrections as they come in and are closed. Closing one changes no fact, nor does sending it.

Of whoever sends one nothing is kept but what they write, and the day. A closed correction
is deleted a year after that day; one that nobody closed, after two.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import uuid4

from sqlalchemy import Connection, delete, func, insert, or_, select, text, update

from officer_directory.errors import NoSuchRecordError, NotAnsweredError, RefusedByRuleError
from officer_directory.identity.names import named, stated
from officer_directory.store.asks import correction

KEPT_CLOSED_DAYS: Final = 365
KEPT_OPEN_DAYS: Final = 730
_C = correction.c


@dataclass(frozen=True, slots=True)
class Said:
    """What is wrong in an officer's record: of a field, or in words; and what it should say."""

    officer: str
    should_be: str
    field: str | None = None
    wrong: str | None = None
    contact: str | None = None


def receive(connection: Connection, said: Said, *, most_waiting: int, now: int) -> None:
    """Write a correction down.

    Raises:
        NotAnsweredError: as many as may wait are waiting.
    """
    _alone(connection)
    today = datetime.fromtimestamp(now, UTC).date()
    _forget(connection, today)
    waiting = select(func.count()).select_from(correction).where(_C.closed_on.is_(None))
    if (connection.scalar(waiting) or 0) >= most_waiting:
        raise NotAnsweredError("Too many corrections wait; send it again later.")
    row = {
        "id": str(uuid4()),
        "officer_id": said.officer,
        "field": said.field,
        "wrong": said.wrong,
        "should_be": said.should_be,
        "contact": said.contact,
        "received_on": today.isoformat(),
    }
    connection.execute(insert(correction), row)


def close(connection: Connection, correction_id: str, *, by: str, answer: str, now: int) -> None:
    """Close a correction with an answer.

    Raises:
        NoSuchRecordError: there is none with this id.
        RefusedByRuleError: it is closed already, or there is no answer.
    """
    today = datetime.fromtimestamp(now, UTC).date()
    closed = {"closed_on": today.isoformat(), "closed_by": named(by), "answer": stated(answer)}
    one = update(correction).where(_C.id == correction_id, _C.closed_on.is_(None))
    if connection.execute(one.values(**closed)).rowcount != 1:
        if connection.execute(select(_C.id).where(_C.id == correction_id)).first() is None:
            raise NoSuchRecordError("There is no such correction.")
        raise RefusedByRuleError("This correction is closed already.")
    _forget(connection, today)


def _forget(connection: Connection, today: date) -> None:
    closed = (today - timedelta(days=KEPT_CLOSED_DAYS)).isoformat()
    received = (today - timedelta(days=KEPT_OPEN_DAYS)).isoformat()
    connection.execute(
        delete(correction).where(or_(_C.closed_on < closed, _C.received_on < received))
    )


def _alone(connection: Connection) -> None:
    """What is counted stays so until this is written; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE correction IN SHARE ROW EXCLUSIVE MODE"))
