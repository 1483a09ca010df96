"""Each migration, up and down, with data in the tables it touches."""

import json

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, insert, inspect, select, text
from tests.ledger.reading import entries

from officer_directory.ledger.commitment import Opening, opens, summary_opens
from officer_directory.ledger.tree import leaf_hash
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
        connection.execute(text("INSERT INTO ledger_inside (entry, hash) VALUES ('x', 'x')"))
    with pytest.raises(RuntimeError, match="has entries"):
        move(ledger, LEDGER, "base")
    ledger.close()


def test_an_empty_ledger_can_be_undone_and_made_again(settings):
    ledger = Database.of_ledger(settings)
    move(ledger, LEDGER, "base")
    move(ledger, LEDGER, steps(LEDGER)[-1])
    with ledger.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM ledger_inside")) == 0
    ledger.close()


SEALED = {
    "ledger_publication": "entry, hash) VALUES ('x', 'x')",
    "ledger_press": "entry, hash) VALUES ('x', 'x')",
    "ledger_inside": "entry, hash) VALUES ('x', 'x')",
    "ledger_batch": "log, first, size, upto, at, numbers, hashes, note)"
    " VALUES ('press', 0, 1, 1, 1, 'x', 'x', 'x')",
    "ledger_node": "log, level, position, hash) VALUES ('press', 1, 0, 'x')",
}


@pytest.mark.parametrize("change", ["UPDATE {} SET hash = 'y'", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("table", SEALED)
def test_ledger_entries_are_never_changed(settings, engine, table, change):
    if engine == "sqlite" and change.startswith("TRUNCATE"):
        change = "DELETE FROM {} WHERE 1 > 0"  # SQLite knows no TRUNCATE
    change = change.replace("hash", "hashes") if table == "ledger_batch" else change
    ledger = Database.of_ledger(settings)
    with ledger.transaction() as connection:
        connection.execute(text(f"INSERT INTO {table} ({SEALED[table]}"))
    with pytest.raises(Exception, match="never changed"), ledger.transaction() as connection:
        connection.execute(text(change.format(table)))
    with ledger.reading() as connection:
        assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 1
    ledger.close()


def test_earlier_entries_are_carried_into_the_logs_and_open(settings):
    ledger = Database.of_ledger(settings)
    move(ledger, LEDGER, "ledger_0001")
    inside = [
        {"asked": "GET /v1/officers/o1", "at": 1_795_848_000, "key": "k", "officers": ["o1"]},
        {"asked": "GET /v1/officers", "at": 1_795_848_001, "key": "k", "officers": ["o2", "o1"]},
        {"at": 1_795_848_002, "did": "recorded a pending hold", "arguments": {"uid": "17"}},
    ]
    press = {"commitment": "ab" * 32, "hour": "2026-11-28T06Z"}
    with ledger.transaction() as connection:
        for log, told in [("inside", one) for one in inside] + [("press", press)]:
            row = {"log": log, "entry": json.dumps(told).encode()}
            connection.execute(
                text("INSERT INTO ledger_entry (log, entry) VALUES (:log, :entry)"), row
            )
    move(ledger, LEDGER, steps(LEDGER)[-1])
    assert [one for _, one in entries(settings)] == [
        {**press, "v": 1},
        *(
            {**one, "log": "inside", "v": 1, **committed(settings, n)}
            for n, one in enumerate(inside)
        ),
    ]
    with ledger.reading() as connection:
        rows = connection.execute(text("SELECT * FROM ledger_inside ORDER BY number")).all()
        assert connection.scalar(text("SELECT count(*) FROM ledger_pseudonym")) == 2
        (carried,) = connection.execute(text("SELECT entry, hash FROM ledger_press")).all()
    assert leaf_hash(bytes(carried.entry)) == bytes(carried.hash)
    for row in rows:
        entry = bytes(row.entry)
        assert leaf_hash(entry) == bytes(row.hash)
        assert opens(entry, Opening.from_kept(bytes(row.opening)))
        assert summary_opens(entry, Opening.from_kept(bytes(row.summary)))
        assert b"o1" not in bytes(row.summary)
    ledger.close()


def committed(settings, place):
    ledger = Database.of_ledger(settings)
    with ledger.reading() as connection:
        rows = connection.scalars(text("SELECT entry FROM ledger_inside ORDER BY number")).all()
    ledger.close()
    told = json.loads(bytes(rows[place]))
    return {name: told[name] for name in ("commitment", "summary")}


def test_what_is_kept_for_oversight_has_a_place_and_is_not_lost_by_a_step_back(settings):
    ledger = Database.of_ledger(settings)
    move(ledger, LEDGER, "ledger_0002")
    kept = "INSERT INTO ledger_inside (entry, hash, opening) VALUES ('x', 'x', 'o')"
    with ledger.transaction() as connection:
        connection.execute(text(kept))
    move(ledger, LEDGER, "ledger_0005")
    move(ledger, LEDGER, "ledger_0002")
    move(ledger, LEDGER, "ledger_0005")
    with ledger.transaction() as connection:
        connection.execute(text("UPDATE ledger_inside SET opening = NULL"))
        connection.execute(text(kept.replace("opening", "sealed")))
    for change in ("sealed = 'y'", "entry = 'y'"):
        with pytest.raises(Exception, match="never changed"), ledger.transaction() as connection:
            connection.execute(text(f"UPDATE ledger_inside SET {change}"))
    with pytest.raises(RuntimeError, match="openings of oversight"):
        move(ledger, LEDGER, "ledger_0002")
    ledger.close()
