"""A directory of so many officers, built fast and kept between runs.

Facts go in as any bulk load does (`intake.bulk`) and are published by the same code as
ever. Only here, the indexes of the largest tables are made after their rows, and nothing
waits for the disk: if the build is interrupted it is thrown away.
"""

import hashlib
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Index, text
from sqlalchemy.schema import CreateIndex, DropIndex

from benchmarks import facts
from officer_directory.disclosure import activation, publication
from officer_directory.disclosure.policy import Snapshot
from officer_directory.intake import bulk
from officer_directory.settings import Settings
from officer_directory.store.bundled import bundled_folder
from officer_directory.store.columns import metadata
from officer_directory.store.engines import Database
from officer_directory.store.published import published, published_name
from officer_directory.store.schema import upgrade

_BATCH = 10_000
_DONE = "built"


def built(folder: Path, officers: int) -> Settings:
    """The SQLite directory of so many officers, from the cache or made now."""
    made = folder / f"sqlite-{officers}-{_key()}"
    settings = Settings(data=made)
    if (made / _DONE).exists():
        return settings
    shutil.rmtree(made, ignore_errors=True)
    build(settings, officers)
    (made / _DONE).touch()
    return settings


def built_on_postgresql(folder: Path, server: str, officers: int) -> Settings:
    """The same on PostgreSQL: a database of its own, named after what is in it."""
    name = f"officer_directory_bench_{officers}_{_key()}"
    url = server.rsplit("/", 1)[0] + f"/{name}"
    settings = Settings(data=folder / name, database_url=url)
    with psycopg.connect(server, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        there = found.fetchone() is not None
        if there and (settings.data / _DONE).exists():
            return settings
        if there:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    build(settings, officers)
    (settings.prepare_data() / _DONE).touch()
    return settings


def _key() -> str:
    """What the cached directory depends on: schema, policies, and how facts are made."""
    digest = hashlib.sha256()
    for root in (bundled_folder("migrations"), bundled_folder("policies")):
        for file in sorted(p for p in root.rglob("*") if p.suffix in (".py", ".csv", ".toml")):
            digest.update(file.read_bytes())
    digest.update(Path(facts.__file__).read_bytes())
    return digest.hexdigest()[:10]


def build(settings: Settings, officers: int) -> None:
    """Fill an empty directory with so many officers of opened agencies, published."""
    started = time.monotonic()
    upgrade(settings)
    database = Database(settings)
    snapshot = activation.ensure(database, settings)
    city = facts.City(officers, database.now())
    with _quickly(database), _indexes_last(database):
        _fill(database, snapshot, city)
    if not database.is_sqlite:
        with database.engine.connect() as connection:
            connection.execute(text("ANALYZE"))
            connection.commit()
    database.close()
    _say(f"built {officers:,} officers in {time.monotonic() - started:.0f} s")


def _fill(database: Database, snapshot: Snapshot, city: facts.City) -> None:
    recorded: dict[str, Any] = {"source": "benchmark", "by": "benchmark", "at": city.at}
    with database.transaction() as connection:
        bulk.write(connection, {"agency": city.agencies, "unit": city.units}, **recorded)
        publication.refresh(connection, snapshot, agency_ids=[a["id"] for a in city.agencies])
    done = 0
    for officers, assignments in city.batches(_BATCH):
        with database.transaction() as connection:
            bulk.write(connection, {"officer": officers, "assignment": assignments}, **recorded)
            publication.refresh(connection, snapshot, officer_ids=[o["id"] for o in officers])
        done += len(officers)
        _say(f"  {done:,} officers", end="\r")


@contextmanager
def _quickly(database: Database) -> Iterator[None]:
    """On SQLite a large cache and no waiting for the disk, on the one writing connection."""
    if not database.is_sqlite:
        yield
        return
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA synchronous = OFF")
        driver.execute("PRAGMA cache_size = -262144")
        driver.execute("PRAGMA foreign_keys = OFF")
    yield


@contextmanager
def _indexes_last(database: Database) -> Iterator[None]:
    """Make the indexes of the largest tables when their rows are in."""
    names = ("officer", "assignment", "officer_name")
    tables = [metadata.tables[name] for name in names]
    for tier in published:
        tables += [published[tier]["officer"], published_name[tier]]
    needed = {"ix_officer_name_officer_id", "ix_assignment_officer_id", "ix_officer_person_id"}
    needed |= {f"ix_{published_name[tier].name}_id" for tier in published_name}
    indexes = [i for t in tables for i in sorted(t.indexes, key=_name) if _name(i) not in needed]
    with database.transaction() as connection:
        for index in indexes:
            connection.execute(DropIndex(index))
    yield
    for index in indexes:
        with database.transaction() as connection:
            connection.execute(CreateIndex(index))


def _name(index: Index) -> str:
    return str(index.name)


def _say(text: str, end: str = "\n") -> None:
    print(text, file=sys.stderr, end=end, flush=True)
