"""The ledger's writing connection, to a file of its own or to tables beside the rest."""

from officer_directory.errors import NotAnsweredError
from officer_directory.ledger.postgres_store import PostgresStore
from officer_directory.ledger.sqlite_store import SqliteStore
from officer_directory.ledger.storing import Failures, Store
from officer_directory.settings import Settings


def open_store(settings: Settings) -> Store:
    """Raises NotDurableError where what is written would not outlive a power cut."""
    return SqliteStore(settings) if settings.is_sqlite else PostgresStore(settings)


def refuse_unless_durable(settings: Settings) -> None:
    """Closed where an entry could be lost that was said to be written.

    Raises:
        NotAnsweredError: it could, or the ledger cannot be reached.
    """
    try:
        open_store(settings).close()
    except Failures as error:
        raise NotAnsweredError("The ledger does not answer just now.") from error
