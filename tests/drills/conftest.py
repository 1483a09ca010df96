"""The world, to be served by a process whose disk, clock or database a drill takes away."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from officer_directory.disclosure import activation
from officer_directory.settings import Settings
from officer_directory.store.engines import Database
from officer_directory.store.schema import upgrade
from tests import world as fictional
from tests.asking import issue
from tests.conftest import MakeSettings
from tests.drills.process import Faults
from tests.private_postgres import PrivatePostgres


@dataclass(frozen=True)
class Drill:
    """What there is to break: `faults` strike the files in which the ledger is."""

    settings: Settings
    world: fictional.World
    keys: dict[str, str | None]
    faults: Faults
    environ: dict[str, str]  # of the serving process
    postgres: PrivatePostgres | None
    log: Path

    @property
    def asked(self) -> list[tuple[str, str | None]]:
        """What requesters above public ask, with their keys."""
        officer = self.world.diaz["id"]
        return [
            (f"/v1/officers/{officer}", self.keys["hr"]),
            ("/v1/officers?limit=5", self.keys["press"]),
            (f"/v1/officers/{officer}/assignments", self.keys["records"]),
        ]


@pytest.fixture
def entered_by_all() -> Iterator[Path]:
    """A folder outside of pytest's own, which the user that PostgreSQL runs as may not enter."""
    with tempfile.TemporaryDirectory(prefix="od-drill-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def drill(
    engine: str, make_settings: MakeSettings, tmp_path: Path, entered_by_all: Path
) -> Iterator[Drill]:
    within = "ledger.db" if engine == "sqlite" else "pg_wal"
    faults = Faults(entered_by_all / "faults", within)
    postgres: PrivatePostgres | None = None
    environ: dict[str, str] = {}
    if engine == "sqlite":
        settings, environ = make_settings("sqlite", tmp_path / "data"), faults.environ()
    else:
        postgres = PrivatePostgres(entered_by_all / "postgres", faults.environ())
        postgres.start()
        postgres.wait()
        settings = Settings(data=tmp_path / "data", database_url=postgres.url)
        upgrade(settings)
    database = Database(settings)
    world = fictional.build(database, activation.ensure(database, settings))
    database.close()
    keys = issue(settings, world)
    yield Drill(settings, world, keys, faults, environ, postgres, tmp_path / "serve.log")
    if postgres is not None:
        postgres.end()
