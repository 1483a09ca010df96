"""A directory under limits that a test writes down."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from tests.asking import Ask, serving
from tests.world import World

from officer_directory.settings import Settings

Limited = Callable[..., Ask]


@pytest.fixture
def limited(settings: Settings, world: World, tmp_path: Path) -> Iterator[Limited]:
    """`limited("[tier.press]…")`: whoever asks the world of this test, under these limits.

    Asked again, the directory was stopped and started.
    """
    with ExitStack() as served:

        def serve(text: str, **more: str) -> Ask:
            served.close()
            path = tmp_path / "limits.toml"
            path.write_text(text)
            return served.enter_context(serving(replace(settings, limits=path, **more), world))

        yield serve
