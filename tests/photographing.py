"""Sending photos, following their links, and looking at what is kept of them."""

import os
import time
from pathlib import Path
from typing import Any, Final

from officer_directory.settings import Settings

JPEG: Final = {"Content-Type": "image/jpeg"}
PNG: Final = {"Content-Type": "image/png"}
SIZES: Final = ("small", "medium", "large")


def links(asking: Any, officer: str) -> Any:
    found = asking.get(f"/v1/officers/{officer}/photo")
    assert found.status_code == 200, found.text
    return found.json()["photo"]


def link(asking: Any, officer: str, size: str = "medium", form: str = "jpeg") -> str:
    found: str = links(asking, officer)[size][form]
    return found


def objects(settings: Settings) -> list[Path]:
    """The files that are kept; a folder that goes meanwhile has none."""
    found = os.walk(settings.data / "photos")
    return [Path(folder) / name for folder, _, names in found for name in names]


def settle(settings: Settings, many: int = 7) -> None:
    """Wait until what is nobody's is removed, which happens beside the answer."""
    end = time.monotonic() + 10
    while time.monotonic() < end and len(objects(settings)) != many:
        time.sleep(0.02)
    assert len(objects(settings)) == many


def problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rpartition("/")[2]
