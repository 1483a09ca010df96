"""A desk in the fictional department, and what each outside tier sees at an instant."""

import pytest
from sqlalchemy import column as col
from sqlalchemy import select, table

from officer_directory import every_command as every_command
from officer_directory.commands import Desk, command_named
from officer_directory.store.columns import FOREVER


@pytest.fixture
def desk(settings, database, snapshot):
    return Desk(settings, database, snapshot)


@pytest.fixture
def run(desk, world):
    """Run a named command in the fictional department."""
    return lambda asked, /, **arguments: command_named(asked).work(desk, **arguments)


@pytest.fixture
def listed(database, world):
    """Names of the officers that a tier sees: now, or at a later instant."""
    names = {row["id"]: name for name, row in world.officers.items()}

    def read(tier="public", at=None):
        rows = table(f"published_{tier}_officer", *map(col, ("id", "valid_from", "valid_until")))
        at = database.now() if at is None else at
        valid = (rows.c.valid_from <= at) & (rows.c.valid_until > at)
        with database.reading() as connection:
            return {names[i] for i in connection.scalars(select(rows.c.id).where(valid))}

    return read


@pytest.fixture
def boundaries(database):
    """When the public sees one officer: half-open intervals, merged."""

    def read(officer, tier="public"):
        rows = table(f"published_{tier}_officer", *map(col, ("id", "valid_from", "valid_until")))
        query = select(rows.c.valid_from, rows.c.valid_until).where(rows.c.id == officer["id"])
        merged = []
        with database.reading() as connection:
            for start, end in connection.execute(query.order_by(rows.c.valid_from)):
                if merged and merged[-1][1] == start:
                    merged[-1] = (merged[-1][0], end)
                else:
                    merged.append((start, end))
        return [(start, None if end == FOREVER else end) for start, end in merged]

    return read
