"""Fixtures of the world: the fictional department in a database of each test's own."""

import pytest

from officer_directory.disclosure import activation
from officer_directory.disclosure.policy import Snapshot
from officer_directory.settings import Settings
from officer_directory.store.engines import Database
from tests import world as fictional


@pytest.fixture
def snapshot(database: Database, settings: Settings) -> Snapshot:
    """The shipped policy, in force in this test's database."""
    return activation.ensure(database, settings)


@pytest.fixture
def world(database: Database, snapshot: Snapshot) -> fictional.World:
    """The fictional department, written and published."""
    return fictional.build(database, snapshot)
