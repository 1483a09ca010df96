"""A personnel system beside a served world: a folder of its own, and a client that writes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.clients.conftest import serve
from tests.clients.hr.delivering import Connector, connector
from tests.clients.served import Served
from tests.conftest import MakeSettings


@pytest.fixture
def written_to(make_settings: MakeSettings, tmp_path: Path) -> Iterator[Served]:
    """On one engine: what the connector meets is HTTP, and `tests/hr` has it on both."""
    yield from serve(make_settings, "sqlite", tmp_path)


@pytest.fixture
def hr(written_to, tmp_path, monkeypatch) -> Connector:
    """The command, set by a file, with nothing of it in the environment."""
    monkeypatch.setenv("HOME", str(tmp_path))
    return connector(written_to, tmp_path / "hr")
