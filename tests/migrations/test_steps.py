"""Each migration, up and down, with data in the tables it touches."""

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, insert, inspect, select, text

from officer_directory.store.engines import Database
from officer_directory.store.schema import DIRECTORY, LEDGER, Schema

FOREVER = 9_223_372_036_854_775_807


def fill(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """One row in every table, made from its columns alone, so that none is forgotten."""
    tables = MetaData()
    tables.reflect(connection)
    rows = {}
    for table in tables.sorted_tables:
        if table.name.startswith("alembic_version"):
            continue
        connection.execute(insert(table).values(sample(table)))
        rows[table.name] = [tuple(row) for row in connection.execute(select(table))]
    return rows


def sample(table: Table) -> dict[str, object]:
    values: dict[str, object] = {}
    for column in table.c:
        kind = column.type.python_type
        value: object = {int: 1, bool: True, bytes: b"{}"}.get(kind, "x")
        if column.name in ("valid_from", "valid_until"):
            value = 0 if column.name == "valid_from" else FOREVER
        values[column.name] = value
    return values


def steps(schema: Schema) -> list[str]:
    script = ScriptDirectory.from_config(schema.config())
    return [revision.revision for revision in script.walk_revisions()][::-1]


def move(database: Database, schema: Schema, to: str) -> None:
    with database.transaction() as connection:
        at = schema.current(connection)
        order = ["base", *steps(schema)]
        go = command.upgrade if order.index(to) > order.index(at or "base") else command.downgrade
        go(schema.config(connection), to)


@pytest.mark.parametrize("step", range(len(steps(DIRECTORY))))
def test_a_step_keeps_what_was_there_and_can_be_undone(database, step):
    before, after = (["base", *steps(DIRECTORY)])[step : step + 2]
    move(database, DIRECTORY, "base")
    if before != "base":
        move(database, DIRECTORY, before)
    with database.transaction() as connection:
        kept = fill(connection)
    move(database, DIRECTORY, after)
    assert_still(database, kept)
    with database.transaction() as connection:
        for table in new_tables(connection, kept):
            connection.execute(insert(table).values(sample(table)))
    move(database, DIRECTORY, before)
    assert_still(database, kept)
    move(database, DIRECTORY, after)
    assert_still(database, kept)


def new_tables(connection: Connection, known: dict[str, object]) -> list[Table]:
    tables = MetaData()
    tables.reflect(connection)
    return [
        table
        for table in tables.sorted_tables
        if table.name not in known and not table.name.startswith("alembic_version")
    ]


def assert_still(database: Database, kept: dict[str, list[tuple[object, ...]]]) -> None:
    with database.transaction() as connection:
        tables = MetaData()
        tables.reflect(connection)
        for name, rows in kept.items():
            found = connection.execute(select(tables.tables[name])).all()
            width = len(rows[0]) if rows else None  # columns added since come after
            assert [tuple(row)[:width] for row in found] == rows


def test_nothing_is_left_after_the_last_step_down(settings, database):
    move(database, DIRECTORY, "base")
    with database.transaction() as connection:
        inspector = inspect(connection)
        assert not [t for t in inspector.get_table_names() if t in DIRECTORY_TABLES]
        assert "publication" not in inspector.get_schema_names()
        assert inspector.get_view_names() == []


DIRECTORY_TABLES = ("agency", "officer", "published_public_officer", "api_key")


def test_a_ledger_with_entries_is_not_undone(settings):
    ledger = Database.of_ledger(settings)
    with ledger.transaction() as connection:
        connection.execute(text("INSERT INTO ledger_entry (log, entry) VALUES ('inside', 'x')"))
    with pytest.raises(RuntimeError, match="has entries"):
        move(ledger, LEDGER, "base")
    ledger.close()


def test_an_empty_ledger_can_be_undone_and_made_again(settings):
    ledger = Database.of_ledger(settings)
    move(ledger, LEDGER, "base")
    move(ledger, LEDGER, steps(LEDGER)[-1])
    with ledger.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM ledger_entry")) == 0
    ledger.close()


@pytest.mark.parametrize(
    "change",
    ["UPDATE ledger_entry SET log = 'press'", "DELETE FROM ledger_entry", "TRUNCATE ledger_entry"],
)
def test_ledger_entries_are_never_changed(settings, engine, change):
    if engine == "sqlite" and change.startswith("TRUNCATE"):
        change = "DELETE FROM ledger_entry WHERE number > 0"  # SQLite knows no TRUNCATE
    ledger = Database.of_ledger(settings)
    with ledger.transaction() as connection:
        connection.execute(text("INSERT INTO ledger_entry (log, entry) VALUES ('inside', 'x')"))
    with pytest.raises(Exception, match="never changed"), ledger.transaction() as connection:
        connection.execute(text(change))
    with ledger.reading() as connection:
        assert connection.scalar(text("SELECT log FROM ledger_entry")) == "inside"
    ledger.close()
