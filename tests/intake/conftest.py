"""Fixtures of intake: reading without a database, and importing into one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select

from officer_directory.disclosure.policy import Snapshot
from officer_directory.errors import IntakeError
from officer_directory.intake.facts import Facts
from officer_directory.intake.importing import import_files
from officer_directory.intake.read import format_named, read_facts
from officer_directory.intake.request import Request
from officer_directory.intake.upsert.report import Report
from officer_directory.store.engines import Database

TODAY = "2026-01-15"


def read(path: Path, form: str, agency: str = "Mill Valley Police", state: str = "CA") -> Facts:
    facts, _ = read_facts(path, format_named(form), agency=agency, state=state, today=TODAY)
    return facts


def problems(path: Path, form: str) -> list[str]:
    """What is wrong with a file; the test fails when nothing is."""
    with pytest.raises(IntakeError) as caught:
        read(path, form)
    return caught.value.problems


@dataclass
class Importer:
    """Imports into one database, and looks at what is there."""

    database: Database = field(repr=False)
    snapshot: Snapshot = field(repr=False)
    seen: list[tuple[int, int, str]] = field(default_factory=list, repr=False)

    def __call__(self, path: Path, form: str, **options: Any) -> Report:
        asked = {"agency": "Mill Valley Police", "state": "CA", "by": "Ida Clerk"} | options
        request = Request(path=path, format_name=form, **asked)
        return import_files(
            self.database, self.snapshot, request, lambda *told: self.seen.append(told)
        )

    def rows(self, table: Table) -> list[dict[str, Any]]:
        with self.database.reading() as connection:
            return [dict(r._mapping) for r in connection.execute(select(table).order_by(*table.c))]

    def one(self, table: Table, **values: Any) -> dict[str, Any]:
        found = [r for r in self.rows(table) if all(r[k] == v for k, v in values.items())]
        assert len(found) == 1, found
        return found[0]

    def everything(self, *tables: Table) -> dict[str, list[dict[str, Any]]]:
        return {table.name: self.rows(table) for table in tables}


@pytest.fixture
def bring(database: Database, snapshot: Snapshot) -> Importer:
    return Importer(database, snapshot)


Bring = Callable[..., Report]
