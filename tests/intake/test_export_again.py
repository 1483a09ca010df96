"""A published agency, exported in OpenOversight's shape, is the same after an import."""

import csv
import sys
from pathlib import Path

import pytest
from sqlalchemy import select, update

from officer_directory import cli
from officer_directory.disclosure import activation
from officer_directory.disclosure.publication import refresh_agency
from officer_directory.settings import Settings
from officer_directory.store import records
from officer_directory.store.engines import Database
from tests.intake.conftest import Importer
from tests.world import FERNHOLLOW

Rows = dict[str, list[tuple[tuple[str, str], ...]]]


def exported(settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Rows:
    """The rows of the three files, with officers' numbers in place of their ids."""
    monkeypatch.setenv("OFFICER_DIRECTORY_DATA", str(settings.data))
    monkeypatch.setenv("OFFICER_DIRECTORY_DATABASE_URL", settings.database_url)
    asked = ["export", "--tier", "public", "--agency", FERNHOLLOW, "--out", str(folder)]
    monkeypatch.setattr(sys, "argv", ["officer-directory", *asked])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert not left.value.code
    tables = {path.stem: _table(path) for path in folder.iterdir()}
    uids = {row["id"]: row["unique_internal_identifier"] for row in tables["officers"]}
    for rows in tables.values():
        for row in rows:
            row |= {name: uids.get(row[name], "") for name in ("id", "officer_id") if name in row}
    return {name: sorted(tuple(row.items()) for row in rows) for name, rows in tables.items()}


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_an_exported_agency_imports_without_loss(
    world, settings, engine, make_settings, tmp_path, monkeypatch
) -> None:
    before = exported(settings, tmp_path / "before", monkeypatch)
    assert len(before["officers"]) > 5
    elsewhere = make_settings(engine, tmp_path / "elsewhere")
    database = Database(elsewhere)
    bring = Importer(database, activation.ensure(database, elsewhere))
    bring(tmp_path / "before", "openoversight", agency=FERNHOLLOW)
    with database.transaction() as connection:
        connection.execute(update(records.agency).values(opened_at=1))
        refresh_agency(
            connection, bring.snapshot, connection.scalars(select(records.agency.c.id)).one()
        )
    database.close()
    assert exported(elsewhere, tmp_path / "after", monkeypatch) == before


def test_an_export_imported_where_it_came_from_changes_nothing(
    world, settings, database, snapshot, tmp_path, monkeypatch
) -> None:
    exported(settings, tmp_path / "out", monkeypatch)
    report = Importer(database, snapshot)(tmp_path / "out", "openoversight", agency=FERNHOLLOW)
    assert report.changes_nothing, report
