"""Keeping the roll-up of exposures behind the log, checking it against the log, making it anew.

The one that seals rolls what has an index; nobody who is answered waits for it. A roll-up that
is made anew is counted beside the one that is asked, and takes its place when it has come as
far.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing

from sqlalchemy import Connection, select

from officer_directory.ledger import reading
from officer_directory.ledger.append import Ledger
from officer_directory.ledger.rollup import EVERYONE, Count, Standing, standing, steps
from officer_directory.ledger.storing import HeadMovedError
from officer_directory.store.engines import Database
from officer_directory.store.ledger import (
    ledger_exposure,
    ledger_exposure_kind,
    ledger_pseudonym,
)

Progress = Callable[[int], None]

_BREATH = 0.01  # seconds between two steps: answers go first
_AT_ONCE = 5_000


def roll(database: Database, ledger: Ledger, progress: Progress = lambda _: None) -> None:
    """Count what has an index and is not counted yet."""
    with database.reading() as connection:
        at, upto = standing(connection), _indexed(connection)
    _add(database, ledger, at, upto, True, progress)


def rebuild(database: Database, ledger: Ledger, progress: Progress = lambda _: None) -> int:
    """Count the whole log again and put that in the place of what there is; up to which number.

    Raises:
        HeadMovedError: another process makes it anew just now.
    """
    with database.reading() as connection:
        before = standing(connection)
    _forget(ledger, before.generation)
    made = Standing(before.generation + 1, 0)
    while True:
        with database.reading() as connection:
            target = standing(connection)
        _add(database, ledger, made, target.upto, False, progress)
        made = Standing(made.generation, target.upto)
        try:
            ledger.run(lambda store, new=made: store.serve(before.generation, new))  # type: ignore[misc]
        except HeadMovedError:
            with database.reading() as connection:
                if standing(connection).generation != before.generation:
                    raise
            continue  # it was rolled on meanwhile: so far this one goes too
        _forget(ledger, made.generation)
        return made.upto


def wrong(connection: Connection, progress: Progress = lambda _: None) -> Iterator[str]:
    """What the roll-up says otherwise than the log, each named by day and kind.

    Counted on the disk, however long the log is. A name that is nobody's any more, since they
    were erased or it is too long ago, is counted for nobody, however often.
    """
    at = standing(connection)
    with closing(sqlite3.connect("")) as scratch:  # a file that nobody sees, and gone after
        scratch.execute("CREATE TABLE said (name, day, kind, n, PRIMARY KEY (name, day, kind))")
        for step in steps(connection, at.generation, 0, at.upto):
            scratch.executemany(
                "INSERT INTO said VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n",
                [(*count, n) for count, n in step.counts.items()],
            )
            progress(step.upto)
        kinds = dict(_kinds(connection))
        for name, day, kind, n in _counted(connection, at.generation):
            count = Count(name, day, kinds.get(kind, ""))
            found = scratch.execute(
                "DELETE FROM said WHERE name = ? AND day = ? AND kind = ? RETURNING n", count
            ).fetchone()
            if (found is None or found[0] != n) and _is_somebodys(connection, name):
                yield _named(count, n, 0 if found is None else found[0])
        for name, day, said, n in scratch.execute("SELECT name, day, kind, n FROM said"):
            if _is_somebodys(connection, name):
                yield _named(Count(name, day, said), 0, n)


def _is_somebodys(connection: Connection, name: str) -> bool:
    of = select(ledger_pseudonym.c.name).where(ledger_pseudonym.c.name == name)
    return name == EVERYONE or connection.execute(of).first() is not None


def _named(count: Count, has: int, should: int) -> str:
    day = time.strftime("%Y-%m-%d", time.gmtime(count.day * 86_400))
    return f"{day}, {count.name or 'everyone'}, {count.kind}: {has} counted, the log has {should}"


def _add(
    database: Database, ledger: Ledger, at: Standing, upto: int, serves: bool, progress: Progress
) -> None:
    while at.upto < upto:
        with database.reading() as connection:
            step = next(steps(connection, at.generation, at.upto, upto, serves), None)
        if step is None:
            return
        ledger.run(lambda store, one=step: store.roll(one))  # type: ignore[misc]
        at = Standing(at.generation, step.upto)
        progress(step.upto)
        time.sleep(_BREATH)


def _forget(ledger: Ledger, keep: int) -> None:
    """Drop the counts of every generation but one, a few at a time."""
    while ledger.run(lambda store: store.forget_counts(keep, _AT_ONCE)):
        time.sleep(_BREATH)


def _indexed(connection: Connection) -> int:
    newest = reading.head(connection, "inside")
    return 0 if newest is None else newest.upto


def _kinds(connection: Connection) -> Iterator[tuple[int, str]]:
    c = ledger_exposure_kind.c
    yield from ((row.id, row.said) for row in connection.execute(select(c.id, c.said)))


def _counted(connection: Connection, generation: int) -> Iterator[tuple[str, int, int, int]]:
    c = ledger_exposure.c
    query = select(c.name, c.day, c.kind, c.disclosures).where(c.generation == generation)
    rows = connection.execution_options(stream_results=True, yield_per=_AT_ONCE).execute(query)
    yield from ((row.name, row.day, row.kind, row.disclosures) for row in rows)
