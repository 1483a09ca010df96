"""Other writers at the same time: imports into one agency wait, and a clash is a refusal.

On SQLite there is one writer, and nothing of this happens.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError, OperationalError

from officer_directory.errors import RefusedByRuleError
from officer_directory.store.folding import fold

# Batches go to the driver itself, whose errors come as they are.
_CLASHES = (IntegrityError, sqlite3.IntegrityError, psycopg.IntegrityError)
_CODES = {"55P03", "40P01", "40001"}  # lock timeout, deadlock, serialisation (PostgreSQL)


def wait_for_other_imports(connection: Connection, agency: str) -> None:
    """Hold off other imports into this agency, recorded or not, until this one has ended."""
    if connection.dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
        connection.execute(lock, {"name": f"import into {fold(agency)}"})


@contextmanager
def clashes_refused() -> Iterator[None]:
    """Raises RefusedByRuleError where another writer was in the way; nothing was written."""
    try:
        yield
    except _CLASHES as error:
        raise RefusedByRuleError(
            "Someone else wrote the same records at the same time: import again."
        ) from error
    except (OperationalError, psycopg.OperationalError) as error:
        if getattr(getattr(error, "orig", error), "sqlstate", None) not in _CODES:
            raise
        raise RefusedByRuleError("Another import is under way: try again after it.") from error
