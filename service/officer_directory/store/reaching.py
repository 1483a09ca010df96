"""How a database is reached: read-only where nothing is written, and noticed when it is gone.

What was sent to PostgreSQL and is not acknowledged within two seconds, and a connection on
which nothing is heard of the other side for as long, is broken; so is waiting to be
connected. A server that is there and takes its time is another matter: each use has time
limits of its own.
"""

import sqlite3
from pathlib import Path
from typing import Any, Final

import psycopg
from sqlalchemy import URL

NOTICED_SECONDS: Final = 2

REACHING: Final[dict[str, Any]] = {
    "connect_timeout": NOTICED_SECONDS,
    "tcp_user_timeout": 1000 * NOTICED_SECONDS,
    "keepalives": 1,
    "keepalives_idle": 1,
    "keepalives_interval": 1,
    "keepalives_count": NOTICED_SECONDS,
}
"""Parameters of libpq, as keywords of a driver's `connect`."""


def read_only_sqlite(file: Path, **options: Any) -> sqlite3.Connection:
    """A connection to a file that cannot write to it; `options` are those of `connect`.

    Raises:
        sqlite3.Error: there is no such file, or it cannot be read.
    """
    connection: sqlite3.Connection = sqlite3.connect(
        f"{file.absolute().as_uri()}?mode=ro",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        **options,
    )
    connection.execute("PRAGMA query_only = ON")
    return connection


def read_only_postgres(url: URL, use: str, options: str = "") -> psycopg.Connection[Any]:
    """A connection whose transactions read, named after its use; `options` are the server's.

    Raises:
        psycopg.Error: the server cannot be reached.
    """
    connection = psycopg.connect(
        url.set(drivername="postgresql").render_as_string(hide_password=False),
        autocommit=True,
        options=f"-c default_transaction_read_only=on {options}",
        application_name=f"officer-directory-{use}",
        **REACHING,
    )
    connection.prepare_threshold = 1
    return connection
