"""Loaded policies, once for the whole session: loading them is what most tests are about."""

from pathlib import Path

import pytest

from officer_directory.disclosure.policy import Bundle, Snapshot, load
from tests.bundles import MINIMAL, SHIPPED, press_sees_more


@pytest.fixture(scope="session")
def shipped() -> Snapshot:
    return load(SHIPPED)


@pytest.fixture(scope="session")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Bundles under which press sees more than public."""
    return load(press_sees_more(tmp_path_factory.mktemp("wide") / "policies"))


@pytest.fixture(scope="session")
def minimal_folder() -> Path:
    return MINIMAL


@pytest.fixture(scope="session", params=["california", "us", "press_sees_more"])
def bundle(request: pytest.FixtureRequest, shipped: Snapshot, wide: Snapshot) -> Bundle:
    """Each bundle in turn."""
    return (
        wide.bundles["us"] if request.param == "press_sees_more" else shipped.bundles[request.param]
    )
