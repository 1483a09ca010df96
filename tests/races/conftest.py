"""The fictional department on PostgreSQL, as it was before each race."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from tests import world
from tests.races.department import (
    KEEP,
    REASON,
    SUBJECTS,
    Department,
    Prepared,
    run,
)
from tests.world_people import MISTLAKE

from officer_directory.commands import Desk
from officer_directory.disclosure import activation
from officer_directory.settings import Settings
from officer_directory.store.engines import Database


@pytest.fixture(scope="module")
def prepared(postgres_databases, postgres_template, tmp_path_factory) -> Iterator[Prepared]:
    url = postgres_databases.make(postgres_template)
    settings = Settings(data=tmp_path_factory.mktemp("races"), database_url=url)
    database = Database(settings)
    snapshot = activation.ensure(database, settings)
    world.build(database, snapshot)
    desk = Desk(settings, database, snapshot)
    waiting = {"open": run(desk, "agencies.open", agency=MISTLAKE, by="a.first")["proposal"]}
    for subject, (agency, uid, _, _) in SUBJECTS.items():
        found = run(
            desk,
            "protections.add",
            agency=agency,
            uid=uid,
            kind="finding",
            protection_class="undercover",
            justification=REASON,
            by="a.first",
        )["protection"]
        lift = run(desk, "protections.lift", protection=found, justification=REASON, by="a.first")
        waiting[f"lift {subject}"] = lift["proposal"]
    with database.transaction() as connection:
        connection.execute(text(KEEP))
    database.close()
    yield Prepared(url, snapshot, waiting)
    postgres_databases.drop(url)


@pytest.fixture
def department(prepared, tmp_path: Path) -> Department:
    """The department as it was."""
    made = Department(prepared, Settings(data=tmp_path, database_url=prepared.url), tmp_path)
    made.restore()
    return made
