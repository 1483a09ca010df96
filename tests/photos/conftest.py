"""An officer, and one with a photo."""

import pytest
from tests.photographing import JPEG
from tests.photographs import jpeg


@pytest.fixture
def officer(world):
    return world.officers["kim"]["id"]


@pytest.fixture
def photographed(ask, officer):
    """An officer with a photo, sent by the agency's own HR system."""
    done = ask("hr").put(f"/v1/officers/{officer}/photo", content=jpeg(), headers=JPEG)
    assert done.status_code == 200, done.text
    return officer
