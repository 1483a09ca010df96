"""What is said to be written is on the disk."""

import sqlite3

import pytest

from officer_directory.errors import NotAnsweredError
from officer_directory.ledger import postgres_store, sqlite_store
from officer_directory.ledger.store import open_store, refuse_unless_durable


def test_a_ledger_that_would_not_outlive_a_power_cut_is_not_opened(settings, engine, monkeypatch):
    refuse_unless_durable(settings)
    if engine == "postgresql":
        options = postgres_store._OPTIONS.replace("commit=on", "commit=off")
        monkeypatch.setattr(postgres_store, "_OPTIONS", options)
    else:

        class Careless(sqlite3.Connection):
            def execute(self, statement, *values):
                return super().execute(statement.replace("= FULL", "= NORMAL"), *values)

        connect = sqlite3.connect
        monkeypatch.setattr(
            sqlite_store.sqlite3, "connect", lambda *a, **k: connect(*a, factory=Careless, **k)
        )
    with pytest.raises(NotAnsweredError, match=r"disk"):
        open_store(settings)
