"""The migrated schema is the one the code declares, on both engines."""

import ast
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, inspect, text

from officer_directory import store
from officer_directory.errors import NotAnsweredError
from officer_directory.settings import Settings
from officer_directory.store import published, reader
from officer_directory.store.bundled import bundled_folder
from officer_directory.store.columns import metadata
from officer_directory.store.engines import Database
from officer_directory.store.ledger import ledger_metadata
from officer_directory.store.schema import DIRECTORY, LEDGER, refuse_if_behind, upgrade

for _module in pkgutil.iter_modules(store.__path__):  # every table, whoever declares it
    import_module(f"{store.__name__}.{_module.name}")


def differences(database: Database, declared: MetaData, version_table: str) -> list[object]:
    def ours(_object: object, name: str, kind: str, reflected: bool, _with: object) -> bool:
        return not (kind == "table" and reflected and name not in declared.tables)

    options = {
        "compare_type": True,
        "compare_server_default": True,
        "include_object": ours,
        "version_table": version_table,
    }
    with database.transaction() as connection:
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, declared))


def test_models_equal_the_migrated_schema(settings, database):
    assert differences(database, metadata, DIRECTORY.version_table) == []
    ledger = Database.of_ledger(settings)
    assert differences(ledger, ledger_metadata, LEDGER.version_table) == []
    ledger.close()


def test_every_migrated_table_is_declared(database):
    with database.transaction() as connection:
        made = set(inspect(connection).get_table_names())
    versions = {DIRECTORY.version_table, LEDGER.version_table}
    assert made - versions - set(ledger_metadata.tables) == set(metadata.tables)


def test_the_views_are_those_the_reader_may_read(database):
    schema = None if database.is_sqlite else reader.POSTGRES_SCHEMA
    with database.transaction() as connection:
        assert set(inspect(connection).get_view_names(schema)) == reader.VIEWS


def test_a_view_shows_every_column_but_generation_and_times(database):
    hidden = {"generation", "valid_from", "valid_until"}
    schema = None if database.is_sqlite else reader.POSTGRES_SCHEMA
    with database.transaction() as connection:
        for tier, tables in published.published.items():
            for resource, table in tables.items():
                columns = inspect(connection).get_columns(f"{tier}_{resource}", schema)
                assert {c["name"] for c in columns} == set(table.c.keys()) - hidden


def test_an_upgrade_of_what_is_upgraded_changes_nothing(settings, database):
    upgrade(settings)
    refuse_if_behind(settings)


def test_a_database_that_is_behind_is_not_served(settings, database):
    with database.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with pytest.raises(NotAnsweredError, match="db upgrade"):
        refuse_if_behind(settings)


def test_an_empty_database_is_not_served(tmp_path):
    with pytest.raises(NotAnsweredError, match="db upgrade"):
        refuse_if_behind(Settings(data=tmp_path))


@pytest.mark.parametrize(
    "file", sorted(bundled_folder("migrations").glob("*versions/*.py")), ids=lambda f: f.stem
)
def test_a_migration_states_a_fact_and_waits_for_no_lock_for_long(file: Path):
    source = file.read_text()
    title = ast.get_docstring(ast.parse(source)) or ""
    assert title.endswith(".")
    assert not title.lower().startswith(("add ", "create ", "drop "))
    assert "SET LOCAL lock_timeout" in source
    assert "officer_directory.store" not in source  # a migration is frozen; models move on
