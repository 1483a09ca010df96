"""A personnel system beside a served world: a folder of its own, and a client that writes."""

import pytest
from tests.clients.hr.delivering import Connector, connector


@pytest.fixture
def hr(written_to, tmp_path, monkeypatch) -> Connector:
    """The command, set by a file, with nothing of it in the environment."""
    monkeypatch.setenv("HOME", str(tmp_path))
    return connector(written_to, tmp_path / "hr")
