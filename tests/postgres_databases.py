"""Databases for tests: made from a template, emptied and used again, dropped at the end.

Emptying takes milliseconds where making and dropping take a second. A database whose
schema a test has changed, or that cannot be emptied, is dropped.
"""

import itertools
import os

import psycopg
from psycopg.sql import SQL, Composable, Identifier
from sqlalchemy import make_url

_SCHEMA = """
SELECT md5(string_agg(c.relname::text || c.relkind::text, ',' ORDER BY c.relname))
    || (SELECT version_num FROM alembic_version)
    || (SELECT version_num FROM alembic_version_ledger)
FROM pg_class c WHERE c.relnamespace IN (to_regnamespace('public'), to_regnamespace('publication'))
"""
_ALONE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
_EMPTY = """
DO $$ DECLARE name text; BEGIN
    SET LOCAL lock_timeout = '2s';
    SET LOCAL session_replication_role = replica;  -- no foreign keys, no triggers
    FOR name IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename NOT LIKE 'alembic_version%'
    LOOP EXECUTE format('DELETE FROM public.%I', name); END LOOP;
    FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'
    LOOP EXECUTE format('ALTER SEQUENCE public.%I RESTART', name); END LOOP;
END $$
"""


class PostgresDatabases:
    """Databases of one test session, each with its process's number in its name."""

    def __init__(self, server: str) -> None:
        self._server = make_url(server)
        self._prefix = f"od_test_{os.getpid()}"
        self._numbers = itertools.count(1)
        self._free: list[str] = []
        self._schema: str | None = None

    def make(self, template: str | None = None) -> str:
        name = f"{self._prefix}_{next(self._numbers)}"
        made = SQL("CREATE DATABASE {}").format(Identifier(name))
        if template:
            made += SQL(" TEMPLATE {}").format(Identifier(make_url(template).database or ""))
        self._run(made)
        return self._server.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        name = Identifier(make_url(url).database or "")
        self._run(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

    def take(self, template: str) -> str:
        """The URL of an empty database with the template's schema."""
        if self._free:
            return self._free.pop()
        url = self.make(template)
        if self._schema is None:
            with psycopg.connect(url) as connection:
                self._schema = _schema(connection)
        return url

    def give_back(self, url: str) -> None:
        if self._emptied(url):
            self._free.append(url)
        else:
            self.drop(url)

    def _emptied(self, url: str) -> bool:
        try:
            with psycopg.connect(url) as connection:
                connection.execute(_ALONE)
                if _schema(connection) != self._schema:
                    return False
                connection.execute(_EMPTY)
        except psycopg.Error:  # what a test left in it is no failure of the next one
            return False
        return True

    def close(self) -> None:
        for url in self._free:
            self.drop(url)

    def _run(self, statement: Composable) -> None:
        url = self._server.render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(statement)


def _schema(connection: psycopg.Connection) -> str:
    row = connection.execute(_SCHEMA).fetchone()
    return str(row[0]) if row else ""
