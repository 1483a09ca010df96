"""The schema of both databases: brought up to date by migrations, never made from tables.

On SQLite the ledger is a file of its own, on PostgreSQL a table beside the rest; either
way it has migrations, and a version, of its own.
"""

from dataclasses import dataclass

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from officer_directory.errors import NotAnsweredError
from officer_directory.settings import Settings
from officer_directory.store.bundled import bundled_folder
from officer_directory.store.engines import Database
from officer_directory.store.planning import assume_statistics


@dataclass(frozen=True, slots=True)
class Schema:
    versions: str  # the folder of its migrations
    version_table: str

    def config(self, connection: Connection | None = None) -> Config:
        migrations = bundled_folder("migrations")
        config = Config()
        config.set_main_option("script_location", str(migrations).replace("%", "%%"))
        config.set_main_option(
            "version_locations", str(migrations / self.versions).replace("%", "%%")
        )
        config.set_main_option("path_separator", "newline")
        config.attributes["connection"] = connection
        config.attributes["version_table"] = self.version_table
        return config

    def head(self) -> str | None:
        return ScriptDirectory.from_config(self.config()).get_current_head()

    def current(self, connection: Connection) -> str | None:
        options = {"version_table": self.version_table}
        return MigrationContext.configure(connection, opts=options).get_current_revision()


DIRECTORY = Schema("versions", "alembic_version")
LEDGER = Schema("ledger_versions", "alembic_version_ledger")


def upgrade(settings: Settings) -> None:
    """Bring both databases to the newest schema; one that is there already stays as it is."""
    for database, schema in _databases(settings):
        with database.transaction() as connection:
            command.upgrade(schema.config(connection), "head")
            if database.is_sqlite:
                assume_statistics(connection)
        database.close()


def refuse_if_behind(settings: Settings) -> None:
    """Closed unless both databases have exactly the schema this code was written for.

    Raises:
        NotAnsweredError: a migration is missing, or the database is newer than the code.
    """
    for database, schema in _databases(settings):
        with database.reading() as connection:
            current = schema.current(connection)
        database.close()
        if current != schema.head():
            raise NotAnsweredError(
                f"The database has schema {current or 'none'}, this program needs"
                f" {schema.head()}: run `officer-directory db upgrade`."
            )


def _databases(settings: Settings) -> list[tuple[Database, Schema]]:
    return [(Database(settings), DIRECTORY), (Database.of_ledger(settings), LEDGER)]
