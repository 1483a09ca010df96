"""A roster of 50,000 officers with assignments: read, compared, written; then opened."""

import tempfile
import time
from pathlib import Path

import psycopg

from benchmarks.compare import Loader
from benchmarks.import_rosters import AGENCY, write_roster
from benchmarks.sizes import Sizes
from officer_directory.disclosure import activation
from officer_directory.disclosure.publication import refresh_agency
from officer_directory.intake.importing import import_files
from officer_directory.intake.request import Request
from officer_directory.settings import Settings
from officer_directory.store import records
from officer_directory.store.engines import Database
from officer_directory.store.schema import upgrade

_OFFICERS = 50_000
_DATABASE = "officer_directory_bench_import"


def measure(_load: Loader, _settings: Settings, sizes: Sizes) -> None:
    """On both engines; `published` is what opening the agency writes for the outside."""
    officers = min(sizes.officers, _OFFICERS)
    with tempfile.TemporaryDirectory() as name:
        _import("SQLite", Settings(data=Path(name) / "data"), Path(name) / "files", officers)
    with psycopg.connect(sizes.postgres, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {_DATABASE} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {_DATABASE}")
        with tempfile.TemporaryDirectory() as name:
            url = sizes.postgres.rsplit("/", 1)[0] + f"/{_DATABASE}"
            settings = Settings(data=Path(name) / "data", database_url=url)
            _import("PostgreSQL", settings, Path(name) / "files", officers)
        server.execute(f"DROP DATABASE {_DATABASE} WITH (FORCE)")


def _import(engine: str, settings: Settings, files: Path, officers: int) -> None:
    upgrade(settings)
    files.mkdir()
    write_roster(files, officers)
    database = Database(settings)
    snapshot = activation.ensure(database, settings)
    request = Request(files, "openoversight", AGENCY, "CA", "benchmark")
    began, cpu = time.perf_counter(), time.process_time()
    import_files(database, snapshot, request, lambda *_: None)
    imported, imported_cpu = time.perf_counter() - began, time.process_time() - cpu
    began, cpu = time.perf_counter(), time.process_time()
    with database.transaction() as connection:
        connection.execute(records.unit.update().values(mark="open"))
        connection.execute(records.agency.update().values(opened_at=database.now()))
        agency_id = connection.scalar(records.agency.select())
        refresh_agency(connection, snapshot, str(agency_id))
    print(
        f"{f'import of {officers:,} officers, {engine}':<34} wanted < 60 s"
        f"   imported {imported:.1f} s (cpu {imported_cpu:.1f} s), published"
        f" {time.perf_counter() - began:.1f} s (cpu {time.process_time() - cpu:.1f} s)",
        flush=True,
    )
    database.close()
