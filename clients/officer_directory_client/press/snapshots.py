"""Snapshots of lists: the view as it was given, each list with its receipt.

`snapshots/<agencies>/<instant>/officers.ndjson`. A snapshot is there whole or not at all.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from officer_directory_client.press.agencies import Chosen

_UNFINISHED: Final = ".unfinished-"


class Snapshots:
    """Those of some agencies of one directory, in the order of time."""

    def __init__(self, folder: Path, api: str, chosen: Chosen) -> None:
        ids = sorted(agency.id for agency in chosen.agencies)
        known = sha256("\n".join([api, *ids]).encode()).hexdigest()[:12]
        words = re.sub(r"[^a-z0-9]+", "-", chosen.names[0].casefold()).strip("-")[:40]
        self.folder = folder / f"{words or 'agency'}-{known}"

    def last(self, listed: str) -> Path | None:
        """The last one kept of a list."""
        kept = sorted(self.folder.glob(f"[0-9]*/{listed}.ndjson"))
        return kept[-1] if kept else None

    @contextmanager
    def unfinished(self) -> Iterator[Path]:
        """A folder for the next one, which is gone after the block unless it is kept."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self.folder / f"{_UNFINISHED}{_instant()}"
        part.mkdir(mode=0o700)
        try:
            yield part
        finally:
            shutil.rmtree(part, ignore_errors=True)

    def keep(self, part: Path) -> Path:
        """From now on it is the last one."""
        return part.rename(self.folder / part.name.removeprefix(_UNFINISHED))


def _instant() -> str:
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
